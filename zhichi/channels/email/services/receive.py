"""Take one raw message in (2.1, 2.4): read it, find where it belongs, do that, and log what was done and why.

Everything happens in one transaction, so a crash leaves either nothing or the whole effect; the Message-ID (else the
bytes themselves) tells a second delivery of the same message.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.channels.email.choices import Done
from zhichi.channels.email.models import Mailbox, MailLog
from zhichi.channels.email.parsing import InboundMail, parse
from zhichi.channels.email.services import _filing
from zhichi.channels.email.services._routing import Route, own_addresses, route
from zhichi.core.actors import Actor
from zhichi.core.texts import clean
from zhichi.files import services as files

if TYPE_CHECKING:
    from zhichi.files.models import Attachment
    from zhichi.tickets.models import Message, Ticket

log = logging.getLogger(__name__)
ORIGINAL = "mail_original"  # what the raw message hangs on; its gate lets only staff who see the ticket read it
INTAKE = Actor.system("mail")


@dataclass(frozen=True)
class Receipt:
    """What became of a message: the log row, and the ticket and message where there are any."""

    log: MailLog
    ticket: Ticket | None
    message: Message | None


def receive(*, raw: bytes, at: datetime, mailbox: Mailbox | None = None, arrived_at: datetime | None = None) -> Receipt:
    """Handle one raw message exactly once. Never raises for what is in it: what cannot be handled is kept and shown.

    `at` is aware, the present; `arrived_at` is when the mail server got the message (default `at`): the sender's own
    Date header is not trusted for that. Appends the events of the ticket services that it calls.
    """
    mail = parse(raw)
    fingerprint = hashlib.sha256(raw).hexdigest()
    try:
        with transaction.atomic():
            return _handle(raw, mail, _log_row(mail, raw, fingerprint, mailbox, at), arrived_at or at)
    except Exception as error:  # a defect of ours must cost no customer's mail: it lands, whole, where people look
        if transaction.get_connection().in_atomic_block:
            raise
        log.exception("a message could not be handled")
        with transaction.atomic():
            row = _log_row(mail, raw, fingerprint, mailbox, at)
            row.done, row.reason = Done.FAILED, repr(error)[:300]
            row.original = _keep(raw, at)
            row.save()
        return Receipt(row, None, None)


def _handle(raw: bytes, mail: InboundMail, row: MailLog, arrived_at: datetime) -> Receipt:
    at = row.at
    earlier = _earlier(mail, row.fingerprint)
    if earlier is not None:
        row.done, row.reason, row.ticket_id = Done.DUPLICATE, f"log:{earlier.pk}", earlier.ticket_id
        row.mail_id = ""
        row.save()
        return Receipt(row, earlier.ticket, earlier.message)
    if mail.from_address.lower() in own_addresses():
        return _only_logged(row, Done.OWN, "own-address", raw, at)
    way = route(mail, raw)
    if way.done == Done.UNMATCHED:
        return _only_logged(row, Done.UNMATCHED, way.reason, raw, at)
    row.original = _keep(raw, at)
    filed = _filing.file(mail, way, original=row.original, arrived_at=arrived_at, at=at)
    row.ticket, row.message, row.done = filed.ticket, filed.message, filed.done
    row.reason, row.acknowledged = way.reason, filed.acknowledged
    row.save()
    return Receipt(row, filed.ticket, filed.message)


def _log_row(mail: InboundMail, raw: bytes, fingerprint: str, mailbox: Mailbox | None, at: datetime) -> MailLog:
    return MailLog(
        mailbox=mailbox,
        mail_id=clean(mail.message_id)[:255],
        fingerprint=fingerprint,
        from_address=clean(mail.from_address).lower()[:254],
        subject=clean(mail.subject)[:300],
        size=len(raw),
        at=at,
        problems=list(mail.problems),
    )


def _earlier(mail: InboundMail, fingerprint: str) -> MailLog | None:
    rows = MailLog.objects.select_related("ticket", "message").exclude(done=Done.FAILED)
    if mail.message_id:
        return rows.filter(mail_id=clean(mail.message_id)[:255]).first()
    return rows.filter(fingerprint=fingerprint).exclude(done=Done.DUPLICATE).first()


def _only_logged(row: MailLog, done: Done, reason: str, raw: bytes, at: datetime) -> Receipt:
    row.done, row.reason, row.original = done, reason, _keep(raw, at)
    row.save()
    return Receipt(row, None, None)


def _keep(raw: bytes, at: datetime) -> Attachment:
    return files.store(
        content=raw,
        filename="message.eml",
        claimed_type="message/rfc822",
        by=INTAKE,
        at=at,
        holder=(ORIGINAL, 0),
    )


__all__ = ["ORIGINAL", "Receipt", "Route", "receive"]
