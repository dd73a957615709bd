"""The numbers of chapter 2 and of 3.3.1, 3.4.1, 4.2 and 5.2.1, computed from the records of one period.

The handbook page shows them all, so they come in three sheets of one query each: what was registered in the period,
what was closed in it, what was settled in it. A sheet is computed once for a period object, whoever asks for it.
"""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, Q, Value, When

from zhichi.records.selectors import policy
from zhichi.sla import selectors as sla
from zhichi.tickets.choices import ClockCode, FollowUpOutcome, SolutionState
from zhichi.tickets.models import Ticket
from zhichi.tickets.selectors import behind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from zhichi.handbook.registry import Period

Row = tuple[Any, ...]
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
    return period.share("tickets.registered", lambda: _registered(_rows(period, "tickets.registered_rows", _arrived)))


def closed(period: Period) -> Closed:
    """The sheet of what was closed in the period."""
    return period.share("tickets.closed", lambda: _closed(_rows(period, "tickets.closed_rows", _finished)))


def settled(period: Period) -> Settled:
    """The sheet of what was settled in the period."""
    return period.share("tickets.settled", lambda: _settled(_rows(period, "tickets.settled_rows", _ended)))


def promises(period: Period, code: ClockCode, group: str = "") -> sla.Figures:
    """How the promises of one kind were kept in the period (3.1), all of them or those of one urgency."""
    sheet = period.share(
        "tickets.promises", lambda: sla.figures_of(_rows(period, "tickets.promise_rows", sla.promise_rows))
    )
    return sheet.get((code.value, group), sla.NO_FIGURES)


def _rows(period: Period, name: str, read: Callable[[datetime, datetime], list[Row]]) -> Sequence[Row]:
    """The rows of a period, each with its instant first; read once for the whole that the period is a part of."""
    whole = period.root
    return period.cut(whole.share(name, lambda: read(whole.start, whole.end)))


def open_by_state() -> dict[str, int]:
    """Open tickets by state, now."""
    rows = Ticket.objects.filter(is_open=True).values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def _arrived(start: datetime, end: datetime) -> list[Row]:
    found = Ticket.objects.filter(registered_at__gte=start, registered_at__lt=end)
    marked = found.annotate(is_complete=Case(When(behind.COMPLETE_AT_INTAKE, then=1), default=0))
    times = ("registered_at", "received_at", "assigned_at", "confirmed_at")
    return list(
        marked.order_by("registered_at").values_list(*times, "channel", "transfers", "is_complete", "level__name")
    )


def _registered(rows: Sequence[Row]) -> Registered:
    alert = policy("3.3.1.transfers_alert")
    moved = [row[5] for row in rows]
    return Registered(
        count=len(rows),
        channels=dict(sorted(Counter(row[4] for row in rows).items(), key=lambda pair: (-pair[1], pair[0]))),
        levels=dict(sorted(Counter(row[7] or "" for row in rows).items(), key=lambda pair: (-pair[1], pair[0]))),
        complete=sum(row[6] for row in rows),
        to_register=_times(((row[1], row[0]) for row in rows), behind.target_of("register")),
        to_assign=_times(((row[0], row[2]) for row in rows), behind.target_of("assign")),
        to_confirm=_times(((row[0], row[3]) for row in rows), behind.target_of("confirm")),
        transfers=round(sum(moved) / len(moved), 2) if moved else 0.0,
        passed_around=sum(transfers >= alert for transfers in moved),
    )


def _finished(start: datetime, end: datetime) -> list[Row]:
    """Closed tickets in order; before them, without an instant of their own, open ones that nobody answers for."""
    nobodys = Q(is_open=True, owner=None, duty_role=None)
    marked = behind.marked(Ticket.objects.filter(behind.closed_in(start, end) | nobodys))
    rows = marked.values_list("closed_at", "is_open", "owner__post", "round", "has_outcome", "is_complete")
    return sorted((row if not row[1] else (end - timedelta.resolution, *row[1:]) for row in rows), key=itemgetter(0))


def _closed(rows: Sequence[Row]) -> Closed:
    done = [row for row in rows if not row[1]]
    posts = Counter(row[2] for row in done if row[2])
    return Closed(
        count=len(done),
        followed_up=sum(row[4] for row in done),
        complete=sum(row[5] for row in done),
        by_post=sorted(posts.items(), key=lambda pair: (-pair[1], pair[0])),
        reopened=sum(row[3] > 1 for row in done),
        ownerless=len(rows) - len(done),
    )


def _ended(start: datetime, end: datetime) -> list[Row]:
    """Both tables in one question: rows of (instant, table, kind or outcome, good)."""
    good = Case(When(Q(state=SolutionState.VERIFIED), then=1), default=0)
    in_time = Case(When(done_at__lte=F("due_at"), then=1), default=0)
    solutions = _told(behind.settled_in(start, end), SOLUTION, "settled_at", "kind", good)
    follow_ups = _told(behind.recorded_in(start, end), FOLLOW_UP, "done_at", "outcome", in_time)
    return sorted(solutions.union(follow_ups, all=True), key=itemgetter(0))


def _settled(rows: Sequence[Row]) -> Settled:
    counts: dict[tuple[str, str], list[int]] = {}
    for _instant, table, name, good in rows:
        pair = counts.setdefault((table, name), [0, 0])
        pair[0] += good
        pair[1] += 1
    by_kind = {name: (good, count) for (table, name), (good, count) in counts.items() if table == SOLUTION}
    outcomes = {name: (good, count) for (table, name), (good, count) in counts.items() if table == FOLLOW_UP}
    return Settled(
        solutions=dict(sorted(by_kind.items())),
        follow_ups=sum(count for _good, count in outcomes.values()),
        unsolved=outcomes.get(FollowUpOutcome.UNSOLVED, (0, 0))[1],
        on_time=sum(good for good, _count in outcomes.values()),
    )


def _told(rows: Any, table: str, instant: str, name: str, good: Any) -> Any:
    marked = rows.order_by().annotate(
        instant=F(instant), table=Value(table, output_field=CharField()), name=F(name), is_good=good
    )
    return marked.values_list("instant", "table", "name", "is_good")


def _times(pairs: Iterable[tuple[datetime, datetime | None]], target: timedelta) -> Times:
    taken = sorted(later - earlier for earlier, later in pairs if later is not None)
    if not taken:
        return Times(0, None, None, None)
    seconds = [item.total_seconds() for item in taken]
    within = sum(item <= target for item in taken) / len(taken)
    p90 = taken[min(len(taken) - 1, int(len(taken) * 0.9))]
    return Times(len(taken), timedelta(seconds=statistics.median(seconds)), p90, within)
