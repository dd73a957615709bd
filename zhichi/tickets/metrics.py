"""The numbers of tickets that clauses, dashboards and reports share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from zhichi.core.events import gettext_noop
from zhichi.handbook.registry import Metric, Period, metric
from zhichi.records.selectors import policy
from zhichi.tickets import drill
from zhichi.tickets.choices import ClockCode
from zhichi.tickets.selectors import figures

if TYPE_CHECKING:
    from zhichi.handbook.registry import Rows
    from zhichi.tickets.selectors.figures import Times

KEPT_KEY = "3.1.2.kept_percent"
Compute = Callable[[Period, Mapping[str, Any]], float | None]


def register() -> None:
    """Put every metric into the handbook's registry."""
    for item in METRICS:
        metric(item)


def _percent(share: Callable[[Period], tuple[int, int]]) -> Compute:
    def compute(period: Period, _filters: Mapping[str, Any]) -> float | None:
        part, whole = share(period)
        return round(100 * part / whole, 1) if whole else None

    return compute


def _kept(code: ClockCode) -> Compute:
    def share(period: Period) -> tuple[int, int]:
        found = figures.promises(period, code)
        return found.kept, found.count

    return _percent(share)


def _in_time(times: Callable[[figures.Registered], Times]) -> Compute:
    def compute(period: Period, _filters: Mapping[str, Any]) -> float | None:
        within = times(figures.registered(period)).within
        return None if within is None else round(100 * within, 1)

    return compute


def _followed_up(period: Period) -> tuple[int, int]:
    closed = figures.closed(period)
    return closed.followed_up, closed.count


def _complete_records(period: Period) -> tuple[int, int]:
    closed = figures.closed(period)
    return closed.complete, closed.count


def _unsolved(period: Period) -> tuple[int, int]:
    settled = figures.settled(period)
    return settled.unsolved, settled.follow_ups


def _goal(
    name: str,
    label: str,
    clause: str,
    compute: Compute,
    *,
    is_headline: bool = True,
    lower_is_better: bool = False,
    rows: Rows,
    key: str = "",
) -> Metric:
    return Metric(
        name=name,
        label=label,
        unit="percent",
        compute=compute,
        is_headline=is_headline,
        target=lambda: float(policy(key)) if key else 100.0,
        clause=clause,
        lower_is_better=lower_is_better,
        rows=rows,
        target_key=key,
    )


METRICS = (
    _goal(
        "tickets.responded_in_time",
        gettext_noop("First response in time"),
        "3.1.1",
        _kept(ClockCode.RESPONSE),
        rows=drill.promises(ClockCode.RESPONSE),
        key=KEPT_KEY,
    ),
    _goal(
        "tickets.solved_in_time",
        gettext_noop("Solved in time"),
        "3.1.2",
        _kept(ClockCode.SOLUTION),
        rows=drill.promises(ClockCode.SOLUTION),
        key=KEPT_KEY,
    ),
    _goal(
        "tickets.told_in_time",
        gettext_noop("Progress reports in time"),
        "3.1.3",
        _kept(ClockCode.PROGRESS),
        rows=drill.promises(ClockCode.PROGRESS),
        key=KEPT_KEY,
    ),
    _goal(
        "tickets.followed_up",
        gettext_noop("Followed up before closing"),
        "2.4",
        _percent(_followed_up),
        rows=drill.closed("followed"),
    ),
    _goal(
        "tickets.unsolved",
        gettext_noop("Not solved at follow-up"),
        "2.4",
        _percent(_unsolved),
        lower_is_better=True,
        rows=drill.follow_ups("unsolved"),
        key="2.4.unsolved_percent",
    ),
    _goal(
        "tickets.complete_records",
        gettext_noop("Complete records"),
        "3.4.1",
        _percent(_complete_records),
        rows=drill.closed("complete"),
        key="3.4.1.complete_percent",
    ),
    _goal(
        "tickets.registered_in_time",
        gettext_noop("Registered in time"),
        "2.1",
        _in_time(lambda found: found.to_register),
        rows=drill.registered("register"),
        is_headline=False,
    ),
    _goal(
        "tickets.assigned_in_time",
        gettext_noop("Assigned in time"),
        "2.1",
        _in_time(lambda found: found.to_assign),
        rows=drill.registered("assign"),
        is_headline=False,
    ),
    _goal(
        "tickets.confirmed_in_time",
        gettext_noop("Confirmed in time"),
        "2.2",
        _in_time(lambda found: found.to_confirm),
        rows=drill.registered("confirm"),
        is_headline=False,
    ),
)
