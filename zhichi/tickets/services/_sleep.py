"""What ends a snooze: another owner, the end of the request, or a promise that is nearly due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhichi.records.selectors import policy
from zhichi.tickets.choices import FAR, WakeReason
from zhichi.tickets.events import Woken

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.tickets.clocks import Beside
    from zhichi.tickets.models import Ticket


def latest_wake(ticket: Ticket | Beside) -> datetime:
    """Until when a ticket may sleep: a while before its nearest promise is due; FAR without one."""
    return FAR if ticket.due_at == FAR else ticket.due_at - timedelta(minutes=policy("3.1.2.wake_minutes"))


def wake_up(ticket: Ticket, reason: WakeReason) -> list[Woken]:
    """End the snooze of the locked ticket, if it has one; the caller saves it and appends the event."""
    if ticket.snoozed_until is None:
        return []
    ticket.snoozed_until = None
    return [Woken(reason=reason)]


def follow(ticket: Ticket, owner_before: int, *, at: datetime) -> list[Woken]:
    """Keep a snooze true after a deed: nobody's snooze outlives their ownership, and none sleeps past a promise."""
    if ticket.snoozed_until is None:
        return []
    if not ticket.is_open:
        return wake_up(ticket, WakeReason.CLOSED)
    if owner_before != (ticket.owner_id or 0):
        return wake_up(ticket, WakeReason.OWNER)
    latest = latest_wake(ticket)
    if latest <= at:
        return wake_up(ticket, WakeReason.PROMISE)
    ticket.snoozed_until = min(ticket.snoozed_until, latest)
    return []
