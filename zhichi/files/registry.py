"""Who may read a file is known by the part that holds it; it says so here."""

from __future__ import annotations

from collections.abc import Callable
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
