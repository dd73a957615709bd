"""A conversation made ready for the page: days, sentences, delivery of replies, notices in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from zhichi.outbound.choices import State as MailState
from zhichi.records.selectors import sentence
from zhichi.tickets import registry
from zhichi.tickets.choices import CallDirection, MessageKind
from zhichi.tickets.notices import notice_words
from zhichi.tickets.numbers import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from zhichi.files.models import Attachment
    from zhichi.records.registry import Recorded
    from zhichi.tickets.models import Message, Ticket
    from zhichi.tickets.selectors import Entry

ICONS = {
    "tickets.registered": "inbox",
    "tickets.assigned": "user-check",
    "tickets.transferred": "arrow-left-right",
    "tickets.state_changed": "circle-dot",
    "tickets.details_changed": "pencil",
    "tickets.level_set": "gauge",
    "tickets.confirmed": "search-check",
    "tickets.solution_proposed": "lightbulb",
    "tickets.solution_moved": "lightbulb",
    "tickets.follow_up_due": "phone-outgoing",
    "tickets.follow_up_tried": "phone-missed",
    "tickets.followed_up": "smile",
    "tickets.close_held": "list-todo",
    "tickets.closed": "circle-check",
    "tickets.reopened": "rotate-ccw",
    "tickets.tagged": "tag",
    "tickets.reply_withdrawn": "undo-2",
    "tickets.snoozed": "alarm-clock",
    "tickets.snoozed_for_answer": "alarm-clock",
    "tickets.woken": "alarm-clock-off",
    "tickets.progress_reported": "megaphone",
    "tickets.report_agreed": "calendar-clock",
    "tickets.agreement_undone": "undo-2",
    "tickets.merged": "merge",
    "tickets.absorbed": "merge",
    "tickets.unmerged": "undo-2",
    "tickets.split_off": "split",
    "tickets.split_from": "split",
}
OTHER_ICON = "dot"
ASKS_SENDER = {"forwarded", "forward-unclear"}


@dataclass(frozen=True)
class Delivery:
    """How far the mail of a reply has come. `tone` is "", "ok", "warn" or "bad"."""

    words: str
    tone: str
    at: datetime | None = None
    can_withdraw: bool = False


@dataclass(frozen=True)
class Said:
    """An event in words."""

    text: str
    at: datetime
    icon: str


@dataclass(frozen=True)
class Line:
    """One block of the conversation. `key` and `version` let the page replace only what changed."""

    key: str
    version: str
    kind: str  # customer, reply, note, call, system, event, fold
    at: datetime
    day: date | None = None  # set on the first line of a local day
    message: Message | None = None
    body: Any = ""
    whole: Any = None  # all of the message where `body` leaves quotes out
    below: Any = None  # what was left out, where it all stood below
    files: Sequence[Attachment] = ()
    notices: Sequence[str] = ()
    why: Sequence[str] = ()
    asks_sender: bool = False  # somebody should say, or confirm, who wrote it
    delivery: Delivery | None = None
    call: str = ""
    origin: str = ""  # the number of the other ticket in which it was said
    said: Sequence[Said] = field(default_factory=tuple)


def lines_of(entries: Iterable[Entry], *, reader: Any, home: Ticket | None = None) -> list[Line]:
    """The lines of a conversation for `reader`, days marked in the reader's time zone.

    With `home` messages that were said in another ticket bear its number.
    """
    lines: list[Line] = []
    last_day: date | None = None
    for entry in entries:
        day = timezone.localtime(entry.at).date()
        lines.append(_line(entry, day if day != last_day else None, reader, home))
        last_day = day
    return lines


def _line(entry: Entry, day: date | None, reader: Any, home: Ticket | None) -> Line:
    if entry.message is None:
        return _events_line(entry, day)
    message = entry.message
    delivery = _delivery(message, reader)
    version = f"{delivery.words if delivery else ''}{message.withdrawn_at or ''}{day or ''}"
    return Line(
        key=f"m{message.pk}",
        version=version,
        kind=message.kind,
        at=entry.at,
        day=day,
        message=message,
        body=entry.body,
        whole=entry.whole,
        below=entry.below,
        files=entry.attachments,
        notices=[notice_words(code) for code in message.notices],
        why=_why(message),
        asks_sender=any(code.partition(":")[0] in ASKS_SENDER for code in message.notices),
        delivery=delivery,
        call=_call_words(message) if message.kind == MessageKind.CALL else "",
        origin=number_of(message.ticket_id) if home is not None and message.ticket_id != home.pk else "",
    )


def _why(message: Message) -> list[str]:
    words = registry.reasons.find(message.channel) if message.why else None
    return words(message.why) if words else list(message.why)


def _events_line(entry: Entry, day: date | None) -> Line:
    events = entry.folded or ([entry.event] if entry.event else [])
    said = [Said(sentence(item), item.at, _icon(item.code)) for item in events]
    kind = "fold" if entry.folded else "event"
    return Line(key=f"e{events[0].id}", version=f"{len(said)}{day or ''}", kind=kind, at=entry.at, day=day, said=said)


def said(events: Iterable[Recorded]) -> list[Said]:
    """Events in words, for lists outside a conversation."""
    return [Said(sentence(item), item.at, _icon(item.code)) for item in events]


def _icon(code: str) -> str:
    return ICONS.get(code) or registry.icons.find(code) or OTHER_ICON


def _call_words(message: Message) -> str:
    coming = message.call_direction == CallDirection.IN
    if message.call_answered:
        return _("Incoming call · answered") if coming else _("Outgoing call · answered")
    return _("Incoming call · missed") if coming else _("Outgoing call · no answer")


def _delivery(message: Message, reader: Any) -> Delivery | None:
    """What became of a reply's mail; None for messages that left by no mail."""
    if message.kind not in {MessageKind.REPLY, MessageKind.SYSTEM}:
        return None
    if message.withdrawn_at is not None:
        return Delivery(_("Withdrawn, not sent"), "warn", message.withdrawn_at)
    mail = message.outbound
    if mail is None:
        return Delivery(_("Shown on the portal only"), "") if message.kind == MessageKind.REPLY else None
    if mail.state == MailState.SENT:
        return Delivery(_("Handed to the mail server"), "ok", mail.sent_at)
    if mail.state == MailState.FAILED:
        return Delivery(_("Not delivered: %s") % (mail.last_error or _("refused by the mail server")), "bad")
    if mail.last_error:
        return Delivery(_("Delayed, we keep trying: %s") % mail.last_error, "warn")
    mine = message.author_id == getattr(reader, "pk", None) and mail.state == MailState.QUEUED
    return Delivery(_("Waiting to be sent"), "", can_withdraw=mine and message.kind == MessageKind.REPLY)
