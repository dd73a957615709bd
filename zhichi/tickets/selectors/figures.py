"""The numbers of chapter 2 and of 3.3.1 and 3.4.1, computed from the records of one period."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, F, Q, QuerySet

from zhichi.accounts.choices import Post
from zhichi.records.selectors import policy
from zhichi.tickets.choices import FollowUpOutcome, SolutionState, State
from zhichi.tickets.models import FollowUp, Solution, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable

INTAKE = ("contact", "organisation", "product", "version", "occurred_at")


@dataclass(frozen=True)
class Times:
    """How long something took for a set of tickets: median, 90th percentile, share within the target (0 to 1)."""

    count: int
    median: timedelta | None
    p90: timedelta | None
    within: float | None


def channels(start: datetime, end: datetime) -> dict[str, int]:
    """Requests registered in the period (aware, end exclusive), by channel (2.1)."""
    rows = _registered(start, end).values("channel").annotate(n=Count("pk")).order_by("-n")
    return {row["channel"]: row["n"] for row in rows}


def complete_intake(start: datetime, end: datetime) -> tuple[int, int]:
    """How many requests of the period hold all that 2.1 asks for, and how many there were."""
    complete = Q(contact__isnull=False, product__isnull=False) & (~Q(version="") | Q(asset__isnull=False))
    figures = _registered(start, end).aggregate(all=Count("pk"), complete=Count("pk", filter=complete))
    return figures["complete"], figures["all"]


def time_to_register(start: datetime, end: datetime) -> Times:
    """From the request's arrival to its registration (2.1)."""
    rows = _registered(start, end).values_list("received_at", "registered_at")
    return _times(rows, timedelta(minutes=policy("2.1.register_minutes")))


def time_to_assign(start: datetime, end: datetime) -> Times:
    """From registration to the first accountable person (2.1)."""
    rows = _registered(start, end).exclude(assigned_at=None).values_list("registered_at", "assigned_at")
    return _times(rows, timedelta(minutes=policy("2.1.assign_minutes")))


def time_to_confirm(start: datetime, end: datetime) -> Times:
    """From registration to the first confirmation record (2.2)."""
    rows = _registered(start, end).exclude(confirmed_at=None).values_list("registered_at", "confirmed_at")
    return _times(rows, timedelta(hours=policy("2.2.confirm_hours")))


def solutions(start: datetime, end: datetime) -> dict[str, tuple[int, int]]:
    """Solutions settled in the period by kind: verified and settled in all (2.3)."""
    settled = Solution.objects.filter(settled_at__gte=start, settled_at__lt=end)
    rows = settled.values("kind").annotate(n=Count("pk"), good=Count("pk", filter=Q(state=SolutionState.VERIFIED)))
    return {row["kind"]: (row["good"], row["n"]) for row in rows.order_by("kind")}


def followed_up(start: datetime, end: datetime) -> tuple[int, int]:
    """Tickets closed in the period that had a recorded follow-up outcome, and all that were closed (2.4)."""
    closed = _closed(start, end)
    done = FollowUp.objects.exclude(outcome="").filter(ticket__in=closed.values("pk")).values("ticket").distinct()
    return done.count(), closed.count()


def reopened(start: datetime, end: datetime) -> tuple[int, int]:
    """Follow-ups of the period that found the problem unsolved, and all that were recorded (2.4)."""
    found = FollowUp.objects.filter(done_at__gte=start, done_at__lt=end).exclude(outcome="")
    return found.filter(outcome=FollowUpOutcome.UNSOLVED).count(), found.count()


def follow_ups_on_time(start: datetime, end: datetime) -> tuple[int, int]:
    """Follow-ups recorded in the period at or before their due time, and all (2.4)."""
    found = FollowUp.objects.filter(done_at__gte=start, done_at__lt=end).exclude(outcome="")
    return found.filter(done_at__lte=F("due_at")).count(), found.count()


def ownerless() -> int:
    """Open tickets without an accountable owner (3.3.1). The database forbids it, so this proves that it still does."""
    return Ticket.objects.filter(is_open=True, owner=None, duty_role=None).count()


def transfers(start: datetime, end: datetime) -> tuple[float, int]:
    """Transfers a ticket, and tickets with more transfers than the handbook tolerates (3.3.1)."""
    rows = _registered(start, end)
    average = rows.aggregate(n=Avg("transfers"))["n"] or 0.0
    return round(average, 2), rows.filter(transfers__gte=policy("3.3.1.transfers_alert")).count()


def complete_records(start: datetime, end: datetime) -> tuple[int, int]:
    """Closed tickets of the period whose record holds every part of 3.4.1, and all that were closed."""
    closed = _closed(start, end)
    complete = closed.exclude(
        Q(type="") | Q(contact=None) | Q(product=None) | Q(owner=None) | Q(responded_at=None) | Q(confirmed_at=None)
    )
    complete = complete.filter(follow_ups__outcome__in=(FollowUpOutcome.SOLVED, FollowUpOutcome.NO_ANSWER)).distinct()
    return complete.count(), closed.count()


def open_by_state() -> dict[str, int]:
    """Open tickets by state, now."""
    rows = Ticket.objects.filter(is_open=True).values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def _registered(start: datetime, end: datetime) -> QuerySet[Ticket]:
    return Ticket.objects.filter(registered_at__gte=start, registered_at__lt=end)


def _closed(start: datetime, end: datetime) -> QuerySet[Ticket]:
    return Ticket.objects.filter(state=State.CLOSED, closed_at__gte=start, closed_at__lt=end)


def _times(pairs: Iterable[tuple[datetime, datetime | None]], target: timedelta) -> Times:
    taken = sorted(later - earlier for earlier, later in pairs if later is not None)
    if not taken:
        return Times(0, None, None, None)
    seconds = [item.total_seconds() for item in taken]
    within = sum(item <= target for item in taken) / len(taken)
    p90 = taken[min(len(taken) - 1, int(len(taken) * 0.9))]
    return Times(len(taken), timedelta(seconds=statistics.median(seconds)), p90, within)


def closed_by_post(start: datetime, end: datetime) -> list[tuple[str, int]]:
    """Closed tickets of the period by their owner's post (4.2), the most first; labels are translated."""
    rows = _closed(start, end).exclude(owner=None).values("owner__post").annotate(n=Count("pk")).order_by("-n")
    return [(str(Post(row["owner__post"]).label), row["n"]) for row in rows if row["owner__post"]]
