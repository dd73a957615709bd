"""Evidence for clause 4.1 (composition): shifts needed and manned, gaps, people on shift by post."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.handbook.registry import Evidence, Figure, Period, further_evidence, grade
from zhichi.records.selectors import policy
from zhichi.roster import drill, selectors

COVERAGE_KEY = "4.1.shift_coverage_percent"


def register() -> None:
    """Put the evidence and the lists behind it into the handbook's registries."""
    drill.register()
    further_evidence("roster.4.1", "4.1", shifts, compares=True)


def shifts(period: Period) -> Evidence:
    """4.1: hours of shifts needed and manned in published weeks, shifts that lacked somebody, people on them."""
    plan, target = drill.plan_of(period), policy(COVERAGE_KEY)
    cover = selectors.cover_of(period.cut(plan.places))
    people = len({person_id for _begins, person_id in period.cut(plan.shifts)})
    figures = [
        Figure(_("Shift hours needed"), round(cover.needed, 1), "hours", rows=drill.places()),
        Figure(_("Shift hours manned"), round(cover.manned, 1), "hours", rows=drill.places("manned")),
        Figure(_("Shifts manned"), cover.percent, "percent", target, rows=drill.places(), target_key=COVERAGE_KEY),
        Figure(_("Shifts that lacked somebody"), cover.gaps, "count", rows=drill.places("empty")),
        Figure(pgettext_lazy("figure", "People on shift"), people, "count", rows=drill.people()),
    ]
    return Evidence(grade(cover.percent, target), figures, reverse("roster:month"))
