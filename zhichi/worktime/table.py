"""The open periods of a stretch of years, in order, with the working time that lies before each."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from zhichi.worktime.hours import Pattern, Span, joined, without
from zhichi.worktime.instants import Walls, wall_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class Table(NamedTuple):
    """Periods `opens[i]` to `closes[i]`; a *position* counts working time from an origin that never moves.

    `before[i]` is the position at `opens[i]`, `low` and `high` those at the two ends of the stretch. A table is never
    changed: a longer one takes its place.
    """

    first_year: int
    last_year: int
    since: int
    until: int
    opens: list[int]
    closes: list[int]
    before: list[int]
    low: int
    high: int

    def position(self, instant: int) -> int:
        """The position at an instant of the stretch."""
        index = bisect_right(self.opens, instant) - 1
        if index < 0:
            return self.low
        return self.before[index] + min(instant, self.closes[index]) - self.opens[index]


def build(zone: ZoneInfo, pattern: Pattern, first_year: int, last_year: int) -> Table:
    """The table of whole years of the calendar's clock, its origin at its start."""
    first, end = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal() + 1
    walls = Walls(zone, first, end)
    since, until = walls.instant(wall_of(first)), walls.instant(wall_of(end))
    periods = joined(
        (max(since, walls.instant(opens)), min(until, walls.instant(closes)))
        for opens, closes in _open_walls(pattern, first, end)
    )
    return _table(first_year, last_year, since, until, periods, low=0)


def _open_walls(pattern: Pattern, first: int, end: int) -> list[Span]:
    """From the day before `first` on, for its shift may run past midnight. Breaks cut the clock, whoever is at work."""
    spans: list[Span] = []
    for ordinal in range(first - 1, end):
        midnight = wall_of(ordinal)
        spans += [(midnight + opens, midnight + closes) for opens, closes in pattern.opened_on(ordinal)]
    cuts = [
        (wall_of(ordinal) + since, wall_of(ordinal) + until)
        for ordinal in sorted(pattern.breaks)
        if first - 1 <= ordinal <= end
        for since, until in pattern.breaks[ordinal]
    ]
    return without(joined(spans), joined(cuts)) if cuts else joined(spans)


def append(table: Table, more: Table) -> Table:
    """The table with the years after it."""
    return _joined(table, more, low=table.low)


def prepend(table: Table, more: Table) -> Table:
    """The table with the years before it: their positions are less, so that no other position changes."""
    return _joined(more, table, low=table.low - (more.high - more.low))


def _joined(one: Table, two: Table, *, low: int) -> Table:
    opens, closes = one.opens + two.opens, one.closes + two.closes
    seam = len(one.opens)
    if one.closes and two.opens and one.closes[-1] == two.opens[0]:
        del opens[seam], closes[seam - 1]
    return _table(one.first_year, two.last_year, one.since, two.until, list(zip(opens, closes, strict=True)), low=low)


def _table(first_year: int, last_year: int, since: int, until: int, periods: list[Span], *, low: int) -> Table:
    totals = list(accumulate((closes - opens for opens, closes in periods), initial=low))
    return Table(
        first_year=first_year,
        last_year=last_year,
        since=since,
        until=until,
        opens=[opens for opens, _ in periods],
        closes=[closes for _, closes in periods],
        before=totals[:-1],
        low=low,
        high=totals[-1],
    )
