"""Builders for calendars; all of them call services, so that test data has a true record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.calendars import selectors, services
from zhichi.calendars.choices import SourceKind
from zhichi.calendars.hours import read
from zhichi.calendars.sources.reading import Proposed, Reading
from zhichi.core.actors import Actor
from zhichi.core.clock import now

if TYPE_CHECKING:
    from zhichi.calendars.models import Calendar, DateEntry, DayImport

SETUP = Actor.system("tests")
OFFICE = ("09:00-12:00, 13:30-18:00",) * 5 + ("", "")
SATURDAY, MONDAY = date(2026, 10, 10), date(2026, 10, 12)


@dataclass
class Desk:
    """Makes calendars, dates and imports in one line each."""

    at: datetime

    def calendar(self, name: str = "公司日历", week: tuple[str, ...] = OFFICE, zone: str = "Asia/Shanghai") -> Calendar:
        """A calendar."""
        data = services.CalendarData(name=name, time_zone=zone)
        return services.create_calendar(data=data, weekly=[read(day) for day in week], by=SETUP, at=self.at)

    def date(self, calendar: Calendar, day: dt.date, kind: str, **given: Any) -> DateEntry:
        """A date in force; `hours` as typed."""
        given["hours"] = read(given.get("hours", ""))
        data = services.DateData(day=day, kind=kind, **given)
        return services.set_date(calendar_id=calendar.pk, data=data, by=SETUP, at=self.at)

    def propose(self, calendar: Calendar, *days: tuple[dt.date, str], name: str = "示例") -> DayImport:
        """An import of days that waits for review."""
        reading = Reading([Proposed(day, kind, name) for day, kind in days])
        return services.propose(
            calendar_id=calendar.pk, kind=SourceKind.CSV, label="days.csv", reading=reading, by=SETUP, at=self.at
        )

    def accept(self, row: DayImport, *, like: int = 0) -> None:
        """Put all days of an import in force."""
        ids = [item.entry.pk for item in selectors.review(row)]
        decision = services.Decision(accept=ids, like_weekday=dict.fromkeys(ids, like))
        services.decide(import_id=row.pk, decision=decision, by=SETUP, at=self.at)

    def hours(self, calendar: Calendar, day: dt.date) -> str:
        """What the arithmetic makes of a day, by the calendar's clock."""
        work = selectors.work_calendar(calendar.pk)
        zone = calendar_zone(calendar)
        first = datetime.combine(day, time(0), zone)
        last = datetime.combine(date.fromordinal(day.toordinal() + 1), time(0), zone)
        found = [(one.astimezone(zone), two.astimezone(zone)) for one, two in work.periods(first, last)]
        return ", ".join(f"{one:%H:%M}-{two:%H:%M}" for one, two in found)


def calendar_zone(calendar: Calendar) -> Any:
    """The zone of a calendar."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(calendar.time_zone)


def events(calendar: Calendar) -> list[str]:
    """The codes of a calendar's record, oldest first."""
    from zhichi.records.selectors import history

    return [event.code.removeprefix("calendars.") for event in history(f"calendar:{calendar.pk}")]


@pytest.fixture
def desk(db: None) -> Desk:
    """A builder at the present time."""
    return Desk(at=now())
