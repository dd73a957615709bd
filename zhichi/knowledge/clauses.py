"""Evidence for the clauses that articles keep: 6.1.1–6.1.3, 6.2.1, 6.2.3 and 6.3.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhichi.handbook.registry import Evidence, Figure, clause_evidence, grade
from zhichi.knowledge import definitions, drill
from zhichi.knowledge.selectors import figures as numbers
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period


def register() -> None:
    """Put every provider and the lists behind the figures into the handbook's registries."""
    drill.register()
    providers = {"6.1.1": classes, "6.1.2": structure, "6.1.3": content, "6.2.1": cadence, "6.2.3": flow}
    providers["6.3.2"] = display
    for clause, provider in providers.items():
        clause_evidence(clause, provider, compares=True)


def classes(period: Period) -> Evidence:
    """6.1.1: how many published articles are classified in all three ways."""
    found, key = numbers.sheet(period), definitions.CLASSIFIED
    value, target = _percent(found.classified, found.published), policy(key)
    figures = [
        Figure(
            _("Articles classified in all three ways"),
            value,
            "percent",
            target,
            rows=drill.articles("classified"),
            target_key=key,
            is_now=True,
        ),
        Figure(_("Published articles"), found.published, "count", rows=drill.articles(), is_now=True),
    ]
    return Evidence(grade(value, target), figures, reverse("knowledge:catalogue"))


def structure(period: Period) -> Evidence:
    """6.1.2: articles in no module that no link leads to or from."""
    found, key = numbers.sheet(period), definitions.ORPHANS
    orphans, most = found.published - found.linked, policy(key)
    value = _percent(orphans, found.published)
    figures = [
        Figure(
            _("Share of orphans"),
            value,
            "percent",
            most,
            lower_is_better=True,
            rows=drill.articles("linked"),
            target_key=key,
            is_now=True,
        ),
        Figure(
            _("Orphans"),
            orphans,
            "count",
            rows=drill.articles("orphans"),
            is_now=True,
        ),
    ]
    return Evidence(grade(value, most, lower_is_better=True), figures, reverse("knowledge:list"))


def content(period: Period) -> Evidence:
    """6.1.3: how many published articles are complete."""
    found, key = numbers.sheet(period), definitions.COMPLETE
    value, target = _percent(found.complete, found.published), policy(key)
    figure = Figure(
        _("Complete articles"),
        value,
        "percent",
        target,
        rows=drill.articles("complete"),
        target_key=key,
        is_now=True,
    )
    return Evidence(grade(value, target), [figure], reverse("knowledge:list"))


def cadence(period: Period) -> Evidence:
    """6.2.1: full reviews that were due, and how many of them were done in time."""
    found, key = numbers.sheet(period), definitions.REVIEWED
    value, target = _percent(found.in_time, found.rounds), policy(key)
    figures = [
        Figure(_("Full reviews done in time"), value, "percent", target, rows=drill.rounds(), target_key=key),
        Figure(_("Full reviews due"), found.rounds, "count", rows=drill.rounds()),
    ]
    return Evidence(grade(value, target), figures, f"{reverse('knowledge:list')}?due=1")


def flow(period: Period) -> Evidence:
    """6.2.3: how long versions wait for their review and until they are published."""
    found, key = numbers.sheet(period), definitions.REVIEW_HOURS
    most = policy(key)
    figures = [
        Figure(
            _("Median time to review"),
            found.review_hours,
            "hours",
            most,
            lower_is_better=True,
            rows=drill.reviews(),
            target_key=key,
        ),
        Figure(_("Versions reviewed"), found.reviewed, "count", rows=drill.reviews()),
        Figure(_("Reviewed in time"), _percent(found.within, found.reviewed), "percent", rows=drill.reviews()),
        Figure(_("Median time to publish"), found.publish_hours, "hours", rows=drill.reviews("published")),
    ]
    state = grade(found.review_hours, most, margin=most / 4, lower_is_better=True)
    return Evidence(state, figures, reverse("knowledge:review"))


def display(period: Period) -> Evidence:
    """6.3.2: articles that readers have, and those with pictures, videos or files."""
    found = numbers.sheet(period)
    figures = [
        Figure(
            _("Articles with pictures, videos or files"),
            found.illustrated,
            "count",
            rows=drill.articles("illustrated"),
            is_now=True,
        ),
        Figure(_("Published articles"), found.published, "count", rows=drill.articles(), is_now=True),
    ]
    return Evidence("kept" if found.published else "no_data", figures, reverse("kbase:home"))


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
