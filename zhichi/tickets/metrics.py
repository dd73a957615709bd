"""The numbers of tickets that clauses, dashboards and reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.core.events import gettext_noop
from zhichi.handbook.registry import Metric, Period, metric
from zhichi.records.selectors import policy
from zhichi.tickets.selectors import figures

if TYPE_CHECKING:
    from collections.abc import Mapping


def register() -> None:
    """Put every metric into the handbook's registry."""
    for item in METRICS:
        metric(item)


def _assigned_in_time(period: Period, _filters: Mapping[str, Any]) -> float | None:
    within = figures.registered(period).to_assign.within
    return None if within is None else round(100 * within, 1)


def _followed_up(period: Period, _filters: Mapping[str, Any]) -> float | None:
    closed = figures.closed(period)
    return round(100 * closed.followed_up / closed.count, 1) if closed.count else None


def _complete_records(period: Period, _filters: Mapping[str, Any]) -> float | None:
    closed = figures.closed(period)
    return round(100 * closed.complete / closed.count, 1) if closed.count else None


METRICS = (
    Metric(
        name="tickets.assigned_in_time",
        label=gettext_noop("Assigned in time"),
        unit="percent",
        compute=_assigned_in_time,
        is_headline=True,
        target=lambda: 100.0,
    ),
    Metric(
        name="tickets.followed_up",
        label=gettext_noop("Followed up before closing"),
        unit="percent",
        compute=_followed_up,
        is_headline=True,
        target=lambda: 100.0,
    ),
    Metric(
        name="tickets.complete_records",
        label=gettext_noop("Complete records"),
        unit="percent",
        compute=_complete_records,
        is_headline=True,
        target=lambda: float(policy("3.4.1.complete_percent")),
    ),
)
