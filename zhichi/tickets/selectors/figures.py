"""The numbers of chapter 2 and of 3.3.1, 3.4.1, 4.2 and 5.2.1, computed from the records of one period.

The handbook page shows them all, so they come in three sheets of one query each: what was registered in the period,
what was closed in it, what was settled in it. A sheet is computed once for a period object, whoever asks for it.
"""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Value, When

from zhichi.records.selectors import policy
from zhichi.sla import selectors as sla
from zhichi.tickets.choices import ClockCode, FollowUpOutcome, SolutionState, State
from zhichi.tickets.models import FollowUp, Solution, Ticket

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhichi.handbook.registry import Period

FINAL = (FollowUpOutcome.SOLVED, FollowUpOutcome.NO_ANSWER)
SOLUTION, FOLLOW_UP = "solution", "follow-up"


@dataclass(frozen=True)
class Times:
    """How long something took for a set of tickets: median, 90th percentile, share within the target (0 to 1)."""

    count: int
    median: timedelta | None
    p90: timedelta | None
    within: float | None


@dataclass(frozen=True)
class Registered:
    """Requests registered in a period: how many, by channel (the most first), complete at intake, times, transfers."""

    count: int
    channels: dict[str, int]  # 5.2.1
    levels: dict[str, int]  # by service level, the most first; "" is that of the handbook (1.3)
    complete: int  # hold all that 2.1 asks for
    to_register: Times  # from arrival to registration (2.1)
    to_assign: Times  # from registration to the first accountable person (2.1)
    to_confirm: Times  # from registration to the first confirmation record (2.2)
    transfers: float  # of one request (3.3.1)
    passed_around: int  # requests with more transfers than the handbook tolerates (3.3.1)


@dataclass(frozen=True)
class Closed:
    """Requests closed in a period, and open ones that nobody answers for (now; the database forbids it: 3.3.1)."""

    count: int
    followed_up: int  # with a recorded outcome (2.4)
    complete: int  # whose record holds every part of 3.4.1
    by_post: list[tuple[str, int]]  # of their owner, the most first (4.2); codes
    ownerless: int


@dataclass(frozen=True)
class Settled:
    """Solutions settled in a period by kind as (verified, all), and follow-ups recorded in it (2.3, 2.4)."""

    solutions: dict[str, tuple[int, int]]
    follow_ups: int
    unsolved: int
    on_time: int  # recorded at or before their due time


def registered(period: Period) -> Registered:
    """The sheet of what was registered in the period."""
    return period.share("tickets.registered", lambda: _registered(period.start, period.end))


def closed(period: Period) -> Closed:
    """The sheet of what was closed in the period."""
    return period.share("tickets.closed", lambda: _closed(period.start, period.end))


def settled(period: Period) -> Settled:
    """The sheet of what was settled in the period."""
    return period.share("tickets.settled", lambda: _settled(period.start, period.end))


def promises(period: Period, code: ClockCode, group: str = "") -> sla.Figures:
    """How the promises of one kind were kept in the period (3.1), all of them or those of one urgency."""
    sheet = period.share("tickets.promises", lambda: sla.figures(period.start, period.end))
    return sheet.get((code.value, group), sla.NO_FIGURES)


def open_by_state() -> dict[str, int]:
    """Open tickets by state, now."""
    rows = Ticket.objects.filter(is_open=True).values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def _registered(start: datetime, end: datetime) -> Registered:
    is_complete = Q(contact__isnull=False, product__isnull=False) & (~Q(version="") | Q(asset__isnull=False))
    found = Ticket.objects.filter(registered_at__gte=start, registered_at__lt=end)
    times = ("received_at", "registered_at", "assigned_at", "confirmed_at")
    rows = list(
        found.annotate(is_complete=Case(When(is_complete, then=1), default=0)).values_list(
            *times, "channel", "transfers", "is_complete", "level__name"
        )
    )
    alert = policy("3.3.1.transfers_alert")
    moved = [row[5] for row in rows]
    return Registered(
        count=len(rows),
        channels=dict(sorted(Counter(row[4] for row in rows).items(), key=lambda pair: (-pair[1], pair[0]))),
        levels=dict(sorted(Counter(row[7] or "" for row in rows).items(), key=lambda pair: (-pair[1], pair[0]))),
        complete=sum(row[6] for row in rows),
        to_register=_times(((row[0], row[1]) for row in rows), timedelta(minutes=policy("2.1.register_minutes"))),
        to_assign=_times(((row[1], row[2]) for row in rows), timedelta(minutes=policy("2.1.assign_minutes"))),
        to_confirm=_times(((row[1], row[3]) for row in rows), timedelta(hours=policy("2.2.confirm_hours"))),
        transfers=round(sum(moved) / len(moved), 2) if moved else 0.0,
        passed_around=sum(transfers >= alert for transfers in moved),
    )


def _closed(start: datetime, end: datetime) -> Closed:
    outcomes = FollowUp.objects.filter(ticket=OuterRef("pk")).exclude(outcome="")
    lacks = Q(type="") | Q(contact=None) | Q(product=None) | Q(owner=None) | Q(responded_at=None) | Q(confirmed_at=None)
    in_period = Q(state=State.CLOSED, closed_at__gte=start, closed_at__lt=end, merged_into=None)
    nobodys = Q(is_open=True, owner=None, duty_role=None)
    marked = Ticket.objects.filter(in_period | nobodys).annotate(
        has_outcome=Exists(outcomes), has_final=Exists(outcomes.filter(outcome__in=FINAL))
    )
    grouped = marked.values("is_open", post=F("owner__post")).annotate(
        n=Count("pk"),
        done=Count("pk", filter=Q(has_outcome=True)),
        full=Count("pk", filter=Q(has_final=True) & ~lacks),
    )
    rows = list(grouped.order_by("-n", "post"))
    done = [row for row in rows if not row["is_open"]]
    return Closed(
        count=sum(row["n"] for row in done),
        followed_up=sum(row["done"] for row in done),
        complete=sum(row["full"] for row in done),
        by_post=[(row["post"], row["n"]) for row in done if row["post"]],
        ownerless=sum(row["n"] for row in rows if row["is_open"]),
    )


def _settled(start: datetime, end: datetime) -> Settled:
    """Both tables in one question: rows of (table, kind or outcome, all, good)."""
    solutions = Solution.objects.filter(settled_at__gte=start, settled_at__lt=end)
    follow_ups = FollowUp.objects.filter(done_at__gte=start, done_at__lt=end).exclude(outcome="")
    rows = list(
        _counted(solutions, SOLUTION, "kind", Q(state=SolutionState.VERIFIED)).union(
            _counted(follow_ups, FOLLOW_UP, "outcome", Q(done_at__lte=F("due_at"))), all=True
        )
    )
    by_kind = {row["name"]: (row["good"], row["n"]) for row in _of(rows, SOLUTION)}
    outcomes = {row["name"]: (row["good"], row["n"]) for row in _of(rows, FOLLOW_UP)}
    return Settled(
        solutions=dict(sorted(by_kind.items())),
        follow_ups=sum(count for _good, count in outcomes.values()),
        unsolved=outcomes.get(FollowUpOutcome.UNSOLVED, (0, 0))[1],
        on_time=sum(good for good, _count in outcomes.values()),
    )


def _counted(rows: Any, table: str, name: str, good: Q) -> Any:
    marked = rows.order_by().annotate(table=Value(table, output_field=CharField()), name=F(name))
    return marked.values("table", "name").annotate(n=Count("pk"), good=Count("pk", filter=good))


def _of(rows: list[dict[str, Any]], table: str) -> Iterator[dict[str, Any]]:
    return (row for row in rows if row["table"] == table)


def _times(pairs: Iterable[tuple[datetime, datetime | None]], target: timedelta) -> Times:
    taken = sorted(later - earlier for earlier, later in pairs if later is not None)
    if not taken:
        return Times(0, None, None, None)
    seconds = [item.total_seconds() for item in taken]
    within = sum(item <= target for item in taken) / len(taken)
    p90 = taken[min(len(taken) - 1, int(len(taken) * 0.9))]
    return Times(len(taken), timedelta(seconds=statistics.median(seconds)), p90, within)
