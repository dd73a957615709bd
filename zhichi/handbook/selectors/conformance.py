"""Every clause with its state, evidence and values for one period."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhichi.handbook import registry
from zhichi.handbook.clauses_data import CHAPTERS, CLAUSES, Chapter, Clause
from zhichi.handbook.codes import ClauseState
from zhichi.handbook.registry import Evidence, Figure, Period
from zhichi.handbook.selectors.behind import rows_url
from zhichi.handbook.wording import is_number, label_words, rule_words, signed_words, value_words
from zhichi.records.registry import PolicyDefinition, policies
from zhichi.records.selectors import policy

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FigureView:
    """A figure in words."""

    label: str
    value: str
    target: str
    url: str = ""  # of the records behind it
    change: str = ""  # against the period before
    change_tone: str = ""  # "ok" for the better, "bad" for the worse, "" where neither can be said


@dataclass(frozen=True)
class ValueView:
    """A policy value of a clause in words, with what the edit form needs."""

    key: str
    label: str
    words: str
    value: Any
    definition: PolicyDefinition


@dataclass(frozen=True)
class ClauseView:
    """One clause as a page shows it."""

    clause: Clause
    title: str
    rule: str
    state: str
    state_label: str
    figures: list[FigureView]
    link: str
    values: list[ValueView]


@dataclass(frozen=True)
class ChapterView:
    """A chapter with its clauses."""

    chapter: Chapter
    title: str
    clauses: list[ClauseView]


def active_language() -> str:
    """The code of the active language."""
    return get_language() or settings.LANGUAGE_CODE


def chapters() -> tuple[Chapter, ...]:
    """The chapters of the handbook, in order."""
    return CHAPTERS


def clause_ids() -> list[str]:
    """The ids of all clauses, in the order of the handbook."""
    return list(CLAUSES)


def clause_title(clause_id: str) -> str:
    """What a clause is called in the active language; the id itself for an unknown one."""
    clause = CLAUSES.get(clause_id)
    return clause.title(active_language()) if clause else clause_id


def conformance(period: Period, earlier: Period | None = None) -> list[ChapterView]:
    """Every clause by chapter with its evidence for `period`, in the active language; compared with `earlier`.

    Both should be cut from one whole (`periods.with_before`), so that the comparison costs no further query.
    """
    by_chapter: dict[int, list[ClauseView]] = {}
    for clause in CLAUSES.values():
        by_chapter.setdefault(clause.chapter, []).append(clause_view(clause.id, period, earlier))
    language = active_language()
    return [ChapterView(item, item.title(language), by_chapter[item.number]) for item in CHAPTERS]


def clause_view(clause_id: str, period: Period, earlier: Period | None = None) -> ClauseView:
    """One clause with rule, values and evidence, in the active language. Raises KeyError for an unknown id."""
    clause, language = CLAUSES[clause_id], active_language()
    evidence = evidence_for(clause_id, period)
    before = {} if earlier is None else by_label(evidence_for(clause_id, earlier, only_compared=True))
    return ClauseView(
        clause=clause,
        title=clause.title(language),
        rule=rule_words(clause.rule(language)),
        state=evidence.state,
        state_label=str(ClauseState(evidence.state).label),
        figures=[_figure_view(figure, before, period, clause_id) for figure in evidence.figures],
        link=evidence.link or "",
        values=values_of(clause_id),
    )


def _figure_view(figure: Figure, before: dict[str, Figure], period: Period, clause_id: str) -> FigureView:
    label = label_words(figure.label)
    change, tone = _change(figure, before.get(label))
    return FigureView(
        label=label,
        value=value_words(figure.value, figure.unit),
        target=_target(figure),
        url=rows_url(figure.rows, period, clause_id) if figure.rows else "",
        change=change,
        change_tone=tone,
    )


def by_label(evidence: Evidence) -> dict[str, Figure]:
    """The figures of a clause by what they are called; no two of a clause are called the same."""
    return {label_words(figure.label): figure for figure in evidence.figures}


def _change(now: Figure, then: Figure | None) -> tuple[str, str]:
    """How a number differs from the one before, in words, and whether that is better; nothing where it does not."""
    if then is None or not (is_number(now.value) and is_number(then.value)) or now.unit != then.unit:
        return "", ""
    difference = round(now.value - then.value, 2)
    if not difference:
        return _("as before"), ""
    words = signed_words(difference, now.unit)
    if now.target is None:
        return words, ""
    return words, "ok" if (difference < 0) == now.lower_is_better else "bad"


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    words = value_words(figure.target, figure.unit)
    return _("at most %s") % words if figure.lower_is_better else words


def providers_of(clause_id: str) -> list[registry.Provider]:
    """Who computes evidence for a clause: the part that keeps it, then those that add to it."""
    main = registry.providers.find(clause_id)
    found = [main] if main else []
    return found + [provider for clause, provider in registry.additions.values() if clause == clause_id]


def evidence_for(clause_id: str, period: Period, *, only_compared: bool = False) -> Evidence:
    """What the registered providers find; "not built yet" where no part keeps the clause. Never raises.

    `only_compared` leaves out what says how things are now, whatever the period.
    """
    found = providers_of(clause_id)
    if only_compared:
        found = [provider for provider in found if provider in registry.compared]
    if not found:
        return Evidence(ClauseState.NOT_BUILT.value)
    try:
        parts = [provider(period) for provider in found]
    except Exception:  # one broken number must not hide the other clauses
        log.exception("the evidence for clause %s could not be computed", clause_id)
        return Evidence(ClauseState.FAILED.value)
    if len(parts) == 1 and not only_compared:
        return parts[0]
    figures = [item for part in parts for item in part.figures if not (only_compared and item.is_now)]
    links = [part.link for part in parts if part.link]
    return Evidence(registry.worst(*(part.state for part in parts)), figures, links[0] if links else None)


def states(period: Period) -> dict[str, int]:
    """How many clauses are in each state, every state named; for the home page."""
    found = dict.fromkeys(ClauseState.values, 0)
    for clause_id in CLAUSES:
        found[evidence_for(clause_id, period).state] += 1
    return found


def values_of(clause_id: str) -> list[ValueView]:
    """The policy values in force that belong to a clause, in order of definition."""
    return [_value_view(item) for item in policies.values() if item.clause == clause_id]


def value_of(key: str) -> ValueView | None:
    """One policy value in force, or None where there is none of that name."""
    found = policies.find(key)
    return _value_view(found) if found is not None else None


def _value_view(item: PolicyDefinition) -> ValueView:
    value = policy(item.key)
    return ValueView(item.key, label_words(item.label), value_words(value, item.unit), value, item)
