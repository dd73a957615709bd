"""The lists behind the figures of visits and remote sessions (2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhichi.core import clock
from zhichi.handbook.registry import Column, Part, Row, Rows, RowSource, only_known, rows_behind
from zhichi.tickets.selectors import behind, listed
from zhichi.visits import policies
from zhichi.visits.choices import ConsentBy, SessionState, SignedBy, VisitState
from zhichi.visits.selectors import figures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.handbook.registry import Period

VISITS, SESSIONS = "visits.visits", "visits.sessions"
ABOUT = (*listed.ABOUT, "engineer")
VISIT_COLUMNS = (
    *listed.TICKET,
    Column(pgettext_lazy("visit", "Engineer")),
    Column(pgettext_lazy("visit", "Planned for"), "time"),
    Column(pgettext_lazy("visit", "Check-in"), "time"),
    Column(pgettext_lazy("visit", "Check-out"), "time"),
    Column(pgettext_lazy("visit", "Report"), "time"),
    Column(pgettext_lazy("visit", "Signature")),
    Column(pgettext_lazy("visit", "State")),
)
SESSION_COLUMNS = (
    *listed.TICKET,
    Column(pgettext_lazy("visit", "Engineer")),
    Column(gettext_lazy("Tool")),
    Column(pgettext_lazy("promises", "Started"), "time"),
    Column(gettext_lazy("Consent of")),
    Column(gettext_lazy("How")),
    Column(pgettext_lazy("remote session", "State")),
)


def visits(what: str) -> Rows:
    """Visits of the period: "planned", "missed", "held", "punctual", "signed" or "reported" tells the parts apart."""
    return Rows(VISITS, {"what": what})


def sessions() -> Rows:
    """Remote sessions begun in the period, with and without consent."""
    return Rows(SESSIONS)


def register() -> None:
    """Put both lists into the handbook's registry."""
    for source in SOURCES:
        rows_behind(source)


def _visit_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=TITLES)
    what, at = asked.get("what", "planned"), clock.now()
    if what in {"planned", "missed"}:
        rows, order = figures.planned_in(period.start, period.end).select_related(*ABOUT), ("-starts_at", "-id")
        missed = Part("missed", pgettext("visits", "Missed"), rows.filter(figures.missed_at(at)), order, "bad")
        if what == "missed":
            return [missed]
        return [missed, Part("planned", pgettext("visits", "Not missed"), rows.exclude(figures.missed_at(at)), order)]
    if what in {"held", "punctual"}:
        rows, order = figures.held_in(period.start, period.end).select_related(*ABOUT), ("-checked_in_at", "-id")
        return _cut(rows, order, figures.on_time(), pgettext("visits", "Late"), pgettext("visits", "On time"))
    rows, order = figures.left_in(period.start, period.end, at=at).select_related(*ABOUT), ("-checked_out_at", "-id")
    if what == "signed":
        signed = Q(signed__in=figures.SIGNED)
        return _cut(rows, order, signed, pgettext("visits", "Not signed"), pgettext("visits", "Signed"))
    return _cut(rows, order, figures.in_time(), pgettext("steps", "Too late"), pgettext("steps", "In time"))


def _cut(rows: Any, order: Sequence[str], good: Any, bad_words: str, good_words: str) -> list[Part]:
    return [
        Part("bad", bad_words, rows.exclude(good), order, "bad"),
        Part("good", good_words, rows.filter(good), order, "ok"),
    ]


def _session_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    rows = figures.sessions_in(period.start, period.end).select_related(*ABOUT)
    order, lacking, agreed = ("-started_at", "-id"), _("Without consent"), _("With consent")
    return _cut(rows, order, figures.AGREED, lacking, agreed)


def _visit_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        listed.record(
            visit.ticket,
            visit.engineer.display_name if visit.engineer else "",
            visit.starts_at,
            visit.checked_in_at,
            visit.checked_out_at,
            visit.reported_at,
            str(SignedBy(visit.signed).label) if visit.signed else "",
            str(VisitState(visit.state).label),
            url=reverse("visits:visit", args=[visit.pk]),
        )
        for visit in rows
    ]


def _session_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        listed.record(
            session.ticket,
            session.engineer.display_name,
            session.tool,
            session.started_at,
            session.consent_by,
            str(ConsentBy(session.consent_how).label) if session.consent_how else "",
            str(SessionState(session.state).label),
        )
        for session in rows
    ]


TITLES = {
    "planned": gettext_lazy("Visits planned"),
    "missed": gettext_lazy("Visits missed"),
    "held": gettext_lazy("Visits held"),
    "punctual": gettext_lazy("Visits begun on time"),
    "signed": gettext_lazy("Visits with a signed report"),
    "reported": gettext_lazy("Reports of visits in time"),
}
SOURCES = (
    RowSource(
        name=VISITS,
        columns=lambda _asked: VISIT_COLUMNS,
        title=lambda asked: str(TITLES[asked.get("what", "planned")]),
        parts=_visit_parts,
        scope=policies.visible_to,
        describe=_visit_rows,
    ),
    RowSource(
        name=SESSIONS,
        columns=lambda _asked: SESSION_COLUMNS,
        title=lambda _asked: _("Remote sessions"),
        parts=_session_parts,
        scope=lambda person, rows: behind.only_visible(person, rows, path="ticket"),
        describe=_session_rows,
    ),
)
