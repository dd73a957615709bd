"""Further evidence for clause 2.2: visits planned, held and reported with a signature; remote sessions with consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhichi.core import clock
from zhichi.handbook.registry import Evidence, Figure, further_evidence, grade, worst
from zhichi.records.selectors import policy
from zhichi.visits.selectors import figures as numbers

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period


def register() -> None:
    """Put the provider into the handbook's registry."""
    further_evidence("visits.2.2", "2.2", visits_and_sessions)


def visits_and_sessions(period: Period) -> Evidence:
    """2.2: how many visits were held, whether they were reported in time and signed, consent of remote sessions."""
    found = numbers.visits(period.start, period.end, at=clock.now())
    sessions, agreed = numbers.sessions(period.start, period.end)
    signed, in_time = _percent(found.signed, found.left), _percent(found.in_time, found.left)
    consent, target = _percent(agreed, sessions), policy("2.2.visit_signed_percent")
    on_time, punctual = _percent(found.on_time, found.held), policy("2.2.visit_on_time_percent")
    figures = [
        Figure(_("Visits planned"), found.planned, "count"),
        Figure(_("Visits held"), found.held, "count"),
        Figure(_("Visits begun on time"), on_time, "percent", punctual),
        Figure(_("Visits missed"), found.missed, "count", 0),
        Figure(_("Visits with a signed report"), signed, "percent", target),
        Figure(_("Reports of visits in time"), in_time, "percent", 100),
        Figure(_("Remote sessions"), sessions, "count"),
        Figure(_("Remote sessions with consent"), consent, "percent", 100),
    ]
    missed = "at_risk" if found.missed else "no_data"
    states = [
        grade(on_time, punctual),
        grade(signed, target),
        grade(in_time, 100),
        grade(consent, 100, margin=0),
        missed,
    ]
    return Evidence(worst(*states), figures, reverse("visits:calendar"))


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
