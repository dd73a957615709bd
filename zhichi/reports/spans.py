"""Which periods there is something to report about, in the department's time zone."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from zhichi.core.errors import DomainError
from zhichi.handbook.selectors import parse_period
from zhichi.reports.choices import Length

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period

OFFERED = {Length.WEEK: 8, Length.MONTH: 6, Length.QUARTER: 4}  # how far back somebody may ask for a draft


def today(at: datetime) -> date:
    """The department's date at `at` (aware)."""
    return at.astimezone(zoneinfo.ZoneInfo(settings.TIME_ZONE)).date()


def of_day(length: Length, day: date) -> Period:
    """The week, month or quarter that a day lies in."""
    if length == Length.WEEK:
        iso = day.isocalendar()
        return parse_period(f"{iso.year:04d}-W{iso.week:02d}")
    if length == Length.MONTH:
        return parse_period(f"{day:%Y-%m}")
    return parse_period(f"{day:%Y}-Q{(day.month + 2) // 3}")


def last(length: Length, at: datetime) -> Period:
    """The newest week, month or quarter that is over."""
    return of_day(length, of_day(length, today(at)).first_day - timedelta(days=1))


def lately(length: Length, at: datetime) -> list[Period]:
    """Those that are over, the newest first, as far back as drafts are offered."""
    found = [last(length, at)]
    while len(found) < OFFERED[length]:
        found.append(of_day(length, found[-1].first_day - timedelta(days=1)))
    return found


def label(code: str) -> str:
    """What people call a period ("October 2026"); an unknown code as it is."""
    try:
        return parse_period(code).label
    except DomainError:
        return code
