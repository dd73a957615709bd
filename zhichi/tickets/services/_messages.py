"""Write one message row with its attachments and the event that proves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from zhichi.core.insert import fresh, insert_all
from zhichi.core.texts import clean
from zhichi.files import services as files
from zhichi.tickets.choices import HOLDER, MessageKind
from zhichi.tickets.events import MessageAdded
from zhichi.tickets.html import sanitise
from zhichi.tickets.models import Message, Ticket
from zhichi.tickets.services._write import digest
from zhichi.tickets.trimming import is_markup_of, is_part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zhichi.core.actors import Actor
    from zhichi.customers.models import Contact
    from zhichi.files.models import Attachment
    from zhichi.outbound.models import OutboundMail


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """What somebody said, however it came. `html` may be anything; it is sanitised here."""

    text: str
    html: str = ""
    trimmed_text: str = ""  # without quotes and signatures; "" when nothing is left out
    trimmed_html: str = ""
    kind: MessageKind = MessageKind.CUSTOMER
    channel: str = ""
    contact: Contact | None = None
    attachments: Sequence[Attachment] = ()
    original: Attachment | None = None
    outbound: OutboundMail | None = None
    mail_id: str = ""
    is_automatic: bool = False
    notices: Sequence[str] = ()
    why: Sequence[str] = ()  # codes of the channel: why it stands in this ticket
    recipients: Sequence[str] = ()
    report: str = ""
    invitation: dict[str, Any] = field(default_factory=dict)  # as in invitations.py
    call: dict[str, Any] = field(default_factory=dict)  # call_direction, call_answered, call_seconds, call_number


def write(ticket: Ticket, incoming: Incoming, *, by: Actor, at: datetime) -> tuple[Message, MessageAdded]:
    """Insert the message and return it with the event to append. The caller holds the ticket's lock."""
    return write_all(ticket, [(incoming, by)], at=at)[0]


def write_all(
    ticket: Ticket, said: Sequence[tuple[Incoming, Actor]], *, at: datetime
) -> list[tuple[Message, MessageAdded]]:
    """Like `write`, for some messages in the order in which they were said, in one statement."""
    messages = [_message(ticket, incoming, by, at) for incoming, by in said]
    insert_all(messages)
    for message, (incoming, by) in zip(messages, said, strict=True):
        if incoming.attachments:
            files.attach(attachments=incoming.attachments, holder=(HOLDER, message.pk), by=by, at=at)
    return [
        (message, message_event(message, incoming.attachments))
        for message, (incoming, _by) in zip(messages, said, strict=True)
    ]


def _message(ticket: Ticket, incoming: Incoming, by: Actor, at: datetime) -> Message:
    text, html = clean(incoming.text), sanitise(clean(incoming.html)) if incoming.html else ""
    return fresh(
        Message,
        ticket=ticket,
        kind=incoming.kind,
        channel=incoming.channel,
        author_id=by.user_id,
        contact=incoming.contact,
        author_label=by.label[:200],
        text=text,
        html=html,
        trimmed_text=_trimmed(clean(incoming.trimmed_text), text, is_part_of),
        trimmed_html=_trimmed(incoming.trimmed_html and sanitise(clean(incoming.trimmed_html)), html, is_markup_of),
        at=at,
        is_automatic=incoming.is_automatic,
        notices=list(incoming.notices),
        why=list(incoming.why),
        mail_id=incoming.mail_id[:255],
        original=incoming.original,
        outbound=incoming.outbound,
        recipients=list(incoming.recipients),
        report=clean(incoming.report),
        invitation=incoming.invitation,
        **incoming.call,
    )


def _trimmed(shorter: str, whole: str, is_of: Callable[[str, str], bool]) -> str:
    """The shorter form where there is one and it can be proved to say nothing of its own."""
    return shorter if shorter and shorter != whole and is_of(shorter, whole) else ""


def message_event(message: Message, attachments: Sequence[Attachment]) -> MessageAdded:
    """The event that proves a message as it stands."""
    return MessageAdded(
        message_id=message.pk,
        kind=message.kind,
        digest=message_digest(message, [item.blob.sha256 for item in attachments]),
        is_automatic=message.is_automatic,
    )


def message_digest(message: Message, contents: Sequence[str]) -> str:
    """The digest over a message's words, author, time and the SHA-256 of each attachment."""
    moment = message.at.astimezone(UTC).isoformat()
    return digest(message.kind, message.author_label, message.text, message.html, moment, sorted(contents))
