"""Take one raw message in (2.1, 2.4): read it, find where it belongs, do that, and log what was done and why.

Everything happens in one transaction, so a crash leaves either nothing or the whole effect; the fingerprint tells a
second delivery of the same message.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from zhichi.channels.email import selectors
from zhichi.channels.email.choices import ORIGINAL, Because, Done, Reason
from zhichi.channels.email.judging import NAMELESS
from zhichi.channels.email.limits import MAX_MAIL_BYTES
from zhichi.channels.email.models import MailLog
from zhichi.channels.email.reply_tokens import bare
from zhichi.channels.email.services import _arrival, _filing, _guard, _letters, _notices, words
from zhichi.channels.email.services._guard import Stop
from zhichi.channels.email.services._routing import judged_words, route
from zhichi.core.errors import DomainError
from zhichi.core.insert import fresh, insert
from zhichi.core.texts import clean
from zhichi.files import services as files
from zhichi.outbound import services as outbound
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.channels.email.models import Mailbox
    from zhichi.channels.email.services._arrival import Arrival
    from zhichi.channels.email.services._guard import Pass
    from zhichi.channels.email.services._marks import Mark
    from zhichi.files.models import Attachment
    from zhichi.tickets.models import Message, Ticket

log = logging.getLogger(__name__)


class Unreadable(Exception):
    """Nothing in the message says whose request it is or what it asks; only a person can tell whether it is one."""


@dataclass(frozen=True)
class Receipt:
    """What became of a message: the log row, and the ticket and message where there are any."""

    log: MailLog
    ticket: Ticket | None = None
    message: Message | None = None


def receive(
    *,
    raw: bytes,
    at: datetime,
    mailbox: Mailbox | None = None,
    arrived_at: datetime | None = None,
    whole_size: int | None = None,
    mark: Mark | None = None,
) -> Receipt:
    """Handle one raw message exactly once. Never raises for what is in it: what cannot be handled is kept and shown.

    `at` is aware, the present; `arrived_at` is when the mail server got the message (default `at`): the sender's own
    Date header is not trusted for that. `whole_size` (bytes) says that `raw` is only the header of a longer message.
    `mark` is noted in the same transaction: it tells how far a source was read. Appends the events of the ticket
    services. Raises OperationalError or OSError when database or disk cannot be used: nothing was done then.
    """
    return take(_arrival.read(raw, mailbox=mailbox, arrived_at=arrived_at or at, at=at, whole_size=whole_size), mark)


def take(arrival: Arrival, mark: Mark | None = None) -> Receipt:
    """What `receive` does, for a message that was read already."""
    try:
        return _attempt(arrival, mark)
    except OperationalError:
        raise
    except Unreadable:
        return _put_aside(arrival, mark, Reason.UNREADABLE)
    except Exception as error:  # a defect of ours must cost no customer's mail: it lands, whole, where people look
        log.exception("a message could not be handled")
        return _put_aside(arrival, mark, describe(error))


def take_inside(arrival: Arrival, mark: Mark | None = None) -> Receipt:
    """What `take` does, within a transaction of the caller's and without one of its own.

    Raises whatever keeps the message from being handled: then nothing of that transaction may be kept.
    """
    return _handle(arrival, mark, looked_at=False)


def handle(arrival: Arrival) -> Receipt:
    """Handle a message that was put aside before, a person having looked at it: what cannot be read becomes a request.

    Raises whatever keeps it from being handled.
    """
    return _attempt(arrival, None, looked_at=True)


def _attempt(arrival: Arrival, mark: Mark | None, *, looked_at: bool = False) -> Receipt:
    try:
        with transaction.atomic(), files.durable_together():
            return _handle(arrival, mark, looked_at=looked_at)
    except IntegrityError:
        # Another worker took the same message a moment ago; any other breach comes up again and is seen.
        with transaction.atomic(), files.durable_together():
            return _handle(arrival, mark, looked_at=looked_at)


def _handle(arrival: Arrival, mark: Mark | None, *, looked_at: bool) -> Receipt:
    if mark is not None:
        mark.note()
    row = _row(arrival)
    known = _letters.known_about(arrival)
    if known.earlier_id is not None:
        return _second_delivery(row, selectors.handled(known.earlier_id))
    if bare(arrival.sender) in known.own:
        row.original = _keep(arrival)
        return _close(row, Done.OWN, Reason.OWN_ADDRESS)
    guard = _guard.THROUGH if arrival.released_by else _guard.check(arrival)
    if isinstance(guard, Stop):
        return _stop(row, arrival, guard)
    if known.same_id is not None and (same := _same_words(row, arrival, known.same_id)):
        return same
    way = route(arrival, known)
    if way.ticket_id is None and way.done == Done.NEW and arrival.is_unreadable and not looked_at:
        raise Unreadable
    way = replace(way, because=[*way.because, *_let_in(arrival, guard)])
    row.original = _keep(arrival)
    if arrival.mail.signs.report is None and known.suppression_id is not None and not arrival.judgement.is_forged:
        outbound.heard_from(suppression_id=known.suppression_id, at=arrival.at)
    if way.done in {Done.UNMATCHED, Done.OWN}:
        _notices.mark_returned(arrival, way)
        row.because = way.because
        return _close(row, way.done, way.reason)
    filed = _filing.file(arrival, way, original=row.original, known=known)
    row.ticket, row.message, row.acknowledged = filed.ticket, filed.message, filed.acknowledged
    row.because = list(filed.message.why[1:])
    _close(row, filed.done, way.reason)
    return Receipt(row, filed.ticket, filed.message)


def _let_in(arrival: Arrival, guard: Pass) -> list[str]:
    """Who or what let a mail in that was, or would have been, held back."""
    return [f"{Because.RELEASED}: {arrival.released_by}"] if arrival.released_by else list(guard.because)


def _stop(row: MailLog, arrival: Arrival, stop: Stop) -> Receipt:
    """Kept whole in the log; nothing else changes, and nobody is told."""
    row.original, row.arrived_at, row.entry_id = _keep(arrival), arrival.arrived_at, stop.entry_id
    judged = judged_words(arrival.judgement)
    row.because = [judged] if judged else []
    return _close(row, stop.done, stop.reason)


def _same_words(row: MailLog, arrival: Arrival, same_id: int) -> Receipt | None:
    """The same words twice are said once, unless something was said in between: then they mean something new."""
    earlier = selectors.handled(same_id)
    if earlier.message is None or not tickets.is_last_word(earlier.message):
        return None
    row.ticket, row.message, row.original = earlier.ticket, earlier.message, _keep(arrival)
    _close(row, Done.DUPLICATE, Reason.SAME_WORDS)
    return Receipt(row, row.ticket, row.message)


def _second_delivery(row: MailLog, earlier: MailLog) -> Receipt:
    row.ticket, row.message, row.fingerprint = earlier.ticket, earlier.message, None
    _close(row, Done.DUPLICATE, Reason.SECOND_DELIVERY)
    return Receipt(row, row.ticket, row.message)


def _put_aside(arrival: Arrival, mark: Mark | None, reason: str) -> Receipt:
    with transaction.atomic():
        if mark is not None:
            mark.note()
        row = _row(arrival)
        row.fingerprint, row.look_since = None, arrival.at
        row.original = _keep(arrival)
        waiting = selectors.waits_already(row)
        if waiting is not None:
            return Receipt(waiting)
        return _close(row, Done.FAILED, reason)


def still_failing(error: Exception) -> DomainError:
    """What somebody is told who had a message handled once more, in vain."""
    message = _("The message still cannot be handled: %s") % describe(error)
    return DomainError("still-failing", message, _("Its original is kept; nothing is lost."))


def describe(error: Exception) -> str:
    """An error in words for people: what a rule says, else what kind of fault it is."""
    return clean(str(error) or type(error).__name__)[:300]


def _row(arrival: Arrival) -> MailLog:
    mail = arrival.mail
    return fresh(
        MailLog,
        mailbox=arrival.mailbox,
        mail_id=clean(mail.message_id)[:255],
        fingerprint=arrival.fingerprint,
        from_address=clean(arrival.sender)[:254],
        to=[clean(address)[:254] for address in mail.to],
        cc=[clean(address)[:254] for address in mail.cc],
        subject=clean(mail.subject)[:300],
        size=arrival.size,
        at=arrival.at,
        problems=list(mail.problems),
        words_digest=arrival.digest,
        thread_root=mail.signs.thread_root,
        verdict=arrival.judgement.verdict,
        authserv=clean(mail.signs.claims[0].server or NAMELESS)[:255] if mail.signs.claims else "",
    )


def _close(row: MailLog, done: Done, reason: str) -> Receipt:
    row.done, row.reason = done, reason
    insert(row)
    words.index_received(row)
    return Receipt(row)


def _keep(arrival: Arrival) -> Attachment:
    return files.store(
        content=arrival.raw,
        filename="message.eml",
        claimed_type="message/rfc822",
        by=_filing.INTAKE,
        at=arrival.at,
        holder=(ORIGINAL, 0),
        limit=MAX_MAIL_BYTES + 1,
    )
