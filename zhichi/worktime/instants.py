"""Instants and wall times as integer microseconds, and the way from one to the other in a zone.

An *instant* counts from 1970-01-01 00:00 UTC. A *wall* counts what a clock on the wall shows, as if that were UTC.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from zhichi.worktime.errors import NaiveDatetime, UnknownZone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
DAY = 86_400 * SECOND

FIRST_DAY = date(1970, 1, 1).toordinal()
LAST_DAY = date(2100, 12, 31).toordinal()


def instant_of(at: datetime) -> int:
    """The instant of an aware datetime."""
    try:
        return (at - EPOCH) // MICROSECOND
    except TypeError:
        raise NaiveDatetime(f"{at!r} is not a datetime with a time zone") from None


def datetime_of(instant: int) -> datetime:
    """In UTC: datetimes of one local zone compare by the wall clock, and so go wrong where it turns back."""
    return EPOCH + timedelta(microseconds=instant)


def wall_of(ordinal: int) -> int:
    """Midnight at the start of a day, given as `date.toordinal()`."""
    return (ordinal - FIRST_DAY) * DAY


def zone_of(name: str) -> ZoneInfo:
    """The zone by its IANA name ("Asia/Shanghai")."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, AttributeError, OSError):  # a folder of the data raises an OSError
        raise UnknownZone(f"no time zone is called {name!r}") from None


class Walls:
    """Turns walls of a stretch of days into instants.

    A wall stands for the first instant at which the clock shows it *or anything later*. So a time that the clock
    jumps over means the moment of the jump, a time that it shows twice means the first showing, the repeated hour
    belongs to whatever was going on when it began, and a later wall is never an earlier instant.
    """

    __slots__ = ("_ends", "_pieces")

    def __init__(self, zone: ZoneInfo, first: int, last: int) -> None:
        """For the walls from the start of day `first` to the end of day `last` (ordinals)."""
        pieces = _pieces(zone, wall_of(first - 2), wall_of(last + 3))
        ends: list[int] = []
        for (_, offset), (until, _) in pairwise(pieces):
            ends.append(max(until + offset, ends[-1] if ends else until + offset))
        self._pieces, self._ends = pieces, ends

    def instant(self, wall: int) -> int:
        """The instant a wall stands for."""
        since, offset = self._pieces[bisect_right(self._ends, wall)]
        return max(since, wall - offset)


def _pieces(zone: ZoneInfo, since: int, until: int) -> list[tuple[int, int]]:
    """Where a new offset from UTC begins, and the offset; looked for day by day, then to the second."""
    pieces = [(since, _offset(zone, since))]
    for day in range(since, until, DAY):
        if _offset(zone, day + DAY) != pieces[-1][1]:
            pieces.append(_change(zone, day, day + DAY))
    return pieces


def _change(zone: ZoneInfo, before: int, after: int) -> tuple[int, int]:
    old = _offset(zone, before)
    low, high = before // SECOND, after // SECOND
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle * SECOND) == old:
            low = middle
        else:
            high = middle
    return high * SECOND, _offset(zone, high * SECOND)


def _offset(zone: ZoneInfo, instant: int) -> int:
    offset = datetime_of(instant).astimezone(zone).utcoffset()
    return (offset or timedelta()) // MICROSECOND
