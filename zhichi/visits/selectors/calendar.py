"""The calendar: who is where on which day, the way there and back drawn, who is away."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal

from zhichi.accounts import selectors as accounts
from zhichi.visits import policies
from zhichi.visits.choices import VisitState
from zhichi.visits.models import Visit
from zhichi.visits.planning import Span
from zhichi.visits.selectors.plan import engineers, goes_with

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from zhichi.accounts.models import Absence, User


@dataclass(frozen=True)
class Block:
    """A stretch of one day. `kind` is visit, travel, away or taken (a visit that the reader may not see)."""

    kind: Literal["visit", "travel", "away", "taken"]
    span: Span
    visit: Visit | None = None
    absence: Absence | None = None


@dataclass
class Day:
    """One engineer's day: blocks in order, and the working time."""

    day: date
    blocks: list[Block] = field(default_factory=list)
    work: list[Span] = field(default_factory=list)


@dataclass
class Row:
    """One engineer's line."""

    engineer: User
    days: list[Day]


def calendar(person: Any, days: Sequence[date], zone: ZoneInfo, *, only: int | None = None) -> list[Row]:
    """The lines of all engineers (of one, with `only`) for the local days of `zone`. Eight queries, however many."""
    start, end = _start(days[0], zone), _start(days[-1] + timedelta(days=1), zone)
    people = [one for one in engineers(person) if only is None or one.pk == only]
    ids = [one.pk for one in people]
    visits = _visits(ids, start, end)
    seen = set(_visible(person, visits))
    blocks: dict[int, list[Block]] = defaultdict(list)
    for row in visits:
        for person_id in {row.engineer_id or 0, *(one.pk for one in row.companions.all())}:
            blocks[person_id] += _blocks(row, is_seen=row.pk in seen)
    for absence in accounts.absences_between(ids, start, end):
        blocks[absence.user_id].append(Block("away", Span(absence.starts_at, absence.ends_at), absence=absence))
    work = accounts.working_between(ids, start, end)
    return [
        Row(one, [_day(day, zone, blocks[one.pk], [Span(*item) for item in work.get(one.pk, ())]) for day in days])
        for one in people
    ]


def _visits(ids: Iterable[int], start: datetime, end: datetime) -> list[Visit]:
    rows = goes_with(*ids).filter(busy_from__lt=end, busy_until__gt=start)
    rows = (
        rows.exclude(state=VisitState.CANCELLED).select_related("ticket__organisation").prefetch_related("companions")
    )
    return list(rows.order_by("starts_at", "pk"))


def _visible(person: Any, visits: Iterable[Visit]) -> QuerySet[Visit, int]:
    rows = Visit.objects.filter(pk__in=[row.pk for row in visits])
    return policies.visible_to(person, rows).values_list("pk", flat=True)


def _blocks(row: Visit, *, is_seen: bool) -> list[Block]:
    if row.starts_at is None or row.ends_at is None or row.busy_from is None or row.busy_until is None:
        return []
    if not is_seen:
        return [Block("taken", Span(row.busy_from, row.busy_until))]
    found = [
        Block("travel", Span(row.busy_from, row.starts_at), row),
        Block("visit", Span(row.starts_at, row.ends_at), row),
        Block("travel", Span(row.ends_at, row.busy_until), row),
    ]
    return [block for block in found if block.span.end > block.span.start]


def _day(day: date, zone: ZoneInfo, blocks: Iterable[Block], work: Iterable[Span]) -> Day:
    whole = Span(_start(day, zone), _start(day + timedelta(days=1), zone))
    mine = sorted((block for block in blocks if block.span.overlaps(whole)), key=lambda block: block.span)
    return Day(day, mine, [span for span in work if span.overlaps(whole)])


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
