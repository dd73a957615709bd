"""A year of a calendar, day by day, as the year view shows it."""

from __future__ import annotations

import calendar as grid
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from zhichi.calendars.choices import DayKind, EntryState
from zhichi.calendars.hours import Week, of_json, show, week_of_json
from zhichi.calendars.selectors.calendars import hours_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.calendars.models import Calendar, DateEntry

WORKING, CLOSED = "working", "closed"


@dataclass(frozen=True)
class Day:
    """One day. `kind` is a code of DayKind, or "working" or "closed" where the week decides."""

    date: date
    kind: str
    hours: str
    name: str = ""
    break_hours: str = ""
    is_proposed: bool = False
    is_today: bool = False
    entry_id: int = 0
    is_expected: bool = False  # in force by law alone: the year's notice is not out

    @property
    def is_open(self) -> bool:
        """Whether anything begins on this day."""
        return bool(self.hours)


@dataclass(frozen=True)
class Stretch:
    """Neighbouring days of the same kind and name: "1–7 National Day"."""

    first: date
    last: date
    kind: str
    name: str


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday to Sunday; None where a day belongs to another month."""

    first: date
    weeks: Sequence[Sequence[Day | None]]
    stretches: Sequence[Stretch] = field(default_factory=list)
    working_days: int = 0


def year_of(row: Calendar, year: int, *, today: date) -> list[Month]:
    """Twelve months of what is in force, with marks on days that have proposals."""
    week = week_of_json(row.weekly)
    entries = _entries(row, date(year, 1, 1), date(year, 12, 31))
    return [_month(year, month, entries, week, today) for month in range(1, 13)]


def days_of(row: Calendar, first: date, last: date, *, today: date) -> list[Day]:
    """The days from `first` to `last`, both included, as `year_of` shows them. One query."""
    week, entries = week_of_json(row.weekly), _entries(row, first, last)
    numbers = range(first.toordinal(), last.toordinal() + 1)
    return [_day(day, entries.get(day, []), week, today) for day in map(date.fromordinal, numbers)]


def _entries(row: Calendar, first: date, last: date) -> dict[date, list[DateEntry]]:
    """What is in force or proposed, by day."""
    states = (EntryState.IN_FORCE, EntryState.PROPOSED)
    found: dict[date, list[DateEntry]] = {}
    for item in row.entries.filter(day__gte=first, day__lte=last, state__in=states):
        found.setdefault(item.day, []).append(item)
    return found


def _month(year: int, month: int, entries: dict[date, list[DateEntry]], week: Week, today: date) -> Month:
    weeks = [
        [
            _day(date(year, month, number), entries.get(date(year, month, number), []), week, today) if number else None
            for number in numbers
        ]
        for numbers in grid.Calendar().monthdayscalendar(year, month)
    ]
    days = [day for numbers in weeks for day in numbers if day]
    return Month(
        first=date(year, month, 1),
        weeks=weeks,
        stretches=_stretches(days),
        working_days=sum(day.is_open for day in days),
    )


def _day(day: date, entries: Sequence[DateEntry], week: Week, today: date) -> Day:
    in_force = [item for item in entries if item.state == EntryState.IN_FORCE]
    whole = next((item for item in in_force if item.kind != DayKind.BREAK), None)
    cut = next((item for item in in_force if item.kind == DayKind.BREAK), None)
    hours = hours_of(whole, week) if whole else week[day.weekday()]
    return Day(
        date=day,
        kind=whole.kind if whole else (WORKING if hours else CLOSED),
        hours=show(hours),
        name=whole.name if whole else (cut.name if cut else ""),
        break_hours=show(of_json(cut.hours)) if cut else "",
        is_proposed=len(in_force) < len(entries),
        is_today=day == today,
        entry_id=whole.pk if whole else 0,
        is_expected=whole is not None and whole.is_expected,
    )


def _stretches(days: Sequence[Day]) -> list[Stretch]:
    found = []
    for (kind, name), group in groupby(days, key=lambda day: (_shown_kind(day), day.name)):
        run = list(group)
        if kind:
            found.append(Stretch(run[0].date, run[-1].date, kind, name))
    return found


def _shown_kind(day: Day) -> str:
    if day.kind not in {WORKING, CLOSED}:
        return day.kind
    return DayKind.BREAK.value if day.break_hours else ""
