"""The hours of a calendar as given, checked and put in one canonical form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from itertools import pairwise
from typing import NamedTuple

from zhichi.worktime.errors import InvalidDate, InvalidHours, OutOfRange, OverlappingHours
from zhichi.worktime.instants import DAY, FIRST_DAY, LAST_DAY, SECOND

Span = tuple[int, int]
Hours = Sequence[tuple[time, time]]


class Pattern(NamedTuple):
    """Spans are microseconds from midnight of their day, in order; one past midnight ends after 24 hours."""

    weekly: tuple[tuple[Span, ...], ...]
    dated: Mapping[int, tuple[Span, ...]]  # overrides and holidays, by ordinal; a holiday has no span
    breaks: Mapping[int, tuple[Span, ...]]

    def opened_on(self, ordinal: int) -> tuple[Span, ...]:
        """What begins on a day: its override, else nothing on a holiday, else what the weekday has."""
        found = self.dated.get(ordinal)
        return self.weekly[(ordinal - 1) % 7] if found is None else found


def pattern_of(
    weekly: Mapping[int, Hours],
    holidays: Collection[date],
    overrides: Mapping[date, Hours],
    breaks: Mapping[date, Hours],
) -> Pattern:
    """Check everything and put it in order."""
    for weekday in weekly:
        if weekday not in range(7):
            raise InvalidHours(f"{weekday!r} is no weekday: 0 is Monday, 6 is Sunday")
    closed: dict[int, tuple[Span, ...]] = {_ordinal(day): () for day in holidays}
    return Pattern(
        weekly=tuple(_spans(weekly.get(weekday, ()), f"weekday {weekday}") for weekday in range(7)),
        dated=closed | {_ordinal(day): _spans(hours, day) for day, hours in overrides.items()},
        breaks={_ordinal(day): spans for day, hours in breaks.items() if (spans := _spans(hours, day))},
    )


def _ordinal(day: object) -> int:
    if not isinstance(day, date) or isinstance(day, datetime):
        raise InvalidDate(f"{day!r} is not a plain date")
    ordinal = day.toordinal()
    if not FIRST_DAY <= ordinal <= LAST_DAY:
        raise OutOfRange(f"{day} is before 1970 or after 2100")
    return ordinal


def _spans(hours: Hours, day: object) -> tuple[Span, ...]:
    spans = sorted(_span(interval, day) for interval in hours)
    for before, after in pairwise(spans):
        if after[0] < before[1]:
            raise OverlappingHours(f"{day}: {_shown(before)} and {_shown(after)} overlap")
    return tuple(joined(spans))


def _span(interval: tuple[time, time], day: object) -> Span:
    try:
        opens, closes = map(_since_midnight, interval)
    except (TypeError, ValueError, AttributeError):
        raise InvalidHours(f"{day}: {interval!r} is not a pair of times without zone") from None
    return opens, closes if closes > opens else closes + DAY


def _since_midnight(at: time) -> int:
    if at.tzinfo is not None:
        raise ValueError("the calendar has the zone, not the time")
    return ((at.hour * 60 + at.minute) * 60 + at.second) * SECOND + at.microsecond


def _shown(span: Span) -> str:
    opens, closes = (f"{at // SECOND // 3600 % 24:02}:{at // SECOND // 60 % 60:02}" for at in span)
    return f"{opens}–{closes}"


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order of their start, with those that touch or overlap made one and empty ones left out."""
    found: list[Span] = []
    for since, until in spans:
        if since >= until:
            continue
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def without(spans: Iterable[Span], cuts: Sequence[Span]) -> list[Span]:
    """Joined spans less joined cuts, both in order."""
    found: list[Span] = []
    first = 0
    for since, until in spans:
        start = since
        while first < len(cuts) and cuts[first][1] <= start:
            first += 1
        for cut_since, cut_until in cuts[first:]:
            if cut_since >= until:
                break
            found.append((start, cut_since))
            start = cut_until
        found.append((start, until))
    return [(since, until) for since, until in found if since < until]
