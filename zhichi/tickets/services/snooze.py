"""Put a ticket off (暂缓): out of its owner's list for a while. It stops no clock (3.1.2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError
from zhichi.records.selectors import policy
from zhichi.sla.registry import label_of
from zhichi.tickets import policies
from zhichi.tickets.choices import WakeReason
from zhichi.tickets.events import Snoozed, SnoozedForAnswer
from zhichi.tickets.models import Ticket
from zhichi.tickets.services._sleep import latest_wake, wake_up
from zhichi.tickets.services._write import lock, place, store

WAKER = Actor.system("snooze")


@transaction.atomic
def snooze(*, ticket_id: int, until: datetime | None, by: Actor, at: datetime) -> Ticket:
    """Put one's own ticket off until a time, or with None until the customer answers. Appends tickets.snoozed.

    It wakes earlier when the customer writes, when it changes hands, and a while before a promise is due (policy
    3.1.2.wake_minutes). Raises Conflict when it is somebody else's, closed, or a promise is due too soon; DomainError
    for a time that is past or further away than policy 3.1.2.snooze_days.
    """
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    _refuse(ticket, by)
    furthest = at + timedelta(days=policy("3.1.2.snooze_days"))
    wanted = furthest if until is None else _checked(until, furthest, at)
    latest = latest_wake(ticket)
    if latest <= at:
        raise Conflict("promise-first", _too_soon(ticket), _("Keep that promise first, or agree another time."))
    before = place(ticket)
    ticket.snoozed_until = min(wanted, latest)
    event = (SnoozedForAnswer if until is None else Snoozed)(
        until=wanted.astimezone(UTC).isoformat(), wakes_at=ticket.snoozed_until.astimezone(UTC).isoformat()
    )
    store(ticket, [event], by=by, at=at, before=before)
    return ticket


@transaction.atomic
def wake(*, ticket_id: int, by: Actor, at: datetime) -> Ticket:
    """Bring a ticket back into its owner's list (also the undo of putting it off). Appends tickets.woken."""
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    before = place(ticket)
    events = wake_up(ticket, WakeReason.PERSON)
    if events:
        store(ticket, events, by=by, at=at, before=before)
    return ticket


def wake_due(*, at: datetime) -> int:
    """Bring back every ticket whose time has come, reading only those; returns how many. Appends tickets.woken."""
    due = Ticket.objects.filter(snoozed_until__lte=at).order_by("snoozed_until").values_list("pk", flat=True)
    count = 0
    for ticket_id in list(due):
        count += _wake_one(ticket_id, at)
    return count


@transaction.atomic
def _wake_one(ticket_id: int, at: datetime) -> int:
    ticket = lock(ticket_id, by=WAKER)
    if ticket.snoozed_until is None or ticket.snoozed_until > at:
        return 0  # somebody changed it meanwhile
    before = place(ticket)
    is_promise = latest_wake(ticket) <= at
    events = wake_up(ticket, WakeReason.PROMISE if is_promise else WakeReason.TIME)
    store(ticket, events, by=WAKER, at=at, before=before)
    return 1


def _refuse(ticket: Ticket, by: Actor) -> None:
    if not ticket.is_open:
        raise Conflict("closed", _("The ticket is closed."), _("A closed ticket is in nobody's list."))
    if ticket.owner_id != by.user_id:
        raise Conflict("not-yours", _("Only the accountable person can snooze a ticket."), _("Take it first."))


def _checked(until: datetime, furthest: datetime, at: datetime) -> datetime:
    if until <= at:
        message = _("This time is past.")
        raise DomainError("past", message, _("Choose a time to come."), fields={"until": message})
    if until > furthest:
        message = _("At most %s days.") % policy("3.1.2.snooze_days")
        raise DomainError("too-far", message, _("Choose an earlier time."), fields={"until": message})
    return until


def _too_soon(ticket: Ticket) -> str:
    due = date_format(timezone.localtime(ticket.due_at), "DATETIME_FORMAT")
    kind = label_of(ticket.clock["kind"]) if ticket.clock else ""
    return _("“%(kind)s” is due at %(due)s, too soon to snooze the ticket.") % {"kind": kind, "due": due}
