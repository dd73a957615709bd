"""What parts above add to a customer's file: panels such as the customer's tickets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from zhichi.core.registry import Registry
from zhichi.core.rights import may

if TYPE_CHECKING:
    from collections.abc import Callable

FileKind = Literal["organisation", "contact"]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A section of the file page, loaded by its own request so that it fails alone.

    `url` gets the kind of file and its id and gives the address of a fragment; `right` names the right that shows it.
    """

    name: str
    title: Any
    order: int
    url: Callable[[FileKind, int], str]
    right: str
    kinds: tuple[FileKind, ...] = ("organisation", "contact")


@dataclass(frozen=True)
class ReadyPanel:
    """A panel made ready for one file."""

    name: str
    title: str
    url: str


panels: Registry[Panel] = Registry("customer file panel")


def register_panel(panel: Panel) -> None:
    """Add a panel; raises DuplicateName when its name is taken."""
    panels.add(panel.name, panel)


def panels_for(person: Any, kind: FileKind, object_id: int) -> list[ReadyPanel]:
    """The panels of one file that `person` may see, in order."""
    shown = [panel for panel in panels.values() if kind in panel.kinds and may(person, panel.right)]
    shown.sort(key=lambda panel: (panel.order, panel.name))
    return [ReadyPanel(panel.name, str(panel.title), panel.url(kind, object_id)) for panel in shown]
