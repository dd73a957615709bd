"""A ticket's history as one list: messages and what happened between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from zhichi.core.events import types
from zhichi.core.prepared import Prepared
from zhichi.files import selectors as files
from zhichi.records import selectors as records
from zhichi.tickets.choices import HOLDER, PUBLIC_KINDS, MessageKind
from zhichi.tickets.events import ReplyWithdrawn
from zhichi.tickets.html import readable, sanitise
from zhichi.tickets.models import Message
from zhichi.tickets.pictures import Shown, own_pictures, with_pictures
from zhichi.tickets.said import said
from zhichi.tickets.trimming import markup_below, text_below

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.files.models import Attachment
    from zhichi.records.registry import Recorded
    from zhichi.tickets.models import Ticket

# Told by what they belong to: the message, its delivery, the panel of related tickets.
SILENT = {
    "sla.clocks_changed",
    "tickets.message_added",
    "outbound.sent",
    "outbound.withdrawn",
    "outbound.bounced",
    "outbound.withheld",
    "links.made",
    "links.removed",
}
# What a block of the page shows of a message and of the rows around it.
SHOWN = (
    "kind", "channel", "author_id", "author_label", "text", "html", "trimmed_text", "trimmed_html", "at",
    "is_automatic", "notices", "why", "recipients", "report", "invitation",
    "withdrawn_at", "call_direction", "call_answered", "call_seconds", "call_number", "ticket_id",
    "contact__display_name", "contact__job_title", "outbound__state", "outbound__last_error", "outbound__sent_at",
    "outbound__to", "outbound__cc", "outbound__fates", "outbound__not_before",
    "original__public_id",
)  # fmt: skip
FOLD = 4  # runs of so many events fold into one line
_BLANK = re.compile(r"^(?:\s|<br>|<(?:div|p)>\s*(?:<br>\s*)?</(?:div|p)>)+")  # above what is shown below a button


@dataclass
class Entry:
    """One line of the conversation: a message, an event, or a folded run of events.

    `body` is what is new in a message. Where quotes were left out `whole` is all of it, and `below` what follows when
    nothing above was left out.
    """

    at: datetime
    message: Message | None = None
    event: Recorded | None = None
    folded: list[Recorded] = field(default_factory=list)
    body: SafeString = field(default_factory=lambda: mark_safe(""))
    whole: SafeString | None = None
    below: SafeString | None = None
    attachments: list[Attachment] = field(default_factory=list)
    pictures_left_out: int = 0  # of the internet


def conversation(ticket: Ticket, *, is_public: bool = False, pictures_of: int | None = None) -> list[Entry]:
    """Messages and events in order of time, runs of events folded. Four queries, whatever the length.

    With `is_public` only what the customer may read: no notes, no calls, no internal events, nothing withdrawn.
    Pictures of the internet are in the message with the id `pictures_of` alone.
    """
    messages = _said(ticket, is_public=is_public)
    attached = files.of(HOLDER, [message.pk for message in messages])
    entries = [
        _as_entry(message, attached.get(message.pk, []), foreign=message.pk == pictures_of) for message in messages
    ]
    entries += [Entry(at=event.at, event=event) for event in _events(ticket, is_public=is_public)]
    entries.sort(key=lambda entry: (entry.at, entry.message is None, entry.event.id if entry.event else 0))
    return entries if is_public else _fold(entries)


def last_said(ticket: Ticket, *, limit: int) -> list[Entry]:
    """The last messages between people, in order of time, for staff; what was withdrawn is left out. Two queries."""
    rows = said(ticket).filter(withdrawn_at=None).exclude(kind=MessageKind.SYSTEM)
    messages = list(_shown(rows).order_by("-at", "-id")[:limit])[::-1]
    attached = files.of(HOLDER, [message.pk for message in messages])
    return [_as_entry(message, attached.get(message.pk, []), foreign=False) for message in messages]


def _said(ticket: Ticket, *, is_public: bool) -> list[Message]:
    if not (ticket.absorbed or ticket.taken):
        return (_public if is_public else _all).rows(ticket.pk)
    rows = said(ticket, is_public=is_public)
    return list(_shown(_open(rows) if is_public else rows))


def _shown(rows: QuerySet[Message]) -> QuerySet[Message]:
    return rows.select_related("contact", "outbound", "original").only(*SHOWN).order_by("at", "id")


def _open(rows: QuerySet[Message]) -> QuerySet[Message]:
    return rows.filter(kind__in=PUBLIC_KINDS, withdrawn_at=None).exclude(kind=MessageKind.SYSTEM)


# By far the most tickets show their own messages and no others.
_all = Prepared(lambda ticket: _shown(Message.objects.filter(ticket_id=ticket)))
_public = Prepared(lambda ticket: _open(_shown(Message.objects.filter(ticket_id=ticket))))


def public_timeline(ticket: Ticket) -> list[Recorded]:
    """The events that the customer reads as progress, in order."""
    return _events(ticket, is_public=True)


def _events(ticket: Ticket, *, is_public: bool) -> list[Recorded]:
    history = records.timeline(ticket.stream)
    if is_public:
        taken_back = {item.data.get("message_id") for item in history if item.code == ReplyWithdrawn.code}
        told = (item for item in history if item.data.get("message_id") not in taken_back)
        return [item for item in told if (kind := types.find(item.code)) and kind.public_wording]
    return [item for item in history if item.code not in SILENT]


def _as_entry(message: Message, attachments: list[Attachment], *, foreign: bool) -> Entry:
    body, whole, below = _shown_body(message.html, message.text, attachments, foreign=foreign), None, None
    left_out = body.left_out
    if message.trimmed_html if message.html else message.trimmed_text:
        whole, body = body, _shown_body(message.trimmed_html, message.trimmed_text, attachments, foreign=foreign)
        below = _below(message, attachments, foreign=foreign)
    return Entry(
        at=message.at,
        message=message,
        body=body.html,
        whole=whole.html if whole else None,
        below=below,
        attachments=[item for item in attachments if not (item.is_inline and f"cid:{item.content_id}" in message.html)],
        pictures_left_out=left_out,
    )


def _below(message: Message, attachments: Sequence[Attachment], *, foreign: bool) -> SafeString | None:
    if message.html:
        rest = markup_below(message.trimmed_html, message.html)
        html = _BLANK.sub("", sanitise(rest))
        return with_pictures(html, own_pictures(attachments), foreign=foreign).html if rest else None
    rest = text_below(message.trimmed_text, message.text)
    return readable(rest) if rest else None


def _shown_body(html: str, text: str, attachments: Sequence[Attachment], *, foreign: bool) -> Shown:
    return with_pictures(html, own_pictures(attachments), foreign=foreign) if html else Shown(readable(text))


def as_shown(html: str, text: str, pictures: Mapping[str, str]) -> SafeString:
    """Words of strangers that no ticket holds, made as harmless as its messages; `pictures` by content id."""
    return with_pictures(sanitise(html), pictures).html if html.strip() else readable(text)


def _fold(entries: list[Entry]) -> list[Entry]:
    folded: list[Entry] = []
    run: list[Entry] = []
    for entry in [*entries, None]:
        if entry is not None and entry.event is not None:
            run.append(entry)
            continue
        if len(run) >= FOLD:
            folded.append(Entry(at=run[0].at, folded=[_event_of(item) for item in run]))
        else:
            folded.extend(run)
        run = []
        if entry is not None:
            folded.append(entry)
    return folded


def _event_of(entry: Entry) -> Any:
    return entry.event


def message(key: int) -> Message | None:
    """One message with its ticket."""
    return Message.objects.select_related("ticket").filter(pk=key).first()
