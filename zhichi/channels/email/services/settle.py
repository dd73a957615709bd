"""Deal with messages that could not be handled: try again, or put aside."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email.choices import Reason, Settled
from zhichi.channels.email.events import MailSettled
from zhichi.channels.email.models import MailLog
from zhichi.channels.email.services import _arrival
from zhichi.channels.email.services.receive import describe, handle, still_failing
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.records.services import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

log = logging.getLogger(__name__)

LONGEST_WHY = 160  # letters, so that the error before it stays readable


def retry(*, log_id: int, by: Actor, at: datetime) -> MailLog:
    """Handle a message that was put aside once more (2.1). Returns its log row, with the ticket when it worked.

    Appends mail.settled on success. Raises DomainError with the reason when it still cannot be handled, Conflict when
    somebody dealt with it already.
    """
    _may_settle(by)
    try:
        with transaction.atomic():
            row = _locked(log_id)
            receipt = handle(_arrival.of_row(row, at=at))
            row.ticket, row.message = receipt.ticket, receipt.message
            _close(row, Settled.RETRIED, by=by, at=at)
            return row
    except Conflict:
        raise
    except Exception as error:  # whatever it is, whoever asked for it is told, and the message waits on
        log.exception("a message could still not be handled")
        _note(log_id, describe(error))
        raise still_failing(error) from error


def retry_all(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Handle what needs a look once more; how many worked, and how many did not.

    What cannot be read stays: no cause is there to be mended, each one waits for somebody to look at it.
    """
    _may_settle(by)
    worked = failed = 0
    waiting = MailLog.objects.filter(look_since__isnull=False).exclude(reason=Reason.UNREADABLE)
    for key in list(waiting.order_by("pk").values_list("pk", flat=True)):
        try:
            retry(log_id=key, by=by, at=at)
            worked += 1
        except DomainError:
            failed += 1
    return worked, failed


@transaction.atomic
def put_aside(*, log_id: int, why: str, by: Actor, at: datetime) -> MailLog:
    """Somebody looked at the message and nothing needs doing; its original stays. Appends mail.settled.

    Raises DomainError when nobody says why, Conflict when somebody dealt with it already.
    """
    _may_settle(by)
    row = _locked(log_id)
    words = " ".join(clean(why).split())
    if not words:
        message = _("Please say why the message needs nothing.")
        raise DomainError("no-reason", message, fields={"why": message})
    row.reason = f"{Reason.PUT_ASIDE}: {words[:LONGEST_WHY]} – {row.reason}"[:300]
    _close(row, Settled.PUT_ASIDE, by=by, at=at)
    return row


def _may_settle(by: Actor) -> None:
    if by.kind != "system":
        CONFIGURE.check(by.user)


def _locked(log_id: int) -> MailLog:
    row = MailLog.objects.select_for_update().filter(pk=log_id, look_since__isnull=False).first()
    if row is None:
        raise Conflict("settled", _("Somebody has dealt with this message already."))
    return row


def _close(row: MailLog, how: Settled, *, by: Actor, at: datetime) -> None:
    row.look_since = None
    row.save()
    append(f"mail:{row.pk}", MailSettled(how=how), by=by, at=at)


def _note(log_id: int, error: str) -> None:
    MailLog.objects.filter(pk=log_id, look_since__isnull=False).update(reason=error)
