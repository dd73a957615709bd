"""The chooser of a period that pages with numbers share: steps, usual periods, any days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.handbook import periods

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from django.http import HttpRequest

    from zhichi.handbook.periods import Period

PERIOD_NAMES = frozenset({"period", "first", "last", "cursor"})


@dataclass(frozen=True)
class Choice:
    """A period that the chooser offers."""

    label: str
    url: str
    is_active: bool


@dataclass(frozen=True)
class Chosen:
    """The period of a page, what the chooser around it offers, and why a typed one was not taken.

    `kept` is what else the address says; every choice keeps it. `first` and `last` are the days in the form: those of
    the period, or what was typed and not taken.
    """

    period: Period
    choices: list[Choice]
    before_url: str
    after_url: str
    kept: dict[str, str]
    error: str
    first: str
    last: str

    @property
    def zone(self) -> tzinfo:
        """The reader's time zone, in which the days of the period are counted."""
        return timezone.get_current_timezone()


def choose_period(request: HttpRequest, *, default: Period | None = None) -> Chosen:
    """The period that the address asks for; `default` (this month) where it names none, or none that is understood."""
    zone, error, now = timezone.get_current_timezone(), "", clock.now()
    period = default or periods.this_month(zone=zone, at=now)
    code = request.GET.get("period", "")
    if request.GET.get("first") and request.GET.get("last"):
        code = f"{request.GET['first']}..{request.GET['last']}"
    try:
        period = periods.parse(code, zone=zone) if code.strip() else period
    except DomainError as refusal:
        error = str(refusal)
    kept = {name: str(request.GET[name]) for name in request.GET if name not in PERIOD_NAMES}

    def url(item: Period) -> str:
        return f"{request.path}?{urlencode({'period': item.code, **kept})}"

    later = periods.after(period, zone=zone)
    return Chosen(
        period=period,
        choices=[Choice(label, url(item), item.code == period.code) for label, item in _usual(zone, now)],
        before_url=url(periods.before(period, zone=zone)),
        after_url=url(later) if later.start <= now else "",
        kept=kept,
        error=error,
        first=(request.GET.get("first") if error else None) or f"{period.first_day}",
        last=(request.GET.get("last") if error else None) or f"{period.last_day}",
    )


def _usual(zone: tzinfo, now: datetime) -> list[tuple[str, Period]]:
    month = periods.this_month(zone=zone, at=now)
    return [
        (_("Today"), periods.today(zone=zone, at=now)),
        (_("This week"), periods.this_week(zone=zone, at=now)),
        (_("This month"), month),
        (_("Last month"), periods.before(month, zone=zone)),
        (_("This quarter"), periods.this_quarter(zone=zone, at=now)),
        (_("This year"), periods.this_year(zone=zone, at=now)),
    ]
