"""Periods that evidence is computed for: a day, week, month, quarter, year, or any days in a row; in a time zone."""

from __future__ import annotations

import re
import zoneinfo
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.handbook.codes import PeriodKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
R = TypeVar("R", bound=tuple[Any, ...])
LONGEST_DAYS = 3 * 366
FIRST_YEAR, LAST_YEAR = 1970, 2100
MOST_DAILY, MOST_WEEKLY = 35, 190  # days of a period that a chart draws by the day, by the week
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-[Qq]([1-4])")
_WEEK = re.compile(r"(\d{4})-[Ww](\d{2})")
_YEAR = re.compile(r"(\d{4})")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Period:
    """From `start` until `end` (aware UTC, end exclusive).

    `code` names it: 2026-11, 2026-Q4, 2026-W47, 2026, 2026-11-24, 2026-11-01..2026-11-24.
    """

    start: datetime
    end: datetime
    code: str
    kind: str
    first_day: date
    last_day: date
    _shared: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    _root: Period | None = field(default=None, compare=False, repr=False)

    @property
    def root(self) -> Period:
        """The longer period that this one was cut from, or itself: rows read once for it serve all its parts."""
        return self if self._root is None else self._root

    def cut(self, rows: Sequence[R]) -> Sequence[R]:
        """Those of `rows` that lie in this period; each begins with its instant, the oldest is first."""
        first = bisect_left(rows, self.start, key=itemgetter(0))
        return rows[first : bisect_left(rows, self.end, key=itemgetter(0), lo=first)]

    def rows(self, name: str, read: Callable[[datetime, datetime], Sequence[R]]) -> Sequence[R]:
        """The rows of this period from those that `read(start, end)` finds, once, for the whole it was cut from."""
        whole = self.root
        return self.cut(whole.share(name, lambda: read(whole.start, whole.end)))

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
        if self.kind == PeriodKind.YEAR:
            return date_format(self.first_day, pgettext("date format", "Y"))
        if self.kind == PeriodKind.DAY:
            return _day(self.first_day)
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
    local = (at or clock.now()).astimezone(zone)
    return month(local.year, local.month, zone=zone)


def last_month(*, zone: tzinfo | None = None, at: datetime | None = None) -> Period:
    """The month before the one that `at` lies in."""
    return before(this_month(zone=zone, at=at), zone=zone)


def this_quarter(*, zone: tzinfo | None = None, at: datetime | None = None) -> Period:
    """The quarter that `at` lies in."""
    now = this_month(zone=zone, at=at)
    return quarter(now.first_day.year, (now.first_day.month + 2) // 3, zone=zone)


def this_week(*, zone: tzinfo | None = None, at: datetime | None = None) -> Period:
    """The week that `at` lies in."""
    local = (at or clock.now()).astimezone(zone or site_zone()).date().isocalendar()
    return week(local.year, local.week, zone=zone)


def this_year(*, zone: tzinfo | None = None, at: datetime | None = None) -> Period:
    """The year that `at` lies in."""
    return year((at or clock.now()).astimezone(zone or site_zone()).year, zone=zone)


def today(*, zone: tzinfo | None = None, at: datetime | None = None) -> Period:
    """The day that `at` lies in."""
    return day((at or clock.now()).astimezone(zone or site_zone()).date(), zone=zone)


def year(number: int, *, zone: tzinfo | None = None) -> Period:
    """A calendar year."""
    first = date(number, 1, 1)
    return _period(first, _months_later(first, 12), f"{number:04d}", PeriodKind.YEAR, zone)


def day(which: date, *, zone: tzinfo | None = None) -> Period:
    """One day."""
    return _period(which, which + timedelta(days=1), which.isoformat(), PeriodKind.DAY, zone)


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
        found = _named(text, zone)
    except (ValueError, OverflowError):
        found = None
    if found is not None and FIRST_YEAR <= found.first_day.year <= found.last_day.year <= LAST_YEAR:
        return found
    raise _refused(text)


def _refused(text: str) -> DomainError:
    """Why `text` is no period: as days picked by hand where it is days, else with the ways to write one."""
    if problem := _problem_of_days(text):
        return DomainError("period", problem, _("Choose other days."), fields={"period": problem})
    message = _("“%s” is not a period.") % text[:40]
    hint = _(
        "Write a year (2026), a quarter (2026-Q4), a month (2026-11), a week (2026-W47), a day (2026-11-24) or days"
        " (2026-11-01..2026-11-24)."
    )
    return DomainError("period", message, hint, fields={"period": message})


def _problem_of_days(text: str) -> str:
    found = _DAYS.fullmatch(text)
    if found is None:
        return ""
    try:
        first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2])
    except ValueError:
        return ""
    if last < first:
        return _("The first day, %(first)s, is after the last, %(last)s.") % {"first": first, "last": last}
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
        return _("Periods lie between %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
    return _("From %(first)s until %(last)s is longer than three years.") % {"first": first, "last": last}


def _named(text: str, zone: tzinfo | None) -> Period | None:
    for pattern, make in ((_MONTH, month), (_QUARTER, quarter), (_WEEK, week)):
        if found := pattern.fullmatch(text):
            return make(int(found[1]), int(found[2]), zone=zone)
    if found := _YEAR.fullmatch(text):
        return year(int(found[1]), zone=zone)
    if found := _DAY.fullmatch(text):
        return day(date.fromisoformat(found[1]), zone=zone)
    if found := _DAYS.fullmatch(text):
        return days(date.fromisoformat(found[1]), date.fromisoformat(found[2]), zone=zone)
    return None


def before(period: Period, *, zone: tzinfo | None = None) -> Period:
    """The period of the same kind that ends where this one starts."""
    last = period.first_day - timedelta(days=1)
    if period.kind == PeriodKind.MONTH:
        return month(last.year, last.month, zone=zone)
    if period.kind == PeriodKind.QUARTER:
        return quarter(last.year, (last.month + 2) // 3, zone=zone)
    if period.kind == PeriodKind.WEEK:
        return week(last.isocalendar().year, last.isocalendar().week, zone=zone)
    if period.kind == PeriodKind.YEAR:
        return year(last.year, zone=zone)
    if period.kind == PeriodKind.DAY:
        return day(last, zone=zone)
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
    if period.kind == PeriodKind.YEAR:
        return year(first.year, zone=zone)
    if period.kind == PeriodKind.DAY:
        return day(first, zone=zone)
    return days(first, first + (period.last_day - period.first_day), zone=zone)


def with_before(period: Period, *, zone: tzinfo | None = None) -> tuple[Period, Period]:
    """The period before and this one, cut from one whole: whatever both count is read once."""
    earlier = before(period, zone=zone)
    whole = replace(period, start=earlier.start, first_day=earlier.first_day, _shared={})
    return replace(earlier, _shared={}, _root=whole), replace(period, _shared={}, _root=whole)


def run_of(period: Period, count: int, *, zone: tzinfo | None = None) -> list[Period]:
    """The `count` periods before, the oldest first, then this one, all cut from one whole: read once for all."""
    found = [period]
    for _place in range(count):
        found.insert(0, before(found[0], zone=zone))
    whole = replace(period, start=found[0].start, first_day=found[0].first_day, _shared={})
    return [replace(item, _shared={}, _root=whole) for item in found]


def steps(period: Period, *, zone: tzinfo | None = None) -> list[Period]:
    """The period cut into days, weeks or months, by its length: at most 37, and whatever they count is read once.

    The first and the last week or month are whole ones only as far as the period reaches.
    """
    length = (period.last_day - period.first_day).days + 1
    whole = replace(period, _shared={})
    found, first = [], period.first_day
    while first <= period.last_day:
        step = _step_of(first, length, zone)
        last = min(step.last_day, period.last_day)
        found.append(replace(days(first, last, zone=zone), kind=step.kind, code=f"{first}..{last}", _root=whole))
        first = last + timedelta(days=1)
    return found


def _step_of(first: date, length: int, zone: tzinfo | None) -> Period:
    if length <= MOST_DAILY:
        return day(first, zone=zone)
    if length <= MOST_WEEKLY:
        calendar_week = first.isocalendar()
        return week(calendar_week.year, calendar_week.week, zone=zone)
    return month(first.year, first.month, zone=zone)


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
