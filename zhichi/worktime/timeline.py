"""The table of one calendar, worked out year by year as questions reach further."""

from __future__ import annotations

from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from zhichi.worktime.errors import NoWorkingTime, OutOfRange, ReversedPeriod, WorkTimeError
from zhichi.worktime.instants import FIRST_DAY, LAST_DAY, Walls, datetime_of, wall_of
from zhichi.worktime.table import Table, append, build, prepend

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from zhichi.worktime.hours import Pattern

FIRST_YEAR = date.fromordinal(FIRST_DAY).year
LAST_YEAR = date.fromordinal(LAST_DAY).year


class Timeline:
    """Safe to share between threads: a longer table takes the place of the one before in one assignment."""

    __slots__ = ("_limits", "_lock", "_pattern", "_table", "_zone")

    def __init__(self, zone: ZoneInfo, pattern: Pattern) -> None:
        """Nothing is worked out yet."""
        self._zone, self._pattern = zone, pattern
        first = Walls(zone, FIRST_DAY, FIRST_DAY).instant(wall_of(FIRST_DAY))
        end = Walls(zone, LAST_DAY, LAST_DAY).instant(wall_of(LAST_DAY + 1))
        self._limits = first, end
        self._lock = Lock()
        self._table: Table | None = None

    def covering(self, at: int) -> Table:
        """A table with the instant in it. Raises `OutOfRange`."""
        table = self._table
        if table is not None and table.since <= at < table.until:  # at its end the next period may already run
            return table
        first, end = self._limits
        if not first <= at <= end:
            raise OutOfRange(f"an instant before 1970 or after 2100 on the clock of {self._zone.key}")
        if at == end:
            at -= 1
        if table is None:
            year = max(FIRST_YEAR, min(LAST_YEAR, datetime_of(at).year))
            table = self._grown(year, year)
        while not table.since <= at < table.until:
            table = self.longer(table, back=at < table.since)
        return table

    def spanning(self, since: int, until: int) -> Table:
        """A table with both instants in it. Raises `ReversedPeriod`, `OutOfRange`."""
        if until < since:
            raise ReversedPeriod(f"{datetime_of(until)} is before {datetime_of(since)}")
        table = self.covering(since)
        return table if until <= table.until else self.covering(until)

    def longer(self, table: Table, *, back: bool, error: type[WorkTimeError] = NoWorkingTime) -> Table:
        """A table of twice the years, so that few steps reach any distance; `error` where there are no more."""
        first, last = table.first_year, table.last_year
        years = last - first + 1
        if back and first > FIRST_YEAR:
            return self._grown(max(FIRST_YEAR, first - years), last)
        if not back and last < LAST_YEAR:
            return self._grown(first, min(LAST_YEAR, last + years))
        raise error(f"from 1970 to 2100 this calendar has no more {'before' if back else 'after'} that")

    def _grown(self, first: int, last: int) -> Table:
        with self._lock:
            table = self._table  # another thread may have made it longer meanwhile
            if table is None:
                table = build(self._zone, self._pattern, first, last)
            if first < table.first_year:
                table = prepend(table, build(self._zone, self._pattern, first, table.first_year - 1))
            if last > table.last_year:
                table = append(table, build(self._zone, self._pattern, table.last_year + 1, last))
            self._table = table
            return table
