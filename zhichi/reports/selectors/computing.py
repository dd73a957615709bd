"""The content of a report: what the parts bring to the handbook for a period, kept as plain data in both languages.

No number is computed here; every one comes from the evidence that parts register with the handbook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation

from zhichi.core.canonical import sha256
from zhichi.handbook import selectors as handbook
from zhichi.records.selectors import first_event_at, policy, policy_steps
from zhichi.records.services.append import storable
from zhichi.reports import findings
from zhichi.reports.definitions import TREND_PERCENT, TREND_PERIODS
from zhichi.reports.sections import CHARTED, HEADLINES, OVERLAPPING, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.handbook.registry import Evidence, Figure, Period

BEFORE = 5  # periods before this one that charts show
FORM = 1  # of the content, so that later versions still read what was issued
NO_WORTH = {"not_built", "failed"}


def compute(period: Period) -> dict[str, Any]:
    """Figures with their values in the periods before, states, findings. Periods before the record began are left out.

    Times are ISO 8601 in UTC; the days of the period are the department's.
    """
    *earlier, now = handbook.run_of(period, BEFORE)
    began = first_event_at()
    earlier = [item for item in earlier if began is not None and item.end > began]
    clauses = [found for clause in handbook.clause_ids() if (found := _clause(clause, now, earlier)) is not None]
    _leave_out_twins(clauses)
    judged = [clause for clause in clauses if clause["id"] not in OVERLAPPING]
    content = {
        "form": FORM,
        "period": {"code": now.code, "start": now.start.isoformat(), "end": now.end.isoformat()},
        "earlier": [item.code for item in earlier],
        "handbook_version": handbook.current_version(),
        "clauses": clauses,
        "findings": findings.find(judged, periods=policy(TREND_PERIODS), percent=policy(TREND_PERCENT)),
    }
    kept: dict[str, Any] = storable(content)
    return kept


def _clause(clause_id: str, now: Period, earlier: Sequence[Period]) -> dict[str, Any] | None:
    """One clause with the figures that happened in the period; None where no part counts any."""
    english, chinese = (_evidence(clause_id, now, language) for language in ("en", "zh-hans"))
    if english.state in NO_WORTH or not english.figures:
        return None
    before = [_evidence(clause_id, item, "en") for item in earlier]
    past = [{str(figure.label): figure for figure in item.figures} for item in before]
    figures = []
    for figure, twin in zip(english.figures, chinese.figures, strict=True):
        found = _figure(clause_id, figure, now, past)
        figures.append({**found, "label": {"en": str(figure.label), "zh-hans": str(twin.label)}})
    return {
        "id": clause_id,
        "state": english.state,
        "state_before": before[-1].state if before else "",
        "figures": figures,
    }


def _evidence(clause_id: str, period: Period, language: str) -> Evidence:
    """The evidence with its labels in words of a language."""
    with translation.override(language):
        found = handbook.evidence_for(clause_id, period, only_compared=True)
        figures = [_named(figure) for figure in found.figures]
    return type(found)(found.state, figures, found.link)


def _named(figure: Figure) -> Figure:
    return type(figure)(**{**vars(figure), "label": handbook.label_words(figure.label)})


def _figure(clause_id: str, figure: Figure, now: Period, past: Sequence[dict[str, Figure]]) -> dict[str, Any]:
    label = str(figure.label)
    series = [_value_in(then.get(label), figure) for then in past] + [handbook.plain(figure.value)]
    found = {
        "key": f"{clause_id}:{sha256(label.encode())[:8]}",
        "value": handbook.plain(figure.value),
        "unit": str(figure.unit),
        "target": handbook.plain(figure.target),
        "lower": figure.lower_is_better,
        "directed": figure.target is not None or figure.lower_is_better,
        "before": series[-2] if past else None,
        "series": series,
        "rows": handbook.rows_url(figure.rows, now, clause_id) if figure.rows else "",
    }
    if (clause_id, label) in CHARTED:
        found["targets"] = _targets(figure, now, len(past))
    return found


def _value_in(then: Figure | None, now: Figure) -> Any:
    """The value in a period before; a count of what did not happen is 0."""
    if then is None or then.unit != now.unit:
        return 0 if then is None and now.unit == "count" and isinstance(now.value, int) else None
    return handbook.plain(then.value)


def _targets(figure: Figure, now: Period, count: int) -> list[list[Any]]:
    """Since when which target was in force, over all the periods of the chart."""
    start = handbook.run_of(now, count)[0].start
    if figure.target_key:
        steps = policy_steps(figure.target_key, start, now.end)
        return [[at.isoformat(), float(value) * figure.target_factor] for at, value in steps]
    return [[start.isoformat(), float(figure.target)]] if handbook.is_number(figure.target) else []


def _leave_out_twins(clauses: list[dict[str, Any]]) -> None:
    """A figure that several clauses show stands under the one that the report shows first."""
    shown = [clause for section in SECTIONS for clause in section.clauses]
    rank = {clause: place for place, clause in enumerate(shown)}
    seen: set[tuple[str, str]] = set()
    for clause in sorted(clauses, key=lambda item: rank.get(item["id"], len(rank))):
        if clause["id"] == HEADLINES:
            continue
        told = f"&clause={clause['id']}"
        twins = [(item["label"]["en"], item["rows"].replace(told, "") or item["key"]) for item in clause["figures"]]
        clause["figures"] = [item for item, twin in zip(clause["figures"], twins, strict=True) if twin not in seen]
        seen.update(twins)
    clauses[:] = [clause for clause in clauses if clause["figures"]]
