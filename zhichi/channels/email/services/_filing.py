"""Carry a routed message into the ticket services: contact, attachments, text, acknowledgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhichi.channels.email.choices import Done
from zhichi.channels.email.models import MailLog
from zhichi.channels.email.parsing import InboundMail
from zhichi.channels.email.services._routing import Route, own_addresses
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.customers import services as customers
from zhichi.files import services as files
from zhichi.outbound import services as outbound
from zhichi.outbound.choices import Purpose
from zhichi.records.selectors import policy
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import Channel, MessageKind

if TYPE_CHECKING:
    from zhichi.customers.models import Contact
    from zhichi.files.models import Attachment
    from zhichi.tickets.models import Message, Ticket

MAX_COPIES = 20  # addresses of one mail that get copies of our answers
ACKNOWLEDGED_WITHIN = timedelta(hours=1)
HAN = range(0x4E00, 0xA000)


@dataclass(frozen=True)
class Filed:
    """Where the message ended up."""

    ticket: Ticket
    message: Message
    done: Done
    acknowledged: bool = False


def file(mail: InboundMail, way: Route, *, original: Attachment, arrived_at: datetime, at: datetime) -> Filed:
    """Do what the route says; `arrived_at` is when the mail server got the message. Appends the events of the ticket services."""
    kept, dropped = _attachments(mail, at)
    notices = [*([way.notice] if way.notice else []), *(f"too-large:{name}" for name in dropped)]
    if way.done == Done.NOTED and way.ticket_id is not None:
        by = Actor.of(way.colleague)
        note = tickets.note(ticket_id=way.ticket_id, text=mail.text or mail.subject, by=by, at=at, attachments=kept)
        return Filed(note.ticket, note, Done.NOTED)
    contact = None if way.done == Done.BOUNCE else _contact(mail, at)
    incoming = tickets.Incoming(
        text=mail.text,
        html=mail.html,
        kind=MessageKind.SYSTEM if way.done == Done.BOUNCE else MessageKind.CUSTOMER,
        channel=Channel.MAIL,
        contact=contact,
        attachments=kept,
        original=original,
        mail_id=mail.message_id,
        is_automatic=mail.is_auto_reply or mail.is_bounce,
        notices=notices,
        recipients=[*mail.to, *mail.cc],
    )
    filed = _join(mail, way, incoming, at) if way.ticket_id is not None else _open(mail, incoming, arrived_at, at)
    if dropped and contact is not None and not incoming.is_automatic:
        _tell_sender(filed.ticket, mail, dropped, at)
    return filed


def _join(mail: InboundMail, way: Route, incoming: tickets.Incoming, at: datetime) -> Filed:
    by = Actor.guest(mail.from_name or mail.from_address or "?")
    received = tickets.customer_message(
        ticket_id=way.ticket_id or 0, incoming=incoming, by=by, at=at, subject=mail.subject
    )
    done = {"added": way.done, "reopened": Done.REOPENED, "new": Done.FOLLOWS}[received.what]
    return Filed(received.ticket, received.message, done)


def _open(mail: InboundMail, incoming: tickets.Incoming, arrived_at: datetime, at: datetime) -> Filed:
    contact = incoming.contact
    answer_to = mail.from_address if _may_acknowledge(mail, contact, at) else ""
    request = tickets.Request(
        channel=Channel.MAIL,
        subject=mail.subject or mail.text[:80] or _("(no subject)"),
        message=incoming,
        contact=contact,
        language=contact.language if contact else _language_of(mail),
        received_at=arrived_at,
        cc=_copies(mail),
        answer_to=answer_to,
    )
    by = Actor.guest(mail.from_name or mail.from_address or "?")
    ticket, message = tickets.register(request=request, by=by, at=at)
    return Filed(ticket, message, Done.NEW, acknowledged=bool(answer_to))


def _contact(mail: InboundMail, at: datetime) -> Contact | None:
    if not mail.from_address:
        return None
    try:
        return customers.contact_for_address(
            address=mail.from_address,
            name=mail.from_name or mail.from_address.partition("@")[0],
            language=_language_of(mail),
            by=Actor.system("mail"),
            at=at,
        )
    except DomainError:
        return None  # an address that no mail system could answer; the ticket keeps what it says


def _may_acknowledge(mail: InboundMail, contact: Contact | None, at: datetime) -> bool:
    if contact is None or mail.is_auto_reply or mail.is_bounce:
        return False
    recent = MailLog.objects.filter(
        from_address=mail.from_address.lower(), at__gt=at - ACKNOWLEDGED_WITHIN, acknowledged=True
    )
    return recent.count() < policy("5.2.1.acknowledgements_per_hour")


def _attachments(mail: InboundMail, at: datetime) -> tuple[list[Attachment], list[str]]:
    kept, dropped = [], []
    by = Actor.system("mail")
    for part in mail.attachments:
        try:
            kept.append(
                files.store(
                    content=part.content,
                    filename=part.filename,
                    claimed_type=part.content_type,
                    by=by,
                    at=at,
                    is_inline=bool(part.content_id) and f"cid:{part.content_id}" in mail.html,
                    content_id=part.content_id,
                )
            )
        except DomainError:
            dropped.append(part.filename)
    return kept, dropped


def _copies(mail: InboundMail) -> list[str]:
    ours = own_addresses()
    others = dict.fromkeys(address.lower() for address in (*mail.to, *mail.cc))
    return [item for item in others if item not in ours and item != mail.from_address.lower()][:MAX_COPIES]


def _language_of(mail: InboundMail) -> str:
    head = f"{mail.subject} {mail.text[:2000]}"
    return "zh-hans" if any(ord(letter) in HAN for letter in head) else "en"


def _tell_sender(ticket: Ticket, mail: InboundMail, dropped: list[str], at: datetime) -> None:
    with override(ticket.language):
        text = _(
            "We received your mail about request %(number)s, but these attachments are larger than %(limit)s MB and "
            "could not be taken: %(names)s.\n\nPlease send smaller files, or tell us where we can fetch them."
        ) % {
            "number": ticket.number,
            "limit": settings.MAX_ATTACHMENT_BYTES // (1024 * 1024),
            "names": ", ".join(dropped),
        }
    outbound.queue(
        purpose=Purpose.NOTICE,
        to=[mail.from_address],
        subject=f"Re: {mail.subject} [#{ticket.number}]",
        text=text,
        language=ticket.language,
        stream=ticket.stream,
        in_reply_to=mail.message_id,
        references=[*mail.references[-20:], mail.message_id] if mail.message_id else (),
        by=Actor.system("mail"),
        at=at,
    )
