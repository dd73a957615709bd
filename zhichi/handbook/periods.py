"""Periods that evidence is computed for: a month, a quarter, a week, or any days in a row; in somebody's time zone."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.handbook.codes import PeriodKind

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
LONGEST_DAYS = 3 * 366
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-[Qq]([1-4])")
_WEEK = re.compile(r"(\d{4})-[Ww](\d{2})")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Period:
    """From `start` until `end` (aware UTC, end exclusive).

    `code` names it: 2026-11, 2026-Q4, 2026-W47, 2026-11-01..2026-11-24.
    """

    start: datetime
    end: datetime
    code: str
    kind: str
    first_day: date
    last_day: date
    _shared: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def share(self, name: str, compute: Callable[[], T]) -> T:
        """What `compute` finds, asked once for this object: clauses and metrics of one page share their numbers."""
        if name not in self._shared:
            self._shared[name] = compute()
        found: T = self._shared[name]
        return found

    @property
    def label(self) -> str:
        """The period in the reader's language: "November 2026", "2026 年 11 月"."""
        if self.kind == PeriodKind.MONTH:
            return date_format(self.first_day, pgettext("date format", "F Y"))
        if self.kind == PeriodKind.QUARTER:
            quarter = (self.first_day.month + 2) // 3
            return _("quarter %(quarter)s of %(year)s") % {"quarter": quarter, "year": self.first_day.year}
        days = {"first": _day(self.first_day), "last": _day(self.last_day)}
        if self.kind == PeriodKind.WEEK:
            week = self.first_day.isocalendar().week
            return _("week %(week)s (%(first)s to %(last)s)") % {"week": week, **days}
        return _("%(first)s to %(last)s") % days

    def is_over(self, at: datetime) -> bool:
        """Whether the whole period lies before `at`."""
        return self.end <= at


def _day(day: date) -> str:
    return date_format(day, pgettext("date format", "j M Y"))


def site_zone() -> tzinfo:
    """The time zone of the department."""
    return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def this_month(*, zone: tzinfo | None = None, at: datetime | None = None) -> Period:
    """The month that `at` (aware, default now) lies in."""
    zone = zone or site_zone()
    today = (at or clock.now()).astimezone(zone).date()
    return month(today.year, today.month, zone=zone)


def this_quarter(*, zone: tzinfo | None = None, at: datetime | None = None) -> Period:
    """The quarter that `at` lies in."""
    now = this_month(zone=zone, at=at)
    return quarter(now.first_day.year, (now.first_day.month + 2) // 3, zone=zone)


def this_week(*, zone: tzinfo | None = None, at: datetime | None = None) -> Period:
    """The week that `at` lies in."""
    today = (at or clock.now()).astimezone(zone or site_zone()).date().isocalendar()
    return week(today.year, today.week, zone=zone)


def month(year: int, number: int, *, zone: tzinfo | None = None) -> Period:
    """A calendar month."""
    first = date(year, number, 1)
    return _period(first, _months_later(first, 1), f"{year:04d}-{number:02d}", PeriodKind.MONTH, zone)


def quarter(year: int, number: int, *, zone: tzinfo | None = None) -> Period:
    """A quarter of a calendar year, 1 to 4."""
    first = date(year, number * 3 - 2, 1)
    return _period(first, _months_later(first, 3), f"{year:04d}-Q{number}", PeriodKind.QUARTER, zone)


def week(year: int, number: int, *, zone: tzinfo | None = None) -> Period:
    """A week by ISO 8601, from Monday to Sunday."""
    first = date.fromisocalendar(year, number, 1)
    return _period(first, first + timedelta(days=7), f"{year:04d}-W{number:02d}", PeriodKind.WEEK, zone)


def days(first: date, last: date, *, zone: tzinfo | None = None) -> Period:
    """All days from `first` to `last`, both included. Raises ValueError when there are none or too many."""
    if not 0 <= (last - first).days < LONGEST_DAYS:
        raise ValueError("a period has at least one day and at most three years")
    return _period(first, last + timedelta(days=1), f"{first}..{last}", PeriodKind.CUSTOM, zone)


def parse(code: str, *, zone: tzinfo | None = None) -> Period:
    """The period that `code` names; empty means this month. Raises DomainError for anything else."""
    text = code.strip()
    if not text:
        return this_month(zone=zone)
    try:
        for pattern, make in ((_MONTH, month), (_QUARTER, quarter), (_WEEK, week)):
            if found := pattern.fullmatch(text):
                return make(int(found[1]), int(found[2]), zone=zone)
        if found := _DAYS.fullmatch(text):
            return days(date.fromisoformat(found[1]), date.fromisoformat(found[2]), zone=zone)
    except (ValueError, OverflowError):
        pass
    message = _("“%s” is not a period.") % code[:40]
    hint = _("Write a month (2026-11), a quarter (2026-Q4), a week (2026-W47) or days (2026-11-01..2026-11-24).")
    raise DomainError("period", message, hint, fields={"period": message})


def before(period: Period, *, zone: tzinfo | None = None) -> Period:
    """The period of the same kind that ends where this one starts."""
    last = period.first_day - timedelta(days=1)
    if period.kind == PeriodKind.MONTH:
        return month(last.year, last.month, zone=zone)
    if period.kind == PeriodKind.QUARTER:
        return quarter(last.year, (last.month + 2) // 3, zone=zone)
    if period.kind == PeriodKind.WEEK:
        return week(last.isocalendar().year, last.isocalendar().week, zone=zone)
    return days(last - (period.last_day - period.first_day), last, zone=zone)


def after(period: Period, *, zone: tzinfo | None = None) -> Period:
    """The period of the same kind that starts where this one ends."""
    first = period.last_day + timedelta(days=1)
    if period.kind == PeriodKind.MONTH:
        return month(first.year, first.month, zone=zone)
    if period.kind == PeriodKind.QUARTER:
        return quarter(first.year, (first.month + 2) // 3, zone=zone)
    if period.kind == PeriodKind.WEEK:
        return week(first.isocalendar().year, first.isocalendar().week, zone=zone)
    return days(first, first + (period.last_day - period.first_day), zone=zone)


def _period(first: date, end: date, code: str, kind: PeriodKind, zone: tzinfo | None) -> Period:
    zone = zone or site_zone()
    return Period(
        start=datetime.combine(first, time.min, zone).astimezone(UTC),
        end=datetime.combine(end, time.min, zone).astimezone(UTC),
        code=code,
        kind=kind,
        first_day=first,
        last_day=end - timedelta(days=1),
    )


def _months_later(day: date, count: int) -> date:
    total = day.month - 1 + count
    return day.replace(year=day.year + total // 12, month=total % 12 + 1)
