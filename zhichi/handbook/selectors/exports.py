"""The conformance page as data: `zhichi handbook --json`."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation

from zhichi.handbook.clauses_data import CLAUSES, Clause
from zhichi.handbook.periods import with_before
from zhichi.handbook.selectors.behind import rows_url
from zhichi.handbook.selectors.conformance import by_label, evidence_for
from zhichi.handbook.selectors.versions import current_version
from zhichi.handbook.wording import label_words, rule_words
from zhichi.records.registry import PolicyDefinition, policies
from zhichi.records.selectors import policy, policy_history

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhichi.handbook.registry import Figure, Period


def as_json(period: Period, *, zone: tzinfo | None = None) -> list[dict[str, Any]]:
    """One object for each clause: id, titles, rule, state, rule values, evidence. Plain data throughout.

    Texts are given as {"zh-hans": …, "en": …}; durations are seconds, times ISO 8601. The figures are those of the page
    for the same period: `before` is the period before, `rows` the address of the records that are counted.
    """
    earlier, now = with_before(period, zone=zone)
    return [_clause(clause, now, earlier) for clause in CLAUSES.values()]


def _clause(clause: Clause, period: Period, earlier: Period) -> dict[str, Any]:
    evidence = evidence_for(clause.id, period)
    before = by_label(evidence_for(clause.id, earlier, only_compared=True))
    figures = [_figure(item, before, period, clause) for item in evidence.figures]
    return {
        "id": clause.id,
        "section": clause.section,
        "chapter": clause.chapter,
        "title": {"zh-hans": clause.title_zh, "en": clause.title_en},
        "rule": _texts(lambda language: rule_words(clause.rule(language))),
        "state": evidence.state,
        "values": [_value(item) for item in policies.values() if item.clause == clause.id],
        "evidence": {"figures": figures, "link": evidence.link},
        "period": {"code": period.code, "start": period.start.isoformat(), "end": period.end.isoformat()},
        "handbook_version": current_version(),
    }


def _figure(figure: Figure, before: dict[str, Figure], period: Period, clause: Clause) -> dict[str, Any]:
    then = before.get(label_words(figure.label))
    return {
        "label": _texts(lambda _language: label_words(figure.label)),
        "value": plain(figure.value),
        "unit": figure.unit,
        "target": plain(figure.target),
        "lower_is_better": figure.lower_is_better,
        "before": plain(then.value) if then else None,
        "rows": rows_url(figure.rows, period, clause.id) if figure.rows else None,
    }


def _value(definition: PolicyDefinition) -> dict[str, Any]:
    newest = policy_history(definition.key).first()
    return {
        "key": definition.key,
        "label": _texts(lambda _language: label_words(definition.label)),
        "value": policy(definition.key),
        "default": definition.default,
        "unit": definition.unit,
        "minimum": definition.minimum,
        "maximum": definition.maximum,
        "version": newest.version if newest else 1,
    }


def _texts(say: Callable[[str], str]) -> dict[str, str]:
    """What `say(language)` gives while each language of the product is active."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = say(language)
    return found


def plain(value: Any) -> Any:
    """A value as JSON has it: durations as seconds, times as ISO 8601."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
