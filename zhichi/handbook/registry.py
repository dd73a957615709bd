"""What parts register with the handbook: evidence for clauses (none means "not built yet"), and metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhichi.core.registry import Registry
from zhichi.handbook.clauses_data import CLAUSES
from zhichi.handbook.codes import ClauseState
from zhichi.handbook.periods import Period
from zhichi.handbook.rows import Column, Part, Row, Rows, RowSource, only_known, row_sources, rows_behind
from zhichi.handbook.trials import Trial, TrialLine, trial, trials

__all__ = [
    "AT_RISK_MARGIN",
    "Column",
    "Evidence",
    "Figure",
    "Metric",
    "Part",
    "Period",
    "Row",
    "RowSource",
    "Rows",
    "Trial",
    "TrialLine",
    "additions",
    "clause_evidence",
    "compared",
    "further_evidence",
    "grade",
    "metric",
    "metrics",
    "only_known",
    "providers",
    "row_sources",
    "rows_behind",
    "shows_what_moves",
    "trial",
    "trials",
    "what_moves",
    "worst",
]

AT_RISK_MARGIN = 10.0
what_moves: Registry[str] = Registry("what a number of the handbook moves")


def shows_what_moves(key: str, url_name: str) -> None:
    """Let the form of a number show, while it is typed, the fragment at `url_name`: what another value moves now.

    The address takes the key; the value comes as `value`. The fragment checks the right to edit the handbook.
    """
    what_moves.add(key, url_name)


@dataclass(frozen=True)
class Figure:
    """One number behind a clause. `label` is an English msgid or lazy text, `unit` a code of Unit, as is the target's.

    A percentage is 0 to 100. None as value means that there is nothing to compute it from. With `lower_is_better` the
    target is the most that is tolerated. `rows` are the records that were counted; a figure without any says in
    `unlisted` why there is nothing to list. `target_key` is the policy value that the target is, times `target_factor`:
    a chart draws it as it was in force at each time. `is_now`: it says how things are now, whatever the period, so it
    is neither compared nor drawn.
    """

    label: Any
    value: Any
    unit: str = "count"
    target: Any = None
    lower_is_better: bool = False
    rows: Rows | None = None
    target_key: str = ""
    target_factor: float = 1
    unlisted: str = ""
    is_now: bool = False


@dataclass(frozen=True)
class Evidence:
    """What the records of a period say about a clause. `state` is a code of ClauseState, `link` leads to them."""

    state: str
    figures: Sequence[Figure] = field(default_factory=list)
    link: str | None = None


Provider = Callable[[Period], Evidence]
providers: Registry[Provider] = Registry("clause evidence")
additions: Registry[tuple[str, Provider]] = Registry("further clause evidence")
compared: set[Provider] = set()


def clause_evidence(clause_id: str, provider: Provider, *, compares: bool = False) -> None:
    """Let `provider` compute the evidence of a clause ("2.4"). Raises KeyError for a clause the handbook lacks.

    `compares` says that it counts what happened in the period, so that pages may ask it for the period before too, and
    charts for the parts of a period. Such a provider takes its rows by `Period.root` and `Period.cut`, or is cheap.
    """
    if clause_id not in CLAUSES:
        raise KeyError(f"the handbook has no clause {clause_id!r}")
    providers.add(clause_id, provider)
    if compares:
        compared.add(provider)


def further_evidence(name: str, clause_id: str, provider: Provider, *, compares: bool = False) -> None:
    """Let a further part add its figures, under a `name` of its own ("visits.2.2"), to a clause that others keep too.

    Its figures follow those of `clause_evidence`, the clause has the worst state of all. A part that only counts what
    happened answers "no_data", which worsens nothing. Raises KeyError for a clause the handbook lacks.
    """
    if clause_id not in CLAUSES:
        raise KeyError(f"the handbook has no clause {clause_id!r}")
    additions.add(name, (clause_id, provider))
    if compares:
        compared.add(provider)


@dataclass(frozen=True)
class Metric:
    """A number that clauses, dashboards, scores and reports share.

    `compute(period, filters)` gives a number in `unit`, or None without data. A headline metric stands on the
    dashboard and under clause 1.1, compared with `target()` (same unit) where there is one, and leads to its `clause`.
    `rows` are the records it counts, `target_key` the policy value that the target is.
    """

    name: str
    label: Any
    unit: str
    compute: Callable[[Period, Mapping[str, Any]], float | None]
    is_headline: bool = False
    target: Callable[[], float] | None = None
    clause: str = ""
    lower_is_better: bool = False
    rows: Rows | None = None
    target_key: str = ""


metrics: Registry[Metric] = Registry("metric")


def metric(definition: Metric) -> Metric:
    """Add a metric; raises DuplicateName when its name is taken."""
    return metrics.add(definition.name, definition)


def grade(value: float | None, target: float, *, margin: float = AT_RISK_MARGIN, lower_is_better: bool = False) -> str:
    """The state for a value and its target: kept, at risk within `margin` of it, else broken; no data for None."""
    if value is None:
        return ClauseState.NO_DATA.value
    missing = value - target if lower_is_better else target - value
    if missing <= 0:
        return ClauseState.KEPT.value
    return (ClauseState.AT_RISK if missing <= margin else ClauseState.BROKEN).value


def worst(*states: str) -> str:
    """The state of a clause with several figures: one broken breaks it; no data only when all have none."""
    for state in (ClauseState.BROKEN, ClauseState.AT_RISK, ClauseState.KEPT):
        if state in states:
            return state.value
    return ClauseState.NO_DATA.value
