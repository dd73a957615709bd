"""Further evidence for clause 2.2: visits planned, held and reported with a signature; remote sessions with consent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhichi.core import clock
from zhichi.handbook.registry import Evidence, Figure, further_evidence, grade, worst
from zhichi.records.selectors import policy
from zhichi.visits import drill
from zhichi.visits.selectors import figures as numbers

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period

SIGNED_KEY, ON_TIME_KEY = "2.2.visit_signed_percent", "2.2.visit_on_time_percent"


def register() -> None:
    """Put the provider and the lists behind its figures into the handbook's registries."""
    drill.register()
    further_evidence("visits.2.2", "2.2", visits_and_sessions, compares=True)


def visits_and_sessions(period: Period) -> Evidence:
    """2.2: how many visits were held, whether they were reported in time and signed, consent of remote sessions."""
    found = numbers.sheet_of(period.rows("visits.rows", partial(numbers.happened, at=clock.now())))
    signed, in_time = _percent(found.signed, found.left), _percent(found.in_time, found.left)
    consent, target = _percent(found.agreed, found.sessions), policy(SIGNED_KEY)
    on_time, punctual = _percent(found.on_time, found.held), policy(ON_TIME_KEY)
    figures = [
        Figure(_("Visits planned"), found.planned, "count", rows=drill.visits("planned")),
        Figure(_("Visits held"), found.held, "count", rows=drill.visits("held")),
        Figure(
            _("Visits begun on time"),
            on_time,
            "percent",
            punctual,
            rows=drill.visits("punctual"),
            target_key=ON_TIME_KEY,
        ),
        Figure(_("Visits missed"), found.missed, "count", 0, lower_is_better=True, rows=drill.visits("missed")),
        Figure(
            _("Visits with a signed report"),
            signed,
            "percent",
            target,
            rows=drill.visits("signed"),
            target_key=SIGNED_KEY,
        ),
        Figure(_("Reports of visits in time"), in_time, "percent", 100, rows=drill.visits("reported")),
        Figure(_("Remote sessions"), found.sessions, "count", rows=drill.sessions()),
        Figure(_("Remote sessions with consent"), consent, "percent", 100, rows=drill.sessions()),
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
