"""Evidence for the clauses that accounts, the record and the handbook itself keep: 1.1 to 1.3, 3.4.2, 3.4.3, 4.1."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.core import clock
from zhichi.handbook import drill, selectors
from zhichi.handbook.codes import ClauseState, Unit
from zhichi.handbook.glossary_data import TERMS
from zhichi.handbook.registry import Evidence, Figure, Period, clause_evidence, grade, worst
from zhichi.records.registry import record_types
from zhichi.records.selectors import (
    guards_in_place,
    older_than_rule,
    policy,
    retention_days,
    verifications_and_last,
)

RECORD_PAGE, RETENTION_PAGE = "/desk/record/", "/desk/record/retention/"
AGES = "records of one type are counted by age on the page of retention"
TEXTS = "texts of the handbook itself; the clause links to them"
WHOLE = "the record is checked as a whole; the clause links to its page"
ACCOUNTABLE = (Post.MANAGER, Post.SENIOR, Post.JUNIOR, Post.ASSISTANT)  # the posts that 4.1 asks for


def register() -> None:
    """Put every provider and the lists behind the figures into the registries."""
    drill.register()
    clause_evidence("1.1", purpose, compares=True)
    clause_evidence("1.2", scope)
    clause_evidence("1.3", terms)
    clause_evidence("3.4.2", true_records, compares=True)
    clause_evidence("3.4.3", retained, compares=True)
    clause_evidence("4.1", composition)


def purpose(period: Period) -> Evidence:
    """1.1: the headline goals; the charter is mentioned only while it lacks a language."""
    _version, *texts = period.root.share("handbook.charter", selectors.charter_in_both)
    written = sum(bool(text.strip()) for text in texts)
    states, figures = [grade(written, len(texts), margin=0)], []
    if written < len(texts):
        figures.append(Figure(_("Charter in both languages"), written, Unit.COUNT, len(texts), unlisted=TEXTS))
    for metric in selectors.headlines():
        figure, state = selectors.headline_figure(metric, period)
        figures.append(figure)
        states.append(state)
    return Evidence(worst(*states), figures, reverse("handbook:charter"))


def scope(period: Period) -> Evidence:
    """1.2: how many of the active staff have acknowledged the version in force; late after the days of the policy."""
    version, since = selectors.current_version(), selectors.current_since()
    counts, read = _head_counts(period)
    staff = sum(counts.values())
    figures = [
        Figure(_("Handbook version in force"), version, Unit.COUNT, unlisted="the number of a version, not of records"),
        Figure(_("Active staff"), staff, Unit.COUNT, rows=drill.staff()),
        Figure(_("Acknowledged by"), read, Unit.COUNT, staff, rows=drill.staff("read")),
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
    figures = [Figure(_("Terms complete in Chinese and English"), complete, Unit.COUNT, len(TERMS), unlisted=TEXTS)]
    return Evidence(grade(complete, len(TERMS), margin=0), figures, reverse("handbook:glossary"))


def true_records(period: Period) -> Evidence:
    """3.4.2: the last verification and its result, those of the period, whether the database still refuses changes."""
    whole = period.root
    guards = whole.share("records.guards", guards_in_place)
    checks = whole.share("records.checks", lambda: verifications_and_last(whole.start, whole.end))
    refuses = _("Database refuses changes")
    figures = [Figure(refuses, guards, Unit.FLAG, target=True, unlisted="says yes or no", is_now=True)]
    if not checks:
        state = ClauseState.NO_DATA if guards else ClauseState.BROKEN
        return Evidence(state.value, figures, RECORD_PAGE)
    last, within = checks[-1], [check for check in checks if period.start <= check.finished_at < period.end]
    age, failed = clock.now() - last.finished_at, sum(check.problems > 0 for check in within)
    figures += [
        Figure(_("Last verified"), last.finished_at, Unit.TIME, unlisted="a time", is_now=True),
        Figure(_("Events verified"), last.events, Unit.COUNT, unlisted=WHOLE, is_now=True),
        Figure(_("Problems found"), last.problems, Unit.COUNT, 0, unlisted=WHOLE, is_now=True),
        Figure(_("Verifications"), len(within), Unit.COUNT, rows=drill.checks()),
        Figure(
            _("Verifications that found problems"),
            failed,
            Unit.COUNT,
            0,
            lower_is_better=True,
            rows=drill.checks("failed"),
        ),
    ]
    if last.problems or not guards:
        state = ClauseState.BROKEN
    else:
        state = ClauseState.AT_RISK if age > timedelta(days=policy("3.4.2.verify_days")) else ClauseState.KEPT
    return Evidence(state.value, figures, RECORD_PAGE)


def retained(period: Period) -> Evidence:
    """3.4.3: records older than their rule, by type; legal holds placed and standing; bundles exported; erasures."""
    whole = period.root
    older = whole.share("records.older", lambda: older_than_rule(at=clock.now()))
    days, left, erased = whole.share("records.kept", lambda: retention_days(whole.start, whole.end))
    figures = [
        Figure(
            format_lazy(_("{type}: older than their rule"), type=record_types.get(code).label),
            count,
            Unit.COUNT,
            0,
            lower_is_better=True,
            unlisted=AGES,
            is_now=True,
        )
        for code, count in older.items()
    ]
    placed = sum(period.start <= placed_at < period.end for placed_at, _lifted_at in days)
    standing = sum(lifted_at is None for _placed_at, lifted_at in days)
    exported, gone = (sum(period.start <= at < period.end for at in moments) for moments in (left, erased))
    figures += [
        Figure(_("Legal holds placed"), placed, Unit.COUNT, rows=drill.holds()),
        Figure(_("Legal holds that stand"), standing, Unit.COUNT, rows=drill.holds("standing"), is_now=True),
        Figure(_("Bundles exported"), exported, Unit.COUNT, rows=drill.exports()),
        Figure(_("Personal data erased"), gone, Unit.COUNT, rows=drill.erasures()),
    ]
    state = ClauseState.AT_RISK if any(older.values()) else ClauseState.KEPT
    return Evidence(state.value, figures, RETENTION_PAGE)


def composition(period: Period) -> Evidence:
    """4.1: active people by post, and how much of the service hours is covered."""
    counts, _read = _head_counts(period)
    cover = accounts.coverage(accounts.service_slots(period.start, period.end, selectors.away_in(period)))
    share = None if cover.share is None or not any(counts.values()) else round(cover.share * 100, 1)
    figures = [
        Figure(Post(post).label, count, Unit.COUNT, rows=drill.staff(post=post))
        for post, count in counts.items()
        if count
    ]
    figures.append(Figure(_("Service hours covered"), share, Unit.PERCENT, 100, rows=drill.service_hours()))
    missing = [post for post in ACCOUNTABLE if not counts[post]]
    states = [grade(share, 100), ClauseState.AT_RISK if missing else ClauseState.KEPT]
    return Evidence(worst(*states) if any(counts.values()) else ClauseState.NO_DATA.value, figures, _people_page())


def _head_counts(period: Period) -> tuple[dict[str, int], int]:
    return period.root.share("accounts.head_counts", lambda: accounts.head_counts(selectors.current_version()))


def _people_page() -> str:
    return reverse("accounts:staff")
