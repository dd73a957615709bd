"""What parts above add to the ticket pages: side panels, icons of events, boards, checks of replies, composer menus,
gates of transfers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zhichi.core.registry import Registry

if TYPE_CHECKING:
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
reasons: Registry[Callable[[Sequence[str]], list[str]]] = Registry("words for why a message stands in its ticket")
icons: Registry[str] = Registry("icon of an event")


def register_panel(panel: SidePanel) -> None:
    """Add a panel; raises DuplicateName when its name is taken."""
    panels.add(panel.name, panel)


def register_reasons(channel: str, words: Callable[[Sequence[str]], list[str]]) -> None:
    """Let `words` say, for messages of this channel, what the codes in `Message.why` mean."""
    reasons.add(channel, words)


def register_icon(code: str, icon: str) -> None:
    """Show `icon` (a lucide name) beside events with this code in the conversation."""
    icons.add(code, icon)


def panels_for(person: Any, may: Any) -> list[SidePanel]:
    """The panels `person` may see, in order. `may` is `zhichi.core.rights.may`."""
    allowed = [panel for panel in panels.values() if may(person, panel.right)]
    return sorted(allowed, key=lambda panel: panel.order)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A passage of a reply, text[start:end], that its author should look at before it is sent.

    `key` names what was found: who sends it all the same is asked again only when something else is found. `advice` is
    what to write instead. With `asks_why` it is sent only with a reason.
    """

    key: str
    start: int
    end: int
    advice: str = ""
    asks_why: bool = False


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A reply that was written although something was found in it; `reason` is what its author said about it."""

    ticket_id: int
    message_id: int
    text: str
    findings: Sequence[Finding]
    reason: str
    by: Actor
    at: datetime


@dataclass(frozen=True)
class DraftCheck:
    """Looks at replies to customers, and at nothing else. `look(ticket id, text)` reads only.

    `sent` is called inside the transaction that writes the reply, when something was found in it.
    """

    name: str
    look: Callable[[int, str], Sequence[Finding]]
    sent: Callable[[Sent], None]


@dataclass(frozen=True)
class ComposerMenu:
    """A menu below the text of a reply, loaded when it is opened. `url_name` takes the ticket number.

    A button in it with `data-insert` puts that text where the cursor stands.
    """

    name: str
    title: Any
    icon: str
    order: int
    url_name: str
    right: str


@dataclass(frozen=True)
class BoardLink:
    """A page over many tickets, offered below the views of the list. `right` names the right that shows it."""

    name: str
    label: Any
    icon: str
    order: int
    url_name: str
    right: str


draft_checks: Registry[DraftCheck] = Registry("draft check")
composer_menus: Registry[ComposerMenu] = Registry("composer menu")


def register_draft_check(check: DraftCheck) -> None:
    """Add a check; raises DuplicateName when its name is taken."""
    draft_checks.add(check.name, check)


def register_composer_menu(menu: ComposerMenu) -> None:
    """Add a menu; raises DuplicateName when its name is taken."""
    composer_menus.add(menu.name, menu)


def menus_for(person: Any, may: Any) -> list[ComposerMenu]:
    """The menus `person` may open, in order. `may` is `zhichi.core.rights.may`."""
    allowed = [menu for menu in composer_menus.values() if may(person, menu.right)]
    return sorted(allowed, key=lambda menu: menu.order)


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
