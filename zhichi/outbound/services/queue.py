"""The outgoing queue: put in, take back, claim for sending, try again."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from email.utils import getaddresses
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.insert import insert
from zhichi.core.texts import clean
from zhichi.outbound import fates, selectors
from zhichi.outbound.choices import DEFAULT_SENDER, Sender, State
from zhichi.outbound.events import MailRequeued, MailWithdrawn
from zhichi.outbound.models import OutboundMail
from zhichi.outbound.registry import followers
from zhichi.outbound.services._tell import tell
from zhichi.outbound.services.suppress import lift

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhichi.core.actors import Actor

CLAIM_LASTS = timedelta(minutes=10)
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
    sender: Sender = DEFAULT_SENDER,
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

    `attachments` are keys of files.Attachment; "mailto:{mailbox}" in `calendar` becomes the sender. Raises DomainError.
    """
    if key and (known := OutboundMail.objects.filter(key=key).first()):
        return known
    row = OutboundMail(
        purpose=purpose,
        key=key or None,
        stream=stream,
        mailbox=sender.address,
        sender_name=_one_line(sender.name)[:80],
        to=_addresses(to),
        cc=_addresses(cc),
        reply_to=reply_to,
        subject=_one_line(subject)[:500],
        text=clean(text),
        html=clean(html),
        language=language,
        message_id=message_id or new_message_id(stream=stream, mailbox=sender.address),
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
    """Take a mail back while nobody has it; False when it is too late. Appends outbound.withdrawn."""
    rows = OutboundMail.objects.filter(pk=mail_id, state=State.QUEUED, sent_at=None)
    if not rows.update(state=State.WITHDRAWN):
        return False
    mail = OutboundMail.objects.get(pk=mail_id)
    tell(mail, MailWithdrawn(mail=mail.pk, to=mail.to, purpose=mail.purpose), by=by, at=at)
    return True


@transaction.atomic
def claim(*, limit: int, at: datetime) -> list[OutboundMail]:
    """Take up to `limit` due mails for sending; nobody else gets them for ten minutes.

    Replies go before notices, however many notices wait (choices.URGENCY); then the oldest due first. Nothing while
    mail rests.
    """
    if selectors.rests():
        return []
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
def requeue(*, mail_id: int, by: Actor, at: datetime, lifts: bool = True) -> bool:
    """Try a mail again for those who did not get it, after somebody mended the cause. Appends outbound.requeued.

    Their addresses are released where they were suppressed; without `lifts` such a mail is left alone. False then, and
    when everybody has the mail or it is still being sent.
    """
    states = (State.FAILED, State.WITHHELD, State.SENT)
    mail = OutboundMail.objects.select_for_update().filter(pk=mail_id, state__in=states).first()
    lost = [each.address for each in fates.of_mail(mail) if each.is_lost] if mail else []
    dead = selectors.suppressed(lost)
    if mail is None or not lost or (dead and not lifts):
        return False
    for row in dead.values():
        lift(suppression_id=row.pk, by=by, at=at)
    mail.fates = {address: fate for address, fate in mail.fates.items() if address not in lost}
    mail.state, mail.not_before, mail.created_at, mail.attempts, mail.last_error = State.QUEUED, at, at, 0, ""
    mail.save(update_fields=("state", "fates", "not_before", "created_at", "attempts", "last_error"))
    tell(mail, MailRequeued(mail=mail.pk, to=lost, purpose=mail.purpose), by=by, at=at)
    return True


def _insert(row: OutboundMail) -> OutboundMail:
    if not row.to:
        raise DomainError("no-recipient", _("The mail has no recipient."), _("Add at least one address."))
    if row.key is None:
        with transaction.atomic(savepoint=False):
            _put(row)
        return row
    try:
        with transaction.atomic():
            _put(row)
    except IntegrityError:
        # Somebody queued the same cause a moment ago; any other breach is a fault and must be seen.
        known = OutboundMail.objects.filter(key=row.key).first()
        if known is None:
            raise
        return known
    return row


def _put(row: OutboundMail) -> None:
    insert(row)
    for follower in followers.values():
        follower(row)


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
