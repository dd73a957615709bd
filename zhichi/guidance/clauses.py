"""Evidence for the clauses that the use of knowledge keeps: 6.3.1, 6.3.3, and its part of 6.1.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhichi.guidance import definitions, drill
from zhichi.guidance.selectors import measures as numbers
from zhichi.handbook.registry import Evidence, Figure, clause_evidence, further_evidence, grade, worst
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period


def register() -> None:
    """Put every provider and the lists behind the figures into the handbook's registries."""
    drill.register()
    further_evidence("guidance.6.1.3", "6.1.3", helpful, compares=True)
    clause_evidence("6.3.1", search, compares=True)
    clause_evidence("6.3.3", uses, compares=True)


def helpful(period: Period) -> Evidence:
    """6.1.3: of the readers who voted, those whom the article helped."""
    found, key = numbers.sheet(period), definitions.HELPFUL
    value, target = _percent(found.helpful, found.votes), policy(key)
    figures = [
        Figure(_("Articles found helpful"), value, "percent", target, rows=drill.votes(), target_key=key),
        Figure(_("Votes of readers"), found.votes, "count", rows=drill.votes()),
    ]
    return Evidence(grade(value, target), figures)


def search(period: Period) -> Evidence:
    """6.3.1: how often people search, how often nothing is found, how often a result is opened."""
    found = numbers.sheet(period)
    clicked, empty = _percent(found.clicked, found.found), _percent(found.searches - found.found, found.searches)
    least, most = policy(definitions.CLICKED), policy(definitions.EMPTY)
    figures = [
        Figure(_("Searches"), found.searches, "count", rows=drill.questions("all")),
        Figure(
            _("Searches that led to an article"),
            clicked,
            "percent",
            least,
            rows=drill.questions("clicked"),
            target_key=definitions.CLICKED,
        ),
        Figure(
            _("Searches without a result"),
            empty,
            "percent",
            most,
            lower_is_better=True,
            rows=drill.questions("empty"),
            target_key=definitions.EMPTY,
        ),
    ]
    state = worst(grade(clicked, least), grade(empty, most, lower_is_better=True))
    return Evidence(state, figures, reverse("guidance:gaps"))


def uses(period: Period) -> Evidence:
    """6.3.3: closed tickets on which an article was used, tickets that articles solved, requests that none needed."""
    found, key = numbers.sheet(period), definitions.LINKED
    value, target = _percent(found.linked, found.closed), policy(key)
    figures = [
        Figure(
            _("Closed tickets with an article"), value, "percent", target, rows=drill.tickets(), target_key=key
        ),
        Figure(_("Tickets solved by an article"), found.solved, "count", rows=drill.solved()),
        Figure(_("Requests not needed"), found.deflected, "count", rows=drill.forms("deflected")),
        Figure(
            _("Requests not needed, of forms with suggestions"),
            _percent(found.deflected, found.forms),
            "percent",
            rows=drill.forms(),
        ),
    ]  # fmt: skip
    return Evidence(grade(value, target), figures, reverse("guidance:measures"))


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
