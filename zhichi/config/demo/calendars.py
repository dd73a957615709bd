"""The demo's calendars: the Chinese company's, reviewed for this year and the next, one that never closes, a European one."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.utils import translation

from zhichi.accounts import selectors as accounts
from zhichi.calendars import selectors as reads
from zhichi.calendars import services as calendars
from zhichi.calendars.choices import DayKind, SourceKind

if TYPE_CHECKING:
    from zhichi.calendars.models import Calendar
    from zhichi.calendars.sources.reading import Reading
    from zhichi.core.actors import Actor

MORNING, AFTERNOON = (time(9), time(12)), (time(13, 30), time(18))
DAY = (time(0), time(0))
EUROPE = (time(9), time(17, 30))
ABROAD = "Global Support"  # the team that works by the European calendar


def make(*, by: Actor, at: datetime, until: datetime) -> None:
    """Through the same services as the pages, so that the record shows who proposed and who reviewed."""
    years = [until.year, until.year + 1]
    with translation.override("zh-hans"):
        home = _calendar("公司工作日历", "Company calendar", "Asia/Shanghai", (MORNING, AFTERNOON), 5, by, at)
        found = reads.statutory(years, by_law=True)
        _adopt(home, SourceKind.STATUTORY, f"中国法定日历 {years[0]}, {years[1]}", found, by, at)
        party = calendars.DateData(
            day=date(years[1], 1, 29), kind=DayKind.BREAK, name="公司年会", hours=((time(15), time(18)),)
        )
        calendars.set_date(calendar_id=home.pk, data=party, by=by, at=at)
        _calendar("全天候值守", "Around the clock", "Asia/Shanghai", (DAY,), 7, by, at)
        europe = _calendar("欧洲支持时间", "European support hours", "Europe/Berlin", (EUROPE,), 5, by, at)
        found = reads.public_holidays("DE", "BE", years)
        _adopt(europe, SourceKind.COUNTRY, f"DE-BE {years[0]}, {years[1]}", found, by, at)
    teams = {team.name: team for team in accounts.teams()}
    calendars.set_team_calendar(team_id=teams[ABROAD].pk, calendar_id=europe.pk, by=by, at=at)


def _calendar(
    name: str, english: str, zone: str, hours: tuple[tuple[time, time], ...], days: int, by: Actor, at: datetime
) -> Calendar:
    week = [hours if number < days else () for number in range(7)]
    data = calendars.CalendarData(name=name, name_en=english, time_zone=zone)
    return calendars.create_calendar(data=data, weekly=week, by=by, at=at)


def _adopt(calendar: Calendar, kind: SourceKind, label: str, found: Reading, by: Actor, at: datetime) -> None:
    """Propose and, after review, put in force; make-up days work like Mondays."""
    row = calendars.propose(calendar_id=calendar.pk, kind=kind, label=label, reading=found, by=by, at=at)
    ids = [item.entry.pk for item in reads.review(row)]
    decision = calendars.Decision(accept=ids, like_weekday=dict.fromkeys(ids, 0))
    calendars.decide(import_id=row.pk, decision=decision, by=by, at=at)
