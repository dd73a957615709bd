"""What parts above add to tickets: side panels of their page, icons of its events, gates of transfers."""

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


TransferGate = Callable[[Any, "Actor", "datetime"], None]
transfer_gates: Registry[TransferGate] = Registry("transfer gate")


def register_transfer_gate(name: str, gate: TransferGate) -> None:
    """Ask `gate(ticket, by, at)` before a person gives a ticket up; it raises DomainError to refuse.

    Called under the ticket's lock, inside the transaction of the transfer. Raises DuplicateName for a taken name.
    """
    transfer_gates.add(name, gate)
