"""What parts above add to tickets: side panels, icons of events, boards beside the views, gates of transfers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@dataclass(frozen=True)
class SidePanel:
    """A foldable section beside the conversation, loaded by its own request so that it fails alone.

    `url_name` takes the ticket number; `right` names the right that shows the panel.
    """

    name: str
    title: Any
    order: int
    url_name: str
    right: str


panels: Registry[SidePanel] = Registry("side panel")
icons: Registry[str] = Registry("icon of an event")


def register_panel(panel: SidePanel) -> None:
    """Add a panel; raises DuplicateName when its name is taken."""
    panels.add(panel.name, panel)


def register_icon(code: str, icon: str) -> None:
    """Show `icon` (a lucide name) beside events with this code in the conversation."""
    icons.add(code, icon)


def panels_for(person: Any, may: Any) -> list[SidePanel]:
    """The panels `person` may see, in order. `may` is `zhichi.core.rights.may`."""
    allowed = [panel for panel in panels.values() if may(person, panel.right)]
    return sorted(allowed, key=lambda panel: panel.order)


@dataclass(frozen=True)
class BoardLink:
    """A page over many tickets, offered below the views of the list. `right` names the right that shows it."""

    name: str
    label: Any
    icon: str
    order: int
    url_name: str
    right: str


boards: Registry[BoardLink] = Registry("board")


def register_board(board: BoardLink) -> None:
    """Add a board; raises DuplicateName when its name is taken."""
    boards.add(board.name, board)


def boards_for(person: Any, may: Any) -> list[BoardLink]:
    """The boards `person` may open, in order. `may` is `zhichi.core.rights.may`."""
    return sorted((item for item in boards.values() if may(person, item.right)), key=lambda item: item.order)


TransferGate = Callable[[Any, "Actor", "datetime"], None]
transfer_gates: Registry[TransferGate] = Registry("transfer gate")


def register_transfer_gate(name: str, gate: TransferGate) -> None:
    """Ask `gate(ticket, by, at)` before a person gives a ticket up; it raises DomainError to refuse.

    Called under the ticket's lock, inside the transaction of the transfer. Raises DuplicateName for a taken name.
    """
    transfer_gates.add(name, gate)
