"""Hours of a day as people write them ("09:00-12:00, 13:30-18:00"), as they are stored, and what is wrong with them."""

from __future__ import annotations

import re
from datetime import time
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.ui.timing import weekday_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Interval = tuple[time, time]
Hours = tuple[Interval, ...]
Week = tuple[Hours, ...]

DAY = 24 * 60
_MOMENT = r"(\d{1,2})(?:[:：](\d{2}))?"
_STRETCH = re.compile(rf"{_MOMENT}\s*(?:-|–|—|~|～|至|到|to)\s*(?:次日)?\s*{_MOMENT}")
_BETWEEN = re.compile(r"[,，、;；]+|\s{2,}|\n+")


def read(text: str) -> Hours:
    """The stretches of one day, in order; 24:00 is midnight at its end. Raises ValueError in words for people."""
    found = []
    for part in _BETWEEN.split(clean(text)):
        if not part.strip():
            continue
        match = _STRETCH.fullmatch(part.strip())
        if match is None:
            raise ValueError(_("“%s” is not a stretch of time. Write it like 09:00-12:00.") % part.strip())
        found.append((_moment(match[1], match[2], is_end=False), _moment(match[3], match[4], is_end=True)))
    hours = tuple(sorted(found))
    for one, other in pairwise(_minutes(hours)):
        if other[0] < one[1]:
            raise ValueError(_("%(one)s and %(other)s overlap.") % {"one": _shown(one), "other": _shown(other)})
    return hours


def _moment(hour: str, minute: str | None, *, is_end: bool) -> time:
    if is_end and int(hour) == 24 and int(minute or 0) == 0:
        return time(0)
    if int(hour) > 23 or int(minute or 0) > 59:
        raise ValueError(_("%s is not a time of day.") % f"{hour}:{minute or '00'}")
    return time(int(hour), int(minute or 0))


def show(hours: Sequence[Interval]) -> str:
    """As `read` reads it; midnight at the end is 24:00."""
    return ", ".join(shown_interval(interval) for interval in hours)


def shown_interval(interval: Interval) -> str:
    """One stretch."""
    opens, closes = interval
    return f"{opens:%H:%M}-{'24:00' if closes == time(0) else format(closes, '%H:%M')}"


def runs_past_midnight(interval: Interval) -> bool:
    """Whether it ends on the next day; one that ends at midnight does not."""
    return interval[1] <= interval[0] and interval[1] != time(0)


def to_json(hours: Iterable[Interval]) -> list[str]:
    """As rows and events keep it."""
    return [shown_interval(interval) for interval in hours]


def of_json(stored: Iterable[str]) -> Hours:
    """What `to_json` wrote."""
    return read(", ".join(stored))


def week_of_json(stored: Sequence[Sequence[str]]) -> Week:
    """Seven days, Monday first."""
    return tuple(of_json(day) for day in stored)


def checked_week(week: Sequence[Sequence[Interval]]) -> Week:
    """Seven days in order. Raises DomainError for a week without working time, or whose days run into each other."""
    days = tuple(tuple(sorted(day)) for day in week)
    if len(days) != 7 or not any(days):
        message = _("This week has no working time at all.")
        raise DomainError("no-working-time", message, _("Write the hours of at least one day."))
    words = weekday_words()
    for number, day in enumerate(days):
        read(show(day))
        tail = max((until - DAY for _since, until in _minutes(day)), default=0)
        following = days[(number + 1) % 7]
        first = min((since for since, _until in _minutes(following)), default=tail)
        if tail > first:
            message = _("%(day)s runs until %(until)s of %(next)s, where %(from)s has begun already.") % {
                "day": words[number],
                "until": _clock(tail),
                "next": words[(number + 1) % 7],
                "from": _clock(first),
            }
            raise DomainError("days-overlap", message, fields={f"day_{(number + 1) % 7}": message})
    return days


def _minutes(hours: Sequence[Interval]) -> list[tuple[int, int]]:
    spans = [(opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute) for opens, closes in hours]
    return [(since, until if until > since else until + DAY) for since, until in spans]


def spans(hours: Sequence[Interval]) -> list[tuple[int, int]]:
    """Minutes from midnight, for drawing; one past midnight ends after 1,440."""
    return _minutes(hours)


def _shown(span: tuple[int, int]) -> str:
    return f"{_clock(span[0])}-{_clock(span[1])}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
