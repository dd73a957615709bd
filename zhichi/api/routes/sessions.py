"""Remote sessions: ask the customer, begin with their consent, end with what was done (2.2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from zhichi.api import ticket_reads, visit_shapes
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.paging import page_of
from zhichi.api.problems import NotFound
from zhichi.api.schemas.values import AddressId, Key, Page, Paging, TicketNumber
from zhichi.api.schemas.visits import RemoteSessionIn, RemoteSessionOut, SessionEndIn
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.tickets import policies
from zhichi.tickets.models import Ticket
from zhichi.visits import selectors, services
from zhichi.visits.models import RemoteSession

router = Router(tags=["Visits"])
READ, WRITE = Scope.TICKETS_READ, Scope.TICKETS_WRITE
SESSIONS = "/tickets/{number}/remote-sessions"
NAMES = {"agrees": "consent.agrees", "consent_by": "consent.by", "consent_how": "consent.how"}


@operation(router, "get", SESSIONS, scope=READ, right=policies.DESK_VIEW, response=Page[RemoteSessionOut])
def list_remote_sessions(request: HttpRequest, number: TicketNumber, paging: Paging) -> Page[RemoteSessionOut]:
    """Remote sessions of a request with their consent, in the order they were asked for (2.2)."""
    ticket = ticket_reads.ticket_for(request.user, number)
    rows = RemoteSession.objects.filter(ticket=ticket).select_related("engineer")
    return page_of(rows, paging, order=("asked_at", "id"), shape=visit_shapes.sessions)


@operation(router, "post", SESSIONS, scope=WRITE, right=policies.WORK, response={201: RemoteSessionOut})
def begin_remote_session(
    request: HttpRequest, number: TicketNumber, data: RemoteSessionIn, idempotency_key: Key = ""
) -> HttpResponse:
    """Ask the customer by mail for their consent, or begin with the one they gave; never without (2.2)."""
    ticket = ticket_reads.ticket_for(request.user, number)

    def begin() -> RemoteSessionOut:
        try:
            row = _begin(ticket, data, request)
        except DomainError as error:
            error.fields = {NAMES.get(name, name): words for name, words in error.fields.items()}
            raise
        return _again(ticket, row.pk)

    return once(request, idempotency_key, begin)


@operation(
    router, "post", SESSIONS + "/{session_id}/start", scope=WRITE, right=policies.WORK, response=RemoteSessionOut
)
def start_remote_session(request: HttpRequest, number: TicketNumber, session_id: AddressId) -> RemoteSessionOut:
    """Begin the session to which the customer agreed on their page. 409 without their consent."""
    ticket = _ticket_of(request, number, session_id)
    services.start_agreed(session_id=session_id, by=actor(request), at=clock.now())
    return _again(ticket, session_id)


@operation(router, "post", SESSIONS + "/{session_id}/end", scope=WRITE, right=policies.WORK, response=RemoteSessionOut)
def end_remote_session(
    request: HttpRequest, number: TicketNumber, session_id: AddressId, data: SessionEndIn
) -> RemoteSessionOut:
    """End a running session with what was done."""
    ticket = _ticket_of(request, number, session_id)
    services.end_session(session_id=session_id, work_done=data.work_done, by=actor(request), at=clock.now())
    return _again(ticket, session_id)


def _begin(ticket: Ticket, data: RemoteSessionIn, request: HttpRequest) -> RemoteSession:
    asked = services.Asked(tool=data.tool, link=data.link, purpose=data.purpose)
    by, at = actor(request), clock.now()
    if data.consent is None:
        return services.ask_consent(ticket_id=ticket.pk, asked=asked, by=by, at=at)
    consent = services.Consent(**data.consent.model_dump())
    return services.start_session(ticket_id=ticket.pk, asked=asked, consent=consent, by=by, at=at)


def _ticket_of(request: HttpRequest, number: str, session_id: int) -> Ticket:
    ticket = ticket_reads.ticket_for(request.user, number)
    if selectors.session_of(ticket, session_id) is None:
        raise NotFound
    return ticket


def _again(ticket: Ticket, session_id: int) -> RemoteSessionOut:
    row = selectors.session_of(ticket, session_id)
    if row is None:
        raise NotFound
    return visit_shapes.session(row)
