"""Writes of the outgoing queue: put in, take back, claim for sending, note the outcome."""

from __future__ import annotations

import re
import secrets
import zlib
from datetime import datetime, timedelta
from email.utils import getaddresses
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.insert import insert
from zhichi.core.texts import clean
from zhichi.outbound import selectors
from zhichi.outbound.choices import State
from zhichi.outbound.events import MailBounced, MailDelayed, MailFailed, MailRequeued, MailSent, MailWithdrawn
from zhichi.outbound.models import OutboundMail
from zhichi.records.selectors import policy
from zhichi.records.services import append

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhichi.core.events import Event

DELIVERY = Actor.system("mail delivery")
CLAIM_LASTS = timedelta(minutes=10)
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
MOST_SPREAD = 0.25  # of the pause
LINE_BREAKS = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
UNSAFE_IN_ID = re.compile(r"[^A-Za-z0-9.-]+")
ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]+@[^\s@<>,;:\"()\\\x00-\x1f\x7f]+")


def queue(  # noqa: PLR0913 - one argument for each part of a mail; callers name the few they need
    *,
    purpose: str,
    to: Sequence[str],
    subject: str,
    text: str,
    language: str,
    stream: str = "",
    key: str = "",
    cc: Sequence[str] = (),
    html: str = "",
    mailbox: str = "",
    reply_to: str = "",
    in_reply_to: str = "",
    references: Sequence[str] = (),
    attachments: Iterable[int] = (),
    calendar: str = "",
    not_before: datetime | None = None,
    message_id: str | None = None,
    by: Actor,
    at: datetime,
) -> OutboundMail:
    """Queue one mail for delivery (5.2.1). With a `key` queued before, the mail of then is returned and none is made.

    `attachments` are keys of files.Attachment, `not_before` is aware (default: at once), `mailbox` the address to send
    from; in the invitation `calendar` "mailto:{mailbox}" becomes the sender. Raises "no-recipient", "bad-address".
    """
    if key and (known := OutboundMail.objects.filter(key=key).first()):
        return known
    row = OutboundMail(
        purpose=purpose,
        key=key or None,
        stream=stream,
        mailbox=mailbox,
        to=_addresses(to),
        cc=_addresses(cc),
        reply_to=reply_to,
        subject=_one_line(subject)[:500],
        text=clean(text),
        html=clean(html),
        language=language,
        message_id=message_id or new_message_id(stream=stream, mailbox=mailbox),
        in_reply_to=_one_line(in_reply_to)[:255],
        references=[_one_line(reference) for reference in references],
        attachments=list(attachments),
        calendar=clean(calendar),
        not_before=not_before or at,
        created_at=at,
    )
    return _insert(row)


def new_message_id(*, stream: str = "", mailbox: str = "") -> str:
    """A fresh Message-ID that cannot be guessed: `<zc.RANDOM.ticket-12@domain>`."""
    domain = mailbox.rpartition("@")[2] or urlsplit(settings.BASE_URL).hostname or "localhost"
    about = UNSAFE_IN_ID.sub("-", stream)
    return f"<zc.{secrets.token_hex(12)}{'.' if about else ''}{about}@{domain}>"


@transaction.atomic
def withdraw(*, mail_id: int, by: Actor, at: datetime) -> bool:
    """Take a mail back while it still waits; False when it is too late. Appends outbound.withdrawn."""
    if not OutboundMail.objects.filter(pk=mail_id, state=State.QUEUED).update(state=State.WITHDRAWN):
        return False
    mail = OutboundMail.objects.get(pk=mail_id)
    _tell(mail, MailWithdrawn(mail=mail.pk, to=mail.to, purpose=mail.purpose), by=by, at=at)
    return True


@transaction.atomic
def claim(*, limit: int, at: datetime) -> list[OutboundMail]:
    """Take up to `limit` due mails for sending; nobody else gets them for ten minutes.

    Replies go before notices, however many notices wait (choices.URGENCY); then the oldest due first.
    """
    rows = selectors.due(at=at).order_by(selectors.BY_URGENCY, "not_before", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    mails = list(rows[:limit])
    ids = [mail.pk for mail in mails]
    if ids:
        OutboundMail.objects.filter(pk__in=ids).update(
            state=State.SENDING, claimed_at=at, attempts=F("attempts") + 1, not_before=at + CLAIM_LASTS
        )
    for mail in mails:
        mail.state, mail.claimed_at, mail.not_before = State.SENDING, at, at + CLAIM_LASTS
        mail.attempts += 1
    return mails


def release(*, mail_ids: Iterable[int], at: datetime) -> int:
    """Give back claimed mails that nobody tried to send, because the worker stops; returns how many."""
    rows = OutboundMail.objects.filter(pk__in=list(mail_ids), state=State.SENDING)
    return rows.update(state=State.QUEUED, not_before=at, claimed_at=None, attempts=F("attempts") - 1)


@transaction.atomic
def delivered(*, mail_id: int, at: datetime) -> bool:
    """The mail server took it. False when the mail was not being sent. Appends outbound.sent."""
    mail = _settle(mail_id, state=State.SENT, sent_at=at, last_error="")
    if mail is None:
        return False
    sent = MailSent(mail=mail.pk, to=mail.to, purpose=mail.purpose, message_id=mail.message_id)
    _tell(mail, sent, by=DELIVERY, at=at)
    return True


@transaction.atomic
def postponed(*, mail_id: int, error: str, at: datetime) -> bool:
    """The try failed for a passing reason: wait 1 minute, 2, 4 … 1 hour, and up to a quarter more.

    Appends outbound.delayed the first time. After the policy's hours (5.2.1.mail_give_up_hours) it is given up like a
    refused mail.
    """
    mail = OutboundMail.objects.get(pk=mail_id)
    if at - mail.created_at >= timedelta(hours=policy("5.2.1.mail_give_up_hours")):
        return refused(mail_id=mail_id, error=error, at=at)
    is_first = not mail.last_error
    wait = _pause(mail)
    error = clean(error)[:2000] or "?"
    if _settle(mail_id, state=State.QUEUED, not_before=at + wait, last_error=error) is None:
        return False
    if is_first:
        delayed = MailDelayed(mail=mail.pk, to=mail.to, purpose=mail.purpose, error=error)
        _tell(mail, delayed, by=DELIVERY, at=at)
    return True


@transaction.atomic
def refused(*, mail_id: int, error: str, at: datetime) -> bool:
    """The mail server refused for good. False when the mail was not being sent. Appends outbound.failed."""
    error = clean(error)[:2000]
    mail = _settle(mail_id, state=State.FAILED, last_error=error)
    if mail is None:
        return False
    _tell(mail, MailFailed(mail=mail.pk, to=mail.to, purpose=mail.purpose, error=error), by=DELIVERY, at=at)
    return True


@transaction.atomic
def note_bounce(
    *, mail_id: int, address: str, status: str, answer: str, is_permanent: bool, by: Actor, at: datetime
) -> bool:
    """Another server returned the mail for one of its recipients (5.2.1). Appends outbound.bounced.

    A mail with this one recipient has failed; with several the others have it. Nothing is suppressed. False when the
    mail is unknown or this was noted before.
    """
    mail = OutboundMail.objects.select_for_update().filter(pk=mail_id).first()
    if mail is None:
        return False
    answer = clean(answer)[:500] or status or "?"
    if {item.lower() for item in (*mail.to, *mail.cc)} == {address.lower()}:
        rows = OutboundMail.objects.filter(pk=mail_id, state=State.SENT)
        if not rows.update(state=State.FAILED, last_error=answer):
            return False
    bounced = MailBounced(mail=mail.pk, address=address, status=status, answer=answer, is_permanent=is_permanent)
    _tell(mail, bounced, by=by, at=at)
    return True


@transaction.atomic
def requeue(*, mail_id: int, by: Actor, at: datetime) -> bool:
    """Try a failed mail again from the start, after somebody mended the cause. Appends outbound.requeued."""
    again = {"state": State.QUEUED, "not_before": at, "created_at": at, "attempts": 0, "last_error": ""}
    if not OutboundMail.objects.filter(pk=mail_id, state=State.FAILED).update(**again):
        return False
    mail = OutboundMail.objects.get(pk=mail_id)
    _tell(mail, MailRequeued(mail=mail.pk, to=mail.to, purpose=mail.purpose), by=by, at=at)
    return True


def _insert(row: OutboundMail) -> OutboundMail:
    if not row.to:
        raise DomainError("no-recipient", _("The mail has no recipient."), _("Add at least one address."))
    if row.key is None:
        insert(row)
        return row
    try:
        with transaction.atomic():
            insert(row)
    except IntegrityError:
        # Somebody queued the same cause a moment ago; any other breach is a fault and must be seen.
        known = OutboundMail.objects.filter(key=row.key).first()
        if known is None:
            raise
        return known
    return row


def _pause(mail: OutboundMail) -> timedelta:
    """How long until the next try. Each mail has its own share, so that a server that returns is not run over."""
    pause: timedelta = min(FIRST_RETRY * 2 ** min(max(mail.attempts - 1, 0), 10), LONGEST_RETRY)
    share = zlib.crc32(f"{mail.message_id} {mail.attempts}".encode()) % 1000 / 1000
    return pause * (1 + MOST_SPREAD * share)


def _settle(mail_id: int, **fields: object) -> OutboundMail | None:
    if not OutboundMail.objects.filter(pk=mail_id, state=State.SENDING).update(**fields):
        return None
    return OutboundMail.objects.get(pk=mail_id)


def _tell(mail: OutboundMail, event: Event, *, by: Actor, at: datetime) -> None:
    if mail.stream:
        append(mail.stream, event, by=by, at=at)


def _addresses(typed: Sequence[str]) -> list[str]:
    found = []
    for item in typed:
        named = getaddresses([item])
        address = named[0][1] if len(named) == 1 and not LINE_BREAKS.search(item) else ""
        if not ADDRESS.fullmatch(address):
            raise DomainError("bad-address", _("“%s” is not a mail address.") % _one_line(item)[:100])
        if address not in found:
            found.append(address)
    return found


def _one_line(text: str) -> str:
    return LINE_BREAKS.sub(" ", clean(text)).strip()
