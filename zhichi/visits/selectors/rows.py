"""Visits and remote sessions for one person or one ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from zhichi.tickets.choices import State as TicketState
from zhichi.visits import policies
from zhichi.visits.choices import OPEN, SessionState, VisitState
from zhichi.visits.models import RemoteSession, Visit
from zhichi.visits.selectors.plan import goes_with

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket

WHOLE = ("ticket__contact", "ticket__organisation", "engineer", "requested_by", "signature__blob")
PEOPLE = ("skills", "companions")
LISTED = 50


@dataclass(frozen=True)
class Site:
    """Where a visit of this customer would go, as far as it is known."""

    address: str
    zone: str
    contact_name: str
    contact_phone: str = ""


def visit(person: Any, visit_id: int | None) -> Visit | None:
    """One visit with all that its pages show, if `person` may see it. Five queries."""
    rows = policies.visible_to(person, Visit.objects.filter(pk=visit_id or 0))
    return rows.select_related(*WHOLE).prefetch_related(*PEOPLE, "amendments__author").first()


def of_ticket(ticket: Ticket) -> list[Visit]:
    """The visits of a ticket, newest first. Four queries."""
    rows = Visit.objects.filter(ticket=ticket).select_related("engineer", "requested_by")
    rows = rows.prefetch_related(*PEOPLE, "amendments")
    return list(rows.order_by("-requested_at", "-pk"))


def sessions_of(ticket: Ticket) -> list[RemoteSession]:
    """The remote sessions of a ticket, newest first."""
    return list(RemoteSession.objects.filter(ticket=ticket).select_related("engineer").order_by("-asked_at", "-pk"))


def sessions_for_customer(ticket: Ticket) -> list[RemoteSession]:
    """The sessions that wait for the customer's word, wait to begin, or run. What is over stands in the history.

    Once the request is closed nothing can begin any more, so nobody is asked.
    """
    live = [SessionState.RUNNING]
    if ticket.state != TicketState.CLOSED:
        live += [SessionState.ASKED, SessionState.AGREED]
    rows = RemoteSession.objects.filter(ticket=ticket, state__in=live).select_related("engineer")
    return list(rows.order_by("asked_at", "pk"))


def session_of(ticket: Ticket, session_id: int) -> RemoteSession | None:
    """One remote session of this ticket, or None."""
    return RemoteSession.objects.filter(ticket=ticket, pk=session_id).select_related("engineer").first()


def shown_to_customer(ticket: Ticket) -> list[Visit]:
    """The visits that a customer reads about on the page of their request, newest first.

    For a closed request nobody looks for a time any more.
    """
    left_out = [VisitState.CANCELLED, *([VisitState.REQUESTED] if ticket.state == TicketState.CLOSED else [])]
    rows = Visit.objects.filter(ticket=ticket).exclude(state__in=left_out).select_related("engineer", "ticket")
    return list(rows.order_by("-requested_at", "-pk"))


def reported(ticket: Ticket, public_id: str) -> Visit | None:
    """A visit of this ticket whose report is finished, by the name that calendars know it by."""
    rows = Visit.objects.filter(ticket=ticket, public_id=public_id, state=VisitState.REPORTED)
    return rows.select_related(*WHOLE).prefetch_related(*PEOPLE, "amendments__author").first()


def mine(person: Any) -> list[Visit]:
    """What a person still has to carry out or to report, soonest first."""
    rows = goes_with(person.pk).filter(state__in=OPEN).select_related("ticket__organisation", "engineer")
    return list(rows.order_by("starts_at", "pk")[:LISTED])


def counts(person: Any) -> tuple[int, int]:
    """How many visits a person still has to carry out or report, and how many they see that wait for a plan."""
    waiting_ones = policies.visible_to(person, Visit.objects.filter(state=VisitState.REQUESTED))
    return goes_with(person.pk).filter(state__in=OPEN).count(), waiting_ones.count()


def carried_by(person_id: int) -> list[str]:
    """The requests to whose visits this person still has to go, in words, for whoever ends their account."""
    rows = Visit.objects.filter(engineer_id=person_id, state__in=OPEN).select_related("ticket").order_by("starts_at")
    return [f"#{row.ticket.number} {row.ticket.subject}" for row in rows[:LISTED]]


def waiting(person: Any) -> list[Visit]:
    """Requested visits that wait for a plan, the longest waiting first."""
    rows = policies.visible_to(person, Visit.objects.filter(state=VisitState.REQUESTED))
    rows = rows.select_related("ticket__organisation", "requested_by").prefetch_related("skills")
    return list(rows.order_by("requested_at", "pk")[:LISTED])


def last_site(ticket: Ticket) -> Site:
    """Where the last visit of the same customer went; else what the customer's file says."""
    rows = Visit.objects.filter(ticket__contact_id=ticket.contact_id) if ticket.contact_id else Visit.objects.none()
    if ticket.organisation_id:
        rows = Visit.objects.filter(ticket__organisation_id=ticket.organisation_id)
    last = rows.order_by("-requested_at", "-pk").first()
    if last is not None:
        return Site(last.address, last.zone, last.contact_name, last.contact_phone)
    source = ticket.contact or ticket.organisation
    zone = source.time_zone if source is not None else settings.TIME_ZONE
    return Site("", zone, ticket.contact.display_name if ticket.contact else "")
