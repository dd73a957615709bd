"""Which weeks and months the pages and the hourly care speak of, in the department's time zone."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from zhichi.handbook.selectors import parse_period

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period


def week_of(day: date) -> Period:
    """The week a day lies in."""
    iso = day.isocalendar()
    return parse_period(f"{iso.year:04d}-W{iso.week:02d}")


def month_of(day: date) -> Period:
    """The month a day lies in."""
    return parse_period(f"{day:%Y-%m}")


def today(at: datetime) -> date:
    """The department's date at `at` (aware)."""
    return at.astimezone(zoneinfo.ZoneInfo(settings.TIME_ZONE)).date()


def last_week(at: datetime) -> Period:
    """The newest week that is over."""
    return week_of(today(at) - timedelta(days=7))


def last_month(at: datetime) -> Period:
    """The newest month that is over."""
    return month_of(today(at).replace(day=1) - timedelta(days=1))
