"""Evidence for clause 4.1 (composition): shifts needed and manned, gaps, people on shift by post."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.handbook.registry import Evidence, Figure, Period, further_evidence, grade
from zhichi.records.selectors import policy
from zhichi.roster import selectors


def register() -> None:
    """Put the evidence into the handbook's registry."""
    further_evidence("roster.4.1", "4.1", shifts)


def shifts(period: Period) -> Evidence:
    """4.1: hours of shifts needed and manned in published weeks, shifts that lacked somebody, people on them."""
    cover = selectors.coverage(period.start, period.end)
    target = policy("4.1.shift_coverage_percent")
    people = sum(selectors.head_count_on_shift(period.start, period.end).values())
    figures = [
        Figure(_("Shift hours needed"), round(cover.needed, 1), "hours"),
        Figure(_("Shift hours manned"), round(cover.manned, 1), "hours"),
        Figure(_("Shifts manned"), cover.percent, "percent", target),
        Figure(_("Shifts that lacked somebody"), cover.gaps, "count"),
        Figure(pgettext_lazy("figure", "People on shift"), people, "count"),
    ]
    return Evidence(grade(cover.percent, target), figures, reverse("roster:month"))
