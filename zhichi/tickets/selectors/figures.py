"""The numbers of chapter 2 and of 3.3.1, 3.4.1, 4.2 and 5.2.1, computed from the records of one period.

The handbook page shows them all, so they come in two questions: what was registered in the period, and what was
closed or settled in it. A sheet is computed once for a period object, whoever asks for it.
"""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.functions import Coalesce

from zhichi.core.sheets import NOTHING, Happened, count, now_in, together, told
from zhichi.records.selectors import policy
from zhichi.sla import selectors as sla
from zhichi.tickets.choices import ClockCode, FollowUpOutcome, SolutionState
from zhichi.tickets.models import Ticket
from zhichi.tickets.selectors import behind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhichi.handbook.registry import Period

Row = tuple[Any, ...]
CLOSED, FOLLOWED, NOBODYS = "closed", "closed, followed up", "nobody's"
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
    types: dict[str, int]  # by type of request, the most first; "" is not judged yet (1.3)
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
    reopened: int  # that needed more than one round (2.4)
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
    return period.share("tickets.registered", lambda: _registered(period.rows("tickets.registered_rows", _arrived)))


def closed(period: Period) -> Closed:
    """The sheet of what was closed in the period."""
    return period.share("tickets.closed", lambda: _closed(period.rows("tickets.finished", _finished)))


def settled(period: Period) -> Settled:
    """The sheet of what was settled in the period."""
    return period.share("tickets.settled", lambda: _settled(period.rows("tickets.finished", _finished)))


def promises(period: Period, code: ClockCode, group: str = "") -> sla.Figures:
    """How the promises of one kind were kept in the period (3.1), all of them or those of one urgency."""
    sheet = period.share(
        "tickets.promises", lambda: sla.figures_of(period.rows("tickets.promise_rows", sla.promise_rows))
    )
    return sheet.get((code.value, group), sla.NO_FIGURES)


def open_by_state() -> dict[str, int]:
    """Open tickets by state, now."""
    rows = Ticket.objects.filter(is_open=True).values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def _arrived(start: datetime, end: datetime) -> list[Row]:
    marked = behind.registered_in(start, end).annotate(
        is_complete=Case(When(behind.COMPLETE_AT_INTAKE, then=1), default=0)
    )
    times = ("registered_at", "received_at", "assigned_at", "confirmed_at")
    return list(
        marked.order_by("registered_at").values_list(
            *times, "channel", "transfers", "is_complete", "level__name", "type"
        )
    )


def _registered(rows: Sequence[Row]) -> Registered:
    alert = policy("3.3.1.transfers_alert")
    moved = [row[5] for row in rows]
    return Registered(
        count=len(rows),
        channels=_most_first(row[4] for row in rows),
        levels=_most_first(row[7] or "" for row in rows),
        types=_most_first(row[8] for row in rows),
        complete=sum(row[6] for row in rows),
        to_register=_times(((row[1], row[0]) for row in rows), behind.target_of("register")),
        to_assign=_times(((row[0], row[2]) for row in rows), behind.target_of("assign")),
        to_confirm=_times(((row[0], row[3]) for row in rows), behind.target_of("confirm")),
        transfers=round(sum(moved) / len(moved), 2) if moved else 0.0,
        passed_around=sum(transfers >= alert for transfers in moved),
    )


def _most_first(codes: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(codes).items(), key=lambda pair: (-pair[1], pair[0])))


def _finished(start: datetime, end: datetime) -> list[Happened]:
    """Closed tickets, settled solutions, recorded follow-ups, and open tickets that nobody answers for. One query."""
    closed_tickets = behind.marked(Ticket.objects.filter(behind.closed_in(start, end)))
    done = Case(When(has_outcome=True, then=Value(FOLLOWED)), default=Value(CLOSED), output_field=CharField())
    post = Coalesce(F("owner__post"), NOTHING)
    worked, in_time = Q(state=SolutionState.VERIFIED), Q(done_at__lte=F("due_at"))
    return together(
        told(closed_tickets, done, "closed_at", name=post, good=Q(is_complete=1), amount=F("round")),
        told(behind.settled_in(start, end), SOLUTION, "settled_at", name=F("kind"), good=worked),
        told(behind.recorded_in(start, end), FOLLOW_UP, "done_at", name=F("outcome"), good=in_time),
        told(behind.nobodys(), NOBODYS, now_in(end)),
    )


def _closed(rows: Sequence[Happened]) -> Closed:
    done = [row for row in rows if row.kind in {CLOSED, FOLLOWED}]
    posts = Counter(row.name for row in done if row.name)
    return Closed(
        count=len(done),
        followed_up=count(rows, FOLLOWED),
        complete=sum(row.is_good for row in done),
        by_post=sorted(posts.items(), key=lambda pair: (-pair[1], pair[0])),
        reopened=sum(row.amount > 1 for row in done),
        ownerless=count(rows, NOBODYS),
    )


def _settled(rows: Sequence[Happened]) -> Settled:
    by_kind: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row.kind == SOLUTION:
            good, known = by_kind.get(row.name, (0, 0))
            by_kind[row.name] = good + row.is_good, known + 1
    return Settled(
        solutions=dict(sorted(by_kind.items())),
        follow_ups=count(rows, FOLLOW_UP),
        unsolved=sum(row.kind == FOLLOW_UP and row.name == FollowUpOutcome.UNSOLVED for row in rows),
        on_time=count(rows, FOLLOW_UP, good=True),
    )


def _times(pairs: Iterable[tuple[datetime, datetime | None]], target: timedelta) -> Times:
    taken = sorted(later - earlier for earlier, later in pairs if later is not None)
    if not taken:
        return Times(0, None, None, None)
    seconds = [item.total_seconds() for item in taken]
    within = sum(item <= target for item in taken) / len(taken)
    p90 = taken[min(len(taken) - 1, int(len(taken) * 0.9))]
    return Times(len(taken), timedelta(seconds=statistics.median(seconds)), p90, within)
