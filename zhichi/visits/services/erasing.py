"""Erase a person's data from visits and remote sessions (3.4.3, 5.1.1): that somebody went there stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from zhichi.records.registry import BLANK, NOBODY, Eraser, Outcome, Person, register_eraser
from zhichi.visits.models import Amendment, RemoteSession, Visit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

STAFF_WORDS = (
    "reason",
    "equipment",
    "overruled",
    "found",
    "work_done",
    "parts_used",
    "unsigned_reason",
    "cancel_reason",
)
SESSION_WORDS = ("link", "purpose", "work_done")


def register() -> None:
    """Tell the record."""
    stays = (_("Visits and remote sessions with times, work done and results; they lose the name"),)
    register_eraser(Eraser("visits", _("Visits"), erase, stays=stays))


def erase(person: Person, _by: Actor, _at: datetime) -> Outcome:
    """Site, contact on site and signature of visits for the person's requests; who agreed to a remote session."""
    outcome = Outcome()
    visits = list(Visit.objects.filter(ticket__contact__in=person.contacts))
    for visit in visits:
        outcome.take(visit.signature_id)
        outcome.facts.add(("visit_id", visit.pk))
        visit.address = visit.contact_name = BLANK
        visit.contact_phone = ""
        visit.signer_name = NOBODY if visit.signer_name else ""
        visit.signature, visit.invited, visit.place_in, visit.place_out = None, [], None, None
        person.blank_fields(visit, STAFF_WORDS)
        visit.save()
    for amendment in Amendment.objects.filter(visit__in=visits):
        if names := person.blank_fields(amendment, ("text",)):
            amendment.save(update_fields=names)
            outcome.facts.add(("amendment_id", amendment.pk))
    outcome.add(_("Sites, contacts and signatures of visits"), len(visits))
    sessions = list(RemoteSession.objects.filter(ticket__contact__in=person.contacts))
    for session in sessions:
        outcome.facts.add(("session_id", session.pk))
        session.consent_by = NOBODY if session.consent_by else ""
        person.blank_fields(session, SESSION_WORDS)
        session.save()
    outcome.add(_("Consents to remote sessions"), len(sessions))
    return outcome
