"""What somebody with the right does with mail that was held back or refused, and what time does (5.2.1)."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.channels.email import held
from zhichi.channels.email.choices import STOPPED, Deed, Done, EntryKind, Verdict
from zhichi.channels.email.definitions import HELD_NOTICE, KEPT_DAYS, TOLD_HOURS
from zhichi.channels.email.events import HeldCleared, HeldDiscarded, HeldPutBack, HeldReleased
from zhichi.channels.email.models import MailLog
from zhichi.channels.email.policies import SAFETY
from zhichi.channels.email.services import _arrival
from zhichi.channels.email.services.entries import EntryData, add_entry
from zhichi.channels.email.services.receive import Receipt, handle, still_failing
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.jobs import NoProgress
from zhichi.files import services as files
from zhichi.notices import services as notices
from zhichi.records.selectors import policy
from zhichi.records.services import append

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.channels.email.models import ListEntry
    from zhichi.core.jobs import Progress

log = logging.getLogger(__name__)

CLEARER = Actor.system("mail")
AT_ONCE = 100  # originals that are deleted in one transaction
STREAM = "mailheld:all"


def release(*, log_id: int, by: Actor, at: datetime, allow: bool = False) -> Receipt:
    """Let a mail that was stopped go its way, as if it had just come in, but with its true time of arrival (2.1).

    A new request's clocks run from that arrival: the customer has waited since then. With `allow` its sender's address
    goes on the allow list too. Appends mail.released and what the mail sets off. Raises Conflict where
    somebody dealt with it, DomainError where it cannot be handled; nothing is changed then.
    """
    SAFETY.check(by.user)
    try:
        with transaction.atomic():
            row = _locked(log_id, STOPPED)
            if row.original is None:
                raise DomainError("no-original", _("The original of this mail was deleted: its days were over."))
            if allow:
                _list(row, Verdict.ALLOW, _("Released from the mails that were held back"), by, at)
            row.fingerprint = None  # it goes over to the line that handles the mail
            row.save(update_fields=("fingerprint",))
            receipt = handle(_arrival.of_row(row, at=at, released_by=by.label))
            row.done, row.ticket, row.message = Done.RELEASED, receipt.ticket, receipt.message
            row.save(update_fields=("done", "ticket", "message"))
            event = HeldReleased(ticket=receipt.ticket.pk if receipt.ticket else None)
            append(f"mail:{row.pk}", event, by=by, at=at)
            return receipt
    except DomainError:
        raise
    except Exception as error:  # whatever it is, whoever asked for it is told, and the message waits on
        log.exception("a mail that was held back could not be handled")
        raise still_failing(error) from error


@transaction.atomic
def discard(*, log_id: int, by: Actor, at: datetime, block: bool = False) -> ListEntry | None:
    """Take a mail off the list of those that are held; it can be put back until its days are over.

    With `block` its sender's address goes on the block list, and what comes from there is refused. Appends
    mail.discarded. Raises Conflict where somebody dealt with it already.
    """
    SAFETY.check(by.user)
    row = _locked(log_id, {Done.HELD, Done.REFUSED})
    entry = _list(row, Verdict.BLOCK, _("Spam that was held back"), by, at) if block else None
    row.done = Done.DISCARDED
    row.save(update_fields=("done",))
    append(f"mail:{row.pk}", HeldDiscarded(), by=by, at=at)
    return entry


@transaction.atomic
def put_back(*, log_id: int, by: Actor, at: datetime) -> None:
    """Undo `discard`. Appends mail.put_back. Raises Conflict where it is not deleted, or gone for good."""
    SAFETY.check(by.user)
    row = _locked(log_id, {Done.DISCARDED})
    if row.original_id is None:
        raise Conflict("no-original", _("The original of this mail was deleted: its days were over."))
    row.done = Done.HELD
    row.save(update_fields=("done",))
    append(f"mail:{row.pk}", HeldPutBack(), by=by, at=at)


def release_all(*, log_ids: Iterable[int], by: Actor, at: datetime) -> tuple[int, int]:
    """Release several, each for itself; how many went, and how many did not."""
    went = failed = 0
    for key in log_ids:
        try:
            release(log_id=key, by=by, at=at)
            went += 1
        except DomainError:
            failed += 1
    return went, failed


def discard_all(*, log_ids: Iterable[int], by: Actor, at: datetime) -> tuple[int, int]:
    """Take several off the list, each for itself; how many went, and how many did not."""
    went = failed = 0
    for key in log_ids:
        try:
            discard(log_id=key, by=by, at=at)
            went += 1
        except DomainError:
            failed += 1
    return went, failed


def clear(*, at: datetime, removes: bool = True, progress: Progress | None = None) -> int:
    """Delete the originals of mails that were stopped longer ago than the handbook keeps them; how many.

    The lines of the log stay. Without `removes` it only counts. Appends mail.cleared.
    """
    days = int(policy(KEPT_DAYS))
    rows = held.over(at - timedelta(days=days))
    total, done = rows.count(), 0
    if not removes:
        return total
    progress = progress or NoProgress()
    while some := list(rows.select_related("original")[:AT_ONCE]):
        with transaction.atomic():
            for row in some:
                original = row.original
                MailLog.objects.filter(pk=row.pk).update(original=None, done=Done.DISCARDED)
                if original is not None:
                    files.remove(attachment=original, by=CLEARER, at=at)
        done += len(some)
        progress.show(done, total)
    if done:
        append(STREAM, HeldCleared(count=done, days=days), by=CLEARER, at=at)
    return done


def remind(*, at: datetime) -> int:
    """Tell those who may release of mail that waits for a look, at most once in the hours of the handbook; how many."""
    hours = int(policy(TOLD_HOURS))
    turn = int(at.timestamp() // 3600) // hours
    counts = held.counts(since=at - timedelta(hours=hours))
    if not counts.held:
        return 0
    people = [person.pk for post in (Post.MANAGER, Post.SUPERVISOR, Post.ADMINISTRATOR)
              for person in accounts.holding_post(post)]  # fmt: skip
    data = {"count": counts.held, "fresh": counts.fresh}
    told = notices.tell(people, kind=HELD_NOTICE, at=at, stream=STREAM, data=data, dedupe_key=f"mail-held:{turn}")
    return len(told)


def _locked(log_id: int, states: Iterable[str]) -> MailLog:
    row = MailLog.objects.select_for_update().filter(pk=log_id, done__in=list(states)).first()
    if row is None:
        raise Conflict("settled", _("Somebody has dealt with this message already."))
    return row


def _list(row: MailLog, verdict: Verdict, why: str, by: Actor, at: datetime) -> ListEntry | None:
    """The sender's address on a list; None where it stands there, or where there is no address."""
    address = row.from_address
    if not address:
        raise DomainError("no-sender", _("This mail names no sender."))
    data = EntryData(verdict=verdict, kind=EntryKind.ADDRESS, value=address, deed=Deed.REFUSE, why=why)
    try:
        with transaction.atomic():
            return add_entry(data=data, by=by, at=at)
    except Conflict:
        return None
