"""Requests that are passed around (3.3.1, 推诿): noticed in the transfer itself, settled by a supervisor."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.accounts.policies import LEADERS, has_post
from zhichi.assigner.choices import Pattern
from zhichi.assigner.definitions import PASSED_AROUND
from zhichi.assigner.events import AlertSettled, MovedAtShiftEnd, PassedAround
from zhichi.assigner.models import Escalation, TransferAlert
from zhichi.assigner.selectors import history
from zhichi.assigner.services.offers import BY
from zhichi.core.errors import Refused
from zhichi.notices import services as notices
from zhichi.records import services as records
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.assigner.selectors import Holder
    from zhichi.core.actors import Actor


def refuse_while_passed_around(ticket: Any, by: Actor, _at: datetime) -> None:
    """The gate of transfers: while an alert is open only a supervisor or a manager moves the request on.

    Not asked at the end of a shift: whoever goes home hands over, and the alert stays (`note_shift_end`).
    """
    if by.kind != "staff" or has_post(by.user, *LEADERS):
        return
    if history.open_alert(ticket.pk) is not None:
        raise Refused(
            "passed-around",
            _("This ticket was passed around, so the next transfer is a supervisor's to make."),
            _("Ask the supervisor of the team, or solve it where it is."),
        )


@transaction.atomic
def watch_transfer(*, ticket_id: int, by: Actor, owner: str, at: datetime) -> None:
    """In the transaction of a transfer: a supervisor's settles an open alert, anybody else's may raise one.

    Raised when somebody gets back what they gave up, or when the transfers within the days of 3.3.1.transfer_days
    reach 3.3.1.transfers_alert. A recorded escalation and its return are no passing around. Appends
    assigner.passed_around or assigner.alert_settled.
    """
    is_leader = by.kind == "staff" and has_post(by.user, *LEADERS)
    alert = TransferAlert.objects.select_for_update().filter(ticket_id=ticket_id, settled_at=None).first()
    if alert is not None:
        if is_leader:
            alert.settled_at, alert.settled_by_id = at, by.user_id
            alert.save()
            records.append(f"ticket:{ticket_id}", AlertSettled(owner=owner), by=by, at=at)
            notices.settle_keys(streams=[f"ticket:{ticket_id}"], keys=[f"passed-around:{alert.pk}"], at=at)
        return
    if is_leader or _is_escalation(ticket_id, at):
        return
    holders = history.holders_lately(ticket_id, at=at)
    pattern = _pattern(holders)
    if not pattern:
        return
    path = [holder.name for holder in holders]
    alert = TransferAlert.objects.create(ticket_id=ticket_id, pattern=pattern, path=path, at=at)
    event = PassedAround(pattern=pattern, path=path, transfers=sum(holder.by_transfer for holder in holders[1:]))
    records.append(f"ticket:{ticket_id}", event, by=BY, at=at)
    _tell_supervisors(alert, at)


@transaction.atomic
def note_shift_end(*, ticket_id: int, owner: str, by: Actor, at: datetime) -> None:
    """In the transaction of a hand-over at shift end: an open alert stays, and the record says that the ticket moved.

    Appends assigner.moved_at_shift_end.
    """
    alert = history.open_alert(ticket_id)
    if alert is not None:
        event = MovedAtShiftEnd(owner=owner, pattern=alert.pattern, path=alert.path)
        records.append(f"ticket:{ticket_id}", event, by=by, at=at)


def _tell_supervisors(alert: TransferAlert, at: datetime) -> None:
    """The supervisors who are there, those of the team before others; the managers where none is (3.3.1)."""
    told = accounts.supervisors_of(alert.ticket.team_id, at) or list(accounts.holding_post(Post.MANAGER))
    notices.tell(
        [person.pk for person in told],
        kind=PASSED_AROUND,
        stream=f"ticket:{alert.ticket_id}",
        data={"subject": alert.ticket.subject, "path": " → ".join(alert.path)},
        dedupe_key=f"passed-around:{alert.pk}",
        at=at,
    )


def _pattern(holders: list[Holder]) -> str:
    """Back to somebody who gave it up by a transfer (who went home gave nothing up), or too many transfers."""
    last = holders[-1].person_id if holders else None
    if any(one.person_id == last and after.by_transfer for one, after in pairwise(holders[:-1])):
        return Pattern.BACK_AND_FORTH
    moves = sum(holder.by_transfer for holder in holders[1:])
    return Pattern.TOO_OFTEN if moves >= policy("3.3.1.transfers_alert") else ""


def _is_escalation(ticket_id: int, at: datetime) -> bool:
    rows = Escalation.objects.filter(ticket_id=ticket_id)
    return rows.filter(at=at).exists() or rows.filter(returned_at=at).exists()
