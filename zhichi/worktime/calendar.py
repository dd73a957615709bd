"""`WorkCalendar`: when work is done in one place, and arithmetic with it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from zhichi.worktime.errors import NaiveDatetime, NegativeDuration, NeverCloses, NoWorkingTime, WorkTimeError
from zhichi.worktime.hours import Hours, pattern_of
from zhichi.worktime.instants import EPOCH, MICROSECOND, datetime_of, instant_of, zone_of
from zhichi.worktime.timeline import FIRST_YEAR, LAST_YEAR, Timeline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from zhichi.worktime.table import Table

NOTHING: Mapping[date, Hours] = MappingProxyType({})


class WorkCalendar:
    """Immutable, hashable, safe to share between threads; answers are in UTC, to the microsecond.

    An interval belongs to the day on which it begins: an override or a holiday replaces everything that begins on its
    date, and leaves alone what the day before runs past midnight. A break is a piece of its date's clock, and cuts
    whatever is open then. Open periods begin with their opening instant and end before their closing instant.

    What the clock skips is no time; what it shows twice counts twice, and belongs to what was going on at its first
    showing (`instants.Walls`). Years are worked out when first asked for; after that, an answer is a binary search.
    """

    __slots__ = ("_hash", "_key", "_timeline")

    def __init__(
        self,
        timezone: str,
        weekly: Mapping[int, Hours],
        holidays: Collection[date] = (),
        overrides: Mapping[date, Hours] = NOTHING,
        breaks: Mapping[date, Hours] = NOTHING,
    ) -> None:
        """Weekday 0 is Monday; a weekday not named is closed.

        Raises `UnknownZone`, `InvalidHours`, `OverlappingHours`, `InvalidDate`, `OutOfRange`.
        """
        zone, pattern = zone_of(timezone), pattern_of(weekly, holidays, overrides, breaks)
        dated, cut = (tuple(sorted(each.items())) for each in (pattern.dated, pattern.breaks))
        self._key = (zone.key, pattern.weekly, dated, cut)
        self._hash = hash(self._key)
        self._timeline = Timeline(zone, pattern)

    @property
    def timezone(self) -> str:
        """The IANA name of its zone."""
        return self._key[0]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkCalendar) and self._key == other._key

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        _, _, dated, cut = self._key
        return f"<WorkCalendar {self.timezone}: {len(dated)} dates of their own, {len(cut)} with breaks>"

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The first instant at which so much working time has passed since `start`.

        It may be a closing instant. No duration: the first open instant at or after `start`.
        """
        at, length = instant_of(start), _length_of(duration)
        table = self._timeline.covering(at)
        if not length:
            return datetime_of(_first_open(self._timeline, table, at))
        return EPOCH + timedelta(microseconds=_reached(self._timeline, table, table.position(at) + length))

    def subtract(self, end: datetime, duration: timedelta) -> datetime:
        """The last instant from which so much working time passes until `end`; the mirror image of `add`.

        It may be an opening instant. No duration: the last instant at or before `end` up to which there was work.
        """
        at, length = instant_of(end), _length_of(duration)
        table = self._timeline.covering(at)
        if not length:
            return datetime_of(_last_open(self._timeline, table, at))
        target = table.position(at) - length
        while target < table.low:
            table = self._timeline.longer(table, back=True)
        index = bisect_right(table.before, target) - 1
        return datetime_of(table.opens[index] + target - table.before[index])

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`."""
        try:  # `instant_of` twice, without the calls: this is the hottest path
            since, until = (start - EPOCH) // MICROSECOND, (end - EPOCH) // MICROSECOND
        except TypeError:
            raise NaiveDatetime(f"{start!r} or {end!r} is not a datetime with a time zone") from None
        table = self._timeline.spanning(since, until)
        return timedelta(microseconds=table.position(until) - table.position(since))

    def is_working(self, at: datetime) -> bool:
        """Whether `at` is open; a closing instant no longer is."""
        instant = instant_of(at)
        table = self._timeline.covering(instant)
        index = bisect_right(table.opens, instant) - 1
        return index >= 0 and instant < table.closes[index]

    def next_opening(self, at: datetime) -> datetime:
        """The first instant at or after `at` at which work begins after a time of none.

        At an open instant that is the opening after the next closing; `add(at, timedelta())` would be `at` itself.
        """
        instant = instant_of(at)
        table = self._timeline.covering(instant)
        while True:
            index = bisect_left(table.opens, instant)
            if index < len(table.opens):
                if table.opens[index] > table.since:
                    return datetime_of(table.opens[index])
                if table.first_year > FIRST_YEAR:  # it may have been open before: a seam is no opening
                    table = self._timeline.longer(table, back=True)
                    continue
                instant = table.opens[index] + 1
                continue
            table = self._timeline.longer(table, back=False, error=_no_change(table, instant))

    def previous_closing(self, at: datetime) -> datetime:
        """The last instant at or before `at` at which work ended and did not go on."""
        instant = instant_of(at)
        table = self._timeline.covering(instant)
        while True:
            index = bisect_right(table.closes, instant) - 1
            if index >= 0:
                if table.closes[index] < table.until:
                    return datetime_of(table.closes[index])
                if table.last_year < LAST_YEAR:
                    table = self._timeline.longer(table, back=False)
                    continue
                instant = table.closes[index] - 1
                continue
            table = self._timeline.longer(table, back=True, error=_no_change(table, instant))

    def periods(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open periods between the two, clipped to them, in order."""
        since, until = instant_of(start), instant_of(end)
        table = self._timeline.spanning(since, until)
        first = max(bisect_right(table.opens, since) - 1, 0)
        return (
            (datetime_of(max(opens, since)), datetime_of(min(closes, until)))
            for opens, closes in zip(
                table.opens[first : bisect_left(table.opens, until)], table.closes[first:], strict=False
            )
            if closes > since < until
        )


def _reached(timeline: Timeline, table: Table, target: int) -> int:
    """The first instant at the position `target`, which must lie after some instant of the table."""
    while target > table.high:
        table = timeline.longer(table, back=False)
    index = bisect_left(table.before, target) - 1
    return table.opens[index] + target - table.before[index]


def _first_open(timeline: Timeline, table: Table, at: int) -> int:
    """The first open instant at or after one of the table."""
    while True:
        index = bisect_right(table.opens, at) - 1
        if index >= 0 and at < table.closes[index]:
            return at
        if index + 1 < len(table.opens):
            return table.opens[index + 1]
        table = timeline.longer(table, back=False)


def _last_open(timeline: Timeline, table: Table, at: int) -> int:
    """The last instant at or before one of the table up to which there was work."""
    while True:
        index = bisect_left(table.opens, at) - 1
        if index >= 0:
            return min(at, table.closes[index])
        table = timeline.longer(table, back=True)


def _length_of(duration: timedelta) -> int:
    """Microseconds of a duration that is not negative."""
    length = duration // MICROSECOND
    if length < 0:
        raise NegativeDuration(f"{duration} is less than nothing")
    return length


def _no_change(table: Table, at: int) -> type[WorkTimeError]:
    """Which error it is when no opening or closing is found: open to the end of the table, or no work there."""
    index = bisect_right(table.opens, at) - 1
    if index < 0 or at > table.closes[index]:
        return NoWorkingTime
    return NeverCloses if table.since == table.opens[index] or table.until == table.closes[index] else NoWorkingTime
