"""Evidence for the clauses that accounts, the record and the handbook itself keep: 1.1 to 1.3, 3.4.2, 4.1."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.core import clock
from zhichi.handbook import selectors
from zhichi.handbook.codes import ClauseState, Unit
from zhichi.handbook.glossary_data import TERMS
from zhichi.handbook.registry import Evidence, Figure, Period, clause_evidence, grade, worst
from zhichi.records.selectors import guards_in_place, last_verification, policy

RECORD_PAGE = "/desk/record/"
ACCOUNTABLE = (Post.MANAGER, Post.SENIOR, Post.JUNIOR, Post.ASSISTANT)  # the posts that 4.1 asks for


def register() -> None:
    """Put every provider into the registry."""
    clause_evidence("1.1", purpose, compares=True)
    clause_evidence("1.2", scope)
    clause_evidence("1.3", terms)
    clause_evidence("3.4.2", true_records)
    clause_evidence("4.1", composition)


def purpose(period: Period) -> Evidence:
    """1.1: the headline goals; the charter is mentioned only while it lacks a language."""
    _version, *texts = period.root.share("handbook.charter", selectors.charter_in_both)
    written = sum(bool(text.strip()) for text in texts)
    states, figures = [grade(written, len(texts), margin=0)], []
    if written < len(texts):
        figures.append(Figure(_("Charter in both languages"), written, Unit.COUNT, len(texts)))
    for metric in selectors.headlines():
        figure, state = selectors.headline_figure(metric, period)
        figures.append(figure)
        states.append(state)
    return Evidence(worst(*states), figures, reverse("handbook:charter"))


def scope(period: Period) -> Evidence:
    """1.2: how many of the active staff have acknowledged the version in force; late after the days of the policy."""
    version, since = selectors.current_version(), selectors.current_since()
    staff, read = sum(_head_counts(period).values()), accounts.acknowledged_count(version)
    figures = [
        Figure(_("Handbook version in force"), version, Unit.COUNT),
        Figure(_("Active staff"), staff, Unit.COUNT),
        Figure(_("Acknowledged by"), read, Unit.COUNT, staff),
    ]
    if not staff:
        state = ClauseState.NO_DATA
    elif read >= staff:
        state = ClauseState.KEPT
    else:
        is_late = since is not None and clock.now() > since + timedelta(days=policy("1.2.acknowledge_days"))
        state = ClauseState.BROKEN if is_late else ClauseState.AT_RISK
    return Evidence(state.value, figures, reverse("handbook:acknowledgements"))


def terms(period: Period) -> Evidence:
    """1.3: terms that have name and meaning in both languages."""
    complete = sum(term.is_complete for term in TERMS)
    figures = [Figure(_("Terms complete in Chinese and English"), complete, Unit.COUNT, len(TERMS))]
    return Evidence(grade(complete, len(TERMS), margin=0), figures, reverse("handbook:glossary"))


def true_records(period: Period) -> Evidence:
    """3.4.2: the last verification and its result, and whether the database still refuses changes."""
    guards, last = guards_in_place(), last_verification()
    figures = [Figure(_("Database refuses changes"), guards, Unit.FLAG, target=True)]
    if last is None:
        state = ClauseState.NO_DATA if guards else ClauseState.BROKEN
        return Evidence(state.value, figures, RECORD_PAGE)
    age = clock.now() - last.finished_at
    figures += [
        Figure(_("Last verified"), last.finished_at, Unit.TIME),
        Figure(_("Events verified"), last.events, Unit.COUNT),
        Figure(_("Problems found"), last.problems, Unit.COUNT, 0),
    ]
    if last.problems or not guards:
        state = ClauseState.BROKEN
    else:
        state = ClauseState.AT_RISK if age > timedelta(days=policy("3.4.2.verify_days")) else ClauseState.KEPT
    return Evidence(state.value, figures, RECORD_PAGE)


def composition(period: Period) -> Evidence:
    """4.1: active people by post, and how much of the service hours is covered."""
    counts = _head_counts(period)
    cover = accounts.coverage(period.start, period.end)
    share = None if cover.share is None or not any(counts.values()) else round(cover.share * 100, 1)
    figures = [Figure(Post(post).label, count, Unit.COUNT) for post, count in counts.items() if count]
    figures.append(Figure(_("Service hours covered"), share, Unit.PERCENT, 100))
    missing = [post for post in ACCOUNTABLE if not counts[post]]
    states = [grade(share, 100), ClauseState.AT_RISK if missing else ClauseState.KEPT]
    return Evidence(worst(*states) if any(counts.values()) else ClauseState.NO_DATA.value, figures, _people_page())


def _head_counts(period: Period) -> dict[str, int]:
    return period.share("accounts.head_counts", accounts.head_counts)


def _people_page() -> str:
    return reverse("accounts:staff")
