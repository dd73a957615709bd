"""The numbers of tickets that clauses, dashboards and reports share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zhichi.core.events import gettext_noop
from zhichi.handbook.registry import Metric, Period, metric
from zhichi.records.selectors import policy
from zhichi.tickets.selectors import figures

Share = Callable[[Any, Any], tuple[int, int]]


def register() -> None:
    """Put every metric into the handbook's registry."""
    for item in METRICS:
        metric(item)


def _percent(share: Share) -> Callable[[Period, Mapping[str, Any]], float | None]:
    def compute(period: Period, _filters: Mapping[str, Any]) -> float | None:
        part, whole = share(period.start, period.end)
        return round(100 * part / whole, 1) if whole else None

    return compute


def _assigned_in_time(period: Period, _filters: Mapping[str, Any]) -> float | None:
    within = figures.time_to_assign(period.start, period.end).within
    return None if within is None else round(100 * within, 1)


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
        compute=_percent(figures.followed_up),
        is_headline=True,
        target=lambda: 100.0,
    ),
    Metric(
        name="tickets.complete_records",
        label=gettext_noop("Complete records"),
        unit="percent",
        compute=_percent(figures.complete_records),
        is_headline=True,
        target=lambda: float(policy("3.4.1.complete_percent")),
    ),
)
