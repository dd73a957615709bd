"""A clock that stands still outside working time, and during pauses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from zhichi.worktime.errors import ReversedPeriod
from zhichi.worktime.instants import datetime_of, instant_of

if TYPE_CHECKING:
    from zhichi.worktime.calendar import WorkCalendar

Pauses = Iterable[tuple[datetime, datetime | None]]
NEVER = datetime.max.replace(tzinfo=UTC)  # the end of a pause that is still open


def deadline(calendar: WorkCalendar, start: datetime, duration: timedelta, pauses: Pauses = ()) -> datetime | None:
    """The first instant at which `duration` is used up: `WorkCalendar.add` with the clock still in `pauses`.

    None where an open pause (`to` is None) holds the clock before that: nobody can say. A pause that begins at the very
    instant at which the duration is used up comes too late to move it. No duration: the first instant at or after
    `start` at which the clock runs.
    """
    if not duration:
        return _first_running(calendar, start, pauses)
    due = calendar.add(start, duration)
    for since, until in _merged(pauses, start, NEVER):
        if due <= since:
            break
        if until == NEVER:
            return None
        duration += calendar.between(since, until)
        due = calendar.add(start, duration)
    return due


def elapsed(calendar: WorkCalendar, start: datetime, end: datetime, pauses: Pauses = ()) -> timedelta:
    """The working time from `start` to `end` that lies in none of the `pauses`."""
    used = calendar.between(start, end)
    for since, until in _merged(pauses, start, end):
        used -= calendar.between(since, until)
    return used


def _first_running(calendar: WorkCalendar, start: datetime, pauses: Pauses) -> datetime | None:
    at = calendar.add(start, timedelta())
    for since, until in _merged(pauses, start, NEVER):
        if at < since:
            break
        if until == NEVER:
            return None
        at = max(at, calendar.add(until, timedelta()))
    return at


def _merged(pauses: Pauses, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """In UTC, in order, clipped to the two, with those that touch or overlap made one."""
    first, last = datetime_of(instant_of(start)), datetime_of(instant_of(end))
    spans = []
    for began, ended in pauses:
        since = datetime_of(instant_of(began))
        until = NEVER if ended is None else datetime_of(instant_of(ended))
        if until < since:
            raise ReversedPeriod(f"a pause ends at {until}, before it begins at {since}")
        if max(since, first) < min(until, last):
            spans.append((max(since, first), min(until, last)))
    merged: list[tuple[datetime, datetime]] = []
    for since, until in sorted(spans):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((since, until))
    return merged
