"""Years of a calendar that are provisional: days that the law itself fixes stand in for a notice that is not out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.db.models.functions import ExtractYear

from zhichi.calendars.choices import EntryState
from zhichi.calendars.sources import published

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.calendars.models import Calendar

ASKED_ON = ((12, 1), (12, 20))  # month and day of the year before: the notice is normally out in November


@dataclass(frozen=True)
class ExpectedYear:
    """One provisional year. `since` is the day on which it was first proposed, by the calendar's clock."""

    year: int
    since: date
    is_published: bool  # the notice is in the installed data: it only wants to be reviewed

    @property
    def asked_on(self) -> list[date]:
        """The days on which a review is asked for in any case."""
        days = [date(self.year - 1, month, day) for month, day in ASKED_ON]
        return [day for day in days if day > self.since]

    def last_asked(self, today: date) -> date | None:
        """The latest of these days that has come."""
        return max((day for day in self.asked_on if day <= today), default=None)

    def next_asked(self, today: date) -> date | None:
        """The next one."""
        return min((day for day in self.asked_on if day > today), default=None)


def today_of(row: Calendar, at: datetime) -> date:
    """The day it is by the calendar's clock."""
    return at.astimezone(ZoneInfo(row.time_zone)).date()


def expected_years(row: Calendar, *, at: datetime) -> list[ExpectedYear]:
    """This year and later ones of which expected days count or wait for review. One query."""
    found = row.entries.filter(is_expected=True, state__in=(EntryState.IN_FORCE, EntryState.PROPOSED))
    found = found.filter(day__year__gte=today_of(row, at).year).annotate(year=ExtractYear("day"))
    years = found.order_by("year").values_list("year").annotate(since=Min("origin__created_at"))
    known = published.published_years()
    return [ExpectedYear(year, today_of(row, since), year in known) for year, since in years]
