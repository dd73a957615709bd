"""A slow calendar to compare with: it walks from quarter to quarter and asks the hours as given about each.

It shares nothing with the product's way (sorted spans, sums, searches). Clocks that turn back are handled by a watch
that refuses to: it shows the latest time the zone has shown so far, so that a repeated hour goes on with what was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

Hours = Sequence[tuple[time, time]]
QUARTER = timedelta(minutes=15)


@dataclass
class SlowCalendar:
    """Hours on full quarters; questions about the stretch from `first` to `last` only."""

    timezone: str
    first: datetime
    last: datetime
    weekly: Mapping[int, Hours]
    holidays: Collection[date] = ()
    overrides: Mapping[date, Hours] = field(default_factory=dict)
    breaks: Mapping[date, Hours] = field(default_factory=dict)

    @cached_property
    def quarters(self) -> list[tuple[datetime, bool]]:
        """Every quarter of the stretch, and whether it is open."""
        zone, found = ZoneInfo(self.timezone), []
        watch = datetime(1, 1, 1)  # noqa: DTZ001 what the wall shows has no zone
        at = self.first - timedelta(days=3)
        while at < self.last:
            watch = max(watch, at.astimezone(zone).replace(tzinfo=None))
            if at >= self.first:
                found.append((at, self.shows_open(watch)))
            at += QUARTER
        return found

    def shows_open(self, watch: datetime) -> bool:
        """Whether the hours as given are open while the watch shows this."""
        return _within(watch, self.hours) and not _within(watch, lambda day: self.breaks.get(day, ()))

    def hours(self, day: date) -> Hours:
        """What begins on a day."""
        if day in self.overrides:
            return self.overrides[day]
        return () if day in self.holidays else self.weekly.get(day.weekday(), ())

    def worked(self, since: datetime, until: datetime, pauses: Collection[tuple[datetime, datetime]] = ()) -> timedelta:
        """Working time between two instants that lies in no pause; the pauses may overlap."""
        total = timedelta()
        for at, is_open in self.quarters:
            if is_open:
                edges = {since, until, *(edge for pause in pauses for edge in pause)}
                cuts = sorted({at, at + QUARTER} | {edge for edge in edges if at < edge < at + QUARTER})
                for begin, end in pairwise(cuts):
                    if since <= begin and end <= until and not any(a <= begin and end <= b for a, b in pauses):
                        total += end - begin
        return total

    def openings(self) -> Iterator[datetime]:
        """Where an open quarter follows a closed one."""
        for (_, before), (at, now) in pairwise(self.quarters):
            if now and not before:
                yield at

    def closings(self) -> Iterator[datetime]:
        """Where a closed quarter follows an open one."""
        for (_, before), (at, now) in pairwise(self.quarters):
            if before and not now:
                yield at


def _within(watch: datetime, hours: object) -> bool:
    assert callable(hours)
    today, yesterday, at = watch.date(), watch.date() - timedelta(days=1), watch.time()
    begun = any(opens <= at and (at < closes or closes <= opens) for opens, closes in hours(today))
    return begun or any(closes <= opens and at < closes for opens, closes in hours(yesterday))


def utc(text: str) -> datetime:
    """An instant written as 2026-06-01 09:30."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
