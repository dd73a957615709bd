"""Evidence for 3.4.4: reports issued of those due, and what was done about their findings."""

from __future__ import annotations

from datetime import timedelta

from zhichi.core.events import gettext_noop as _
from zhichi.handbook.registry import Evidence, Figure, Period, clause_evidence
from zhichi.records.selectors import policy
from zhichi.reports import definitions, drill
from zhichi.reports.selectors import figures as numbers

PAGE = "/desk/reports/"


def register() -> None:
    """Put the provider and the lists behind its figures into the handbook's registries."""
    drill.register()
    clause_evidence(definitions.CLAUSE, analysis, compares=True)


def analysis(period: Period) -> Evidence:
    """3.4.4: reports issued of those due by now; kept in time, at risk when late, broken when later than tolerated."""
    found = numbers.sheet(period)
    figures = [
        Figure(
            _("Reports issued of those due"),
            _percent(found.issued_of_due, found.due),
            "percent",
            100,
            rows=drill.reports("due"),
        ),
        Figure(_("Reports issued"), found.issued, "count", rows=drill.reports("issued")),
        Figure(_("Actions noted in reports"), found.noted, "count", rows=drill.actions("agreed")),
        Figure(_("Actions ticked off"), _percent(found.done, found.noted), "percent", rows=drill.actions("done")),
        Figure(
            _("Actions past their day"),
            found.late,
            "count",
            0,
            lower_is_better=True,
            rows=drill.actions("late"),
            is_now=True,
        ),
    ]
    return Evidence(_state(found), figures, PAGE)


def _state(found: numbers.Sheet) -> str:
    if found.longest_delay is None:
        return "kept" if found.issued else "no_data"
    if found.longest_delay <= timedelta():
        return "kept"
    is_tolerated = found.longest_delay <= timedelta(days=policy(definitions.GRACE_DAYS))
    return "at_risk" if is_tolerated else "broken"


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
