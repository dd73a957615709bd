"""The numbers of tickets that clauses, dashboards and reports share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from zhichi.core.events import gettext_noop
from zhichi.handbook.registry import Metric, Period, metric
from zhichi.records.registry import PolicyDefinition, define_policy
from zhichi.records.selectors import policy
from zhichi.tickets.selectors import figures

if TYPE_CHECKING:
    from zhichi.tickets.selectors.figures import Times

Share = Callable[[Any, Any], tuple[int, int]]


def register() -> None:
    """Put every metric into the handbook's registry, and the target that only a metric knows."""
    define_policy(UNSOLVED)
    for item in METRICS:
        metric(item)


def _percent(share: Share) -> Callable[[Period, Mapping[str, Any]], float | None]:
    def compute(period: Period, _filters: Mapping[str, Any]) -> float | None:
        part, whole = share(period.start, period.end)
        return round(100 * part / whole, 1) if whole else None

    return compute


def _in_time(times: Callable[[Any, Any], Times]) -> Callable[[Period, Mapping[str, Any]], float | None]:
    def compute(period: Period, _filters: Mapping[str, Any]) -> float | None:
        within = times(period.start, period.end).within
        return None if within is None else round(100 * within, 1)

    return compute


UNSOLVED = PolicyDefinition(
    key="2.4.unsolved_percent",
    clause="2.4",
    label=gettext_noop("Follow-ups that find the problem not solved, at most"),
    default=10,
    unit="percent",
    minimum=0,
    maximum=100,
)

METRICS = (
    Metric(
        name="tickets.registered_in_time",
        label=gettext_noop("Registered in time"),
        unit="percent",
        compute=_in_time(figures.time_to_register),
        is_headline=True,
        target=lambda: 100.0,
        clause="2.1",
    ),
    Metric(
        name="tickets.assigned_in_time",
        label=gettext_noop("Assigned in time"),
        unit="percent",
        compute=_in_time(figures.time_to_assign),
        is_headline=True,
        target=lambda: 100.0,
        clause="2.1",
    ),
    Metric(
        name="tickets.confirmed_in_time",
        label=gettext_noop("Confirmed in time"),
        unit="percent",
        compute=_in_time(figures.time_to_confirm),
        is_headline=True,
        target=lambda: 100.0,
        clause="2.2",
    ),
    Metric(
        name="tickets.followed_up",
        label=gettext_noop("Followed up before closing"),
        unit="percent",
        compute=_percent(figures.followed_up),
        is_headline=True,
        target=lambda: 100.0,
        clause="2.4",
    ),
    Metric(
        name="tickets.unsolved",
        label=gettext_noop("Not solved at follow-up"),
        unit="percent",
        compute=_percent(figures.reopened),
        is_headline=True,
        target=lambda: float(policy(UNSOLVED.key)),
        clause="2.4",
        lower_is_better=True,
    ),
    Metric(
        name="tickets.complete_records",
        label=gettext_noop("Complete records"),
        unit="percent",
        compute=_percent(figures.complete_records),
        is_headline=True,
        target=lambda: float(policy("3.4.1.complete_percent")),
        clause="3.4.1",
    ),
)
