"""Who may read a file, and where it hangs, is known by the part that holds it; it says so here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from django.http import HttpRequest

    from zhichi.files.models import Attachment

Gate = Callable[["HttpRequest", "Attachment"], bool]
gates: Registry[Gate] = Registry("file gate")


def gate(holder_kind: str, allows: Gate) -> None:
    """Ask `allows` whenever somebody wants a file that hangs on a `holder_kind`. Without a gate nobody reads it."""
    gates.add(holder_kind, allows)


@dataclass(frozen=True)
class Place:
    """Where a file hangs: the stream whose history tells of it ("ticket:12"), for people its name and address, and who
    sent it.
    """

    stream: str
    label: str = ""
    url: str = ""
    sender: str = ""


Locate = Callable[["Collection[Attachment]"], Mapping[int, Place]]
places: Registry[Locate] = Registry("place of files")


def locate(holder_kind: str, find: Locate) -> None:
    """Let `find` say where files of one `holder_kind` hang, by the key of the file."""
    places.add(holder_kind, find)
