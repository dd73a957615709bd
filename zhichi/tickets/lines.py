"""A conversation made ready for the page: days, sentences, delivery of replies, notices in words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhichi.core.rights import may
from zhichi.files.selectors import link_of
from zhichi.outbound import selectors as outbound
from zhichi.outbound.choices import Fate
from zhichi.outbound.choices import State as MailState
from zhichi.records.selectors import sentence
from zhichi.tickets import invitations, policies, registry
from zhichi.tickets.choices import CallDirection, MessageKind
from zhichi.tickets.notices import notice_words
from zhichi.tickets.numbers import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from zhichi.files.models import Attachment
    from zhichi.outbound.selectors import RecipientFate
    from zhichi.records.registry import Recorded
    from zhichi.tickets.invitations import Invitation
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
    "tickets.marked_spam": "ban",
    "tickets.unmarked_spam": "undo-2",
    "tickets.merged": "merge",
    "tickets.absorbed": "merge",
    "tickets.unmerged": "undo-2",
    "tickets.split_off": "split",
    "tickets.split_from": "split",
    "tickets.content_erased": "eraser",
}
OTHER_ICON = "dot"
REMARKS = {"signed"}  # worth knowing, no warning
ASKS_SENDER = {"forwarded", "forward-unclear"}


@dataclass(frozen=True)
class Delivery:
    """How far the mail of a reply has come. `tone` is "", "ok", "warn" or "bad"."""

    words: str
    tone: str
    at: datetime | None = None
    can_withdraw: bool = False
    leaves_at: datetime | None = None  # when it may go, while it can be taken back
    each: Sequence[RecipientFate] = ()  # by recipient, where they do not all fare alike

    @property
    def version(self) -> str:
        """Changes whenever the page would show something else."""
        told = "".join(f"{one.address}{one.state}{one.next_try or ''}" for one in self.each)
        return f"{self.words}{told}"


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
    remarks: Sequence[str] = ()
    why: Sequence[str] = ()
    invitations: Sequence[Invitation] = ()
    pictures_left_out: int = 0  # of the internet, which somebody may ask for
    asks_sender: bool = False  # somebody should say, or confirm, who wrote it
    delivery: Delivery | None = None
    call: str = ""
    trace: str = ""  # where the way of its mail is shown
    blocker: str = ""  # where its sender can be blocked
    origin: str = ""  # the number of the other ticket in which it was said
    said: Sequence[Said] = field(default_factory=tuple)
    may_share: bool = False  # the reader decides whether links to its files hold


def lines_of(entries: Iterable[Entry], *, reader: Any, home: Ticket | None = None) -> list[Line]:
    """The lines of a conversation for `reader`, days marked in the reader's time zone.

    With `home` messages that were said in another ticket bear its number.
    """
    lines: list[Line] = []
    last_day: date | None = None
    trace, blocker = registry.trace_for(reader, may), registry.blocker_for(reader, may)
    for entry in entries:
        day = timezone.localtime(entry.at).date()
        line = _line(entry, day if day != last_day else None, reader, home)
        if trace and line.message and (line.message.original_id or line.message.outbound_id):
            line = replace(line, trace=reverse(trace.url_name, args=[line.message.pk]))
        if blocker and line.kind == "customer" and line.message and line.message.original_id:
            line = replace(line, blocker=reverse(blocker.url_name, args=[line.message.pk]))
        lines.append(line)
        last_day = day
    return lines


def _line(entry: Entry, day: date | None, reader: Any, home: Ticket | None) -> Line:
    if entry.message is None:
        return _events_line(entry, day)
    message = entry.message
    delivery = _delivery(message, reader)
    links = [link for link in map(link_of, entry.attachments) if link is not None]
    shared = "".join(f"{link.downloads}{link.revoked_at or link.expires_at}" for link in links)
    locked = "".join(item.standing.code for item in entry.attachments if not item.standing.is_open)
    version = f"{delivery.version if delivery else ''}{message.withdrawn_at or ''}{day or ''}{shared}{locked}"
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
        notices=_words(message.notices, quiet=False),
        remarks=_words(message.notices, quiet=True),
        why=_why(message),
        invitations=invitations.shown(message.invitation) if message.invitation else (),
        pictures_left_out=entry.pictures_left_out,
        asks_sender=any(code.partition(":")[0] in ASKS_SENDER for code in message.notices),
        delivery=delivery,
        call=_call_words(message) if message.kind == MessageKind.CALL else "",
        may_share=bool(links) and policies.WORK.allows(reader, None),
        origin=number_of(message.ticket_id) if home is not None and message.ticket_id != home.pk else "",
    )


def _words(codes: Iterable[str], *, quiet: bool) -> list[str]:
    return [notice_words(code) for code in codes if (code.partition(":")[0] in REMARKS) is quiet]


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


def _plain(error: str) -> str:
    """What a server's answer means; its own words stand beside the recipient."""
    meaning = outbound.meaning(error)
    return str(meaning.what) if meaning.is_known else error


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
    fates = outbound.fates_of(mail)
    lost = [one for one in fates if one.is_lost]
    each = fates if len({one.state for one in fates}) > 1 else ()
    if lost and len(lost) < len(fates):
        words = _("%(lost)s of %(all)s recipients do not get it") % {"lost": len(lost), "all": len(fates)}
        return Delivery(words, "bad", mail.sent_at, each=each)
    if mail.state == MailState.SENT:
        late = fates[0].state == Fate.LATE
        words = _("Late on its way: %s") % (fates[0].answer or "?") if late else _("Handed to the mail server")
        return Delivery(words, "warn" if late else "ok", mail.sent_at, each=each)
    if mail.state == MailState.WITHHELD:
        return Delivery(_("Not sent: mail to this address came back before, so nothing is sent there"), "bad")
    if mail.state == MailState.FAILED:
        words = _plain(mail.last_error) if mail.last_error else _("refused by the mail server")
        return Delivery(_("Not delivered: %s") % words, "bad", each=each or fates)
    if mail.last_error:
        return Delivery(_("Delayed, we keep trying: %s") % _plain(mail.last_error), "warn", each=each or fates)
    mine = message.author_id == getattr(reader, "pk", None) and mail.state == MailState.QUEUED
    can_withdraw = mine and message.kind == MessageKind.REPLY
    return Delivery(
        _("Waiting to be sent"), "", can_withdraw=can_withdraw, leaves_at=mail.not_before if can_withdraw else None
    )
