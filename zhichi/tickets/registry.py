"""What parts above add to the ticket pages: side panels, icons of events, boards, checks of replies, composer menus,
gates of transfers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.core.registry import Registry
from zhichi.outbound.choices import DEFAULT_SENDER
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.outbound.choices import Sender

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class SidePanel:
    """A foldable section beside the conversation, loaded by its own request so that it fails alone.

    `url_name` takes the ticket number; `right` names the right that shows the panel. With `follows` it is loaded anew
    whenever the ticket changes; without, it keeps fresh what it must, and what somebody typed into it stays.
    """

    name: str
    title: Any
    order: int
    url_name: str
    right: str
    follows: bool = True


@dataclass(frozen=True)
class Looker:
    """A page for staff that shows what is in files with these endings. `url_name` takes the file's public id."""

    endings: tuple[str, ...]
    url_name: str


@dataclass(frozen=True)
class Trace:
    """A page on how a message came in or went out."""

    url_name: str
    right: str


traces: Registry[Trace] = Registry("trace of messages")
panels: Registry[SidePanel] = Registry("side panel")
reasons: Registry[Callable[[Sequence[str]], list[str]]] = Registry("words for why a message stands in its ticket")
lookers: Registry[Looker] = Registry("page that looks into a file")
icons: Registry[str] = Registry("icon of an event")


def register_panel(panel: SidePanel) -> None:
    """Add a panel; raises DuplicateName when its name is taken."""
    panels.add(panel.name, panel)


def register_reasons(channel: str, words: Callable[[Sequence[str]], list[str]]) -> None:
    """Let `words` say, for messages of this channel, what the codes in `Message.why` mean."""
    reasons.add(channel, words)


def register_looker(name: str, looker: Looker) -> None:
    """Offer a page that looks into some files beside them; raises DuplicateName for a taken name."""
    lookers.add(name, looker)


def looker_of(filename: str) -> Looker | None:
    """The page that can look into a file of this name."""
    name = filename.lower()
    return next((each for each in lookers.values() if name.endswith(each.endings)), None)


def register_trace(url_name: str, *, right: str) -> None:
    """Lead from each message that came or went by mail to the page on its way; `url_name` takes the message's key."""
    traces.add("mail", Trace(url_name, right))


def register_blocker(url_name: str, *, right: str) -> None:
    """Offer a page that blocks the sender below each mail of a customer; `url_name` takes the message's key."""
    traces.add("blocker", Trace(url_name, right))


def blocker_for(person: Any, may: Any) -> Trace | None:
    """The page that blocks senders, where `person` may use it. `may` is `zhichi.core.rights.may`."""
    found = traces.find("blocker")
    return found if found and may(person, found.right) else None


def trace_for(person: Any, may: Any) -> Trace | None:
    """The page on the way of mails, where `person` may see it. `may` is `zhichi.core.rights.may`."""
    trace = traces.find("mail")
    return trace if trace and may(person, trace.right) else None


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
    """What was sent although something was found in `text`; `reason` is what its author said about it."""

    ticket_id: int
    message_id: int
    text: str
    findings: Sequence[Finding]
    reason: str
    by: Actor
    at: datetime


@dataclass(frozen=True)
class DraftCheck:
    """Looks at what staff write to customers: replies, progress reports, solutions. `look(ticket id, text)` reads only.

    `sent` is called inside the transaction that writes the message, when something was found in it.
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


@dataclass(frozen=True)
class Senders:
    """What the mail channel knows about senders.

    `of_team(team id)` is the one that a team's letters are to come from, None where it has none of its own;
    `remembered` says the same of what the process knows without asking the database, the only mailbox included, None
    where it takes a look; `shown(ticket)` looks. `most_bytes(team id)` is how much of files its server takes in one
    letter, 0 where nobody said; `limits(team id)` says, from memory, how much a letter carries and for how many days
    links to the rest hold.
    """

    of_team: Callable[[int], Sender | None]
    remembered: Callable[[int], Sender | None]
    shown: Callable[[Any], Sender | None]
    most_bytes: Callable[[int], int]
    limits: Callable[[int], tuple[int, int]]


senders: Registry[Senders] = Registry("source of senders")


def register_senders(source: Senders) -> None:
    """Let the mail channel say whom letters come from; raises DuplicateName for a second one."""
    senders.add("mail", source)


def sender_of_team(team_id: int) -> Sender:
    """Whom this team's letters are to come from; without an address it is for the mail channel to say."""
    source = senders.find("mail")
    return (source.of_team(team_id) if source else None) or DEFAULT_SENDER


def sender_remembered(team_id: int) -> Sender | None:
    """Whom a letter of this team would come from, where the process knows it without asking the database."""
    source = senders.find("mail")
    return source.remembered(team_id) if source else None


def sender_shown(ticket: Any) -> Sender | None:
    """Whom the next letter about this ticket would come from; None while no mailbox sends."""
    source = senders.find("mail")
    return source.shown(ticket) if source else None


def limits_remembered(team_id: int) -> tuple[int, int]:
    """How many bytes of files a letter carries and for how many days links hold, as far as pages need to know."""
    source = senders.find("mail")
    return source.limits(team_id) if source else (0, 0)


def most_bytes(team_id: int) -> int:
    """How many bytes of files one letter of this team carries; what is beyond goes as links (5.2.1)."""
    source = senders.find("mail")
    wanted, server = int(policy("5.2.1.mail_attachments_mb")) * MEGABYTE, source.most_bytes(team_id) if source else 0
    return min(wanted, server) if server else wanted
