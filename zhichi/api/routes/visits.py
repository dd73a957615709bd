"""Visits on site and remote sessions of a request."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from zhichi.api import ticket_reads
from zhichi.api.auth import operation
from zhichi.api.choices import Scope
from zhichi.api.paging import page_of
from zhichi.api.schemas.values import Page, Paging, Ref, TicketNumber
from zhichi.api.schemas.visits import RemoteSessionOut, VisitOut
from zhichi.api.shapes import ref
from zhichi.tickets import policies
from zhichi.visits.choices import ConsentBy, Result, SessionState, SignedBy, VisitState
from zhichi.visits.models import RemoteSession, Visit

router = Router(tags=["Visits"])
READ = Scope.TICKETS_READ
VISIT = (
    "reason", "address", "zone", "contact_name", "wanted_from", "wanted_until", "starts_at", "ends_at", "travel_before",
    "travel_after", "checked_in_at", "checked_out_at", "reported_at", "signer_name",
)  # fmt: skip
SESSION = ("tool", "purpose", "consent_by", "consent_at", "started_at", "ended_at", "work_done")


@operation(router, "get", "/tickets/{number}/visits", scope=READ, right=policies.DESK_VIEW, response=Page[VisitOut])
def list_visits(request: HttpRequest, number: TicketNumber, paging: Paging) -> Page[VisitOut]:
    """Visits on site of a request, in the order they were asked for (2.2)."""
    ticket = ticket_reads.ticket_for(request.user, number)
    rows = Visit.objects.filter(ticket=ticket).select_related("engineer").prefetch_related("companions")
    return page_of(rows, paging, order=("requested_at", "id"), shape=_visits)


@operation(
    router, "get", "/tickets/{number}/remote-sessions", scope=READ, right=policies.DESK_VIEW,
    response=Page[RemoteSessionOut],
)  # fmt: skip
def list_remote_sessions(request: HttpRequest, number: TicketNumber, paging: Paging) -> Page[RemoteSessionOut]:
    """Remote sessions of a request with their consent, in the order they were asked for (2.2)."""
    ticket = ticket_reads.ticket_for(request.user, number)
    rows = RemoteSession.objects.filter(ticket=ticket).select_related("engineer")
    return page_of(rows, paging, order=("asked_at", "id"), shape=_sessions)


def _visits(rows: list[Visit]) -> list[VisitOut]:
    return [
        VisitOut.model_construct(
            **{name: getattr(row, name) for name in VISIT},
            id=row.pk,
            state=VisitState(row.state),
            engineer=ref(row.engineer),
            companions=[Ref(id=one.pk, name=str(one)) for one in row.companions.all()],
            result=Result(row.result) if row.result else None,
            signed=SignedBy(row.signed) if row.signed else None,
        )
        for row in rows
    ]


def _sessions(rows: list[RemoteSession]) -> list[RemoteSessionOut]:
    return [
        RemoteSessionOut.model_construct(
            **{name: getattr(row, name) for name in SESSION},
            id=row.pk,
            state=SessionState(row.state),
            engineer=Ref(id=row.engineer_id, name=str(row.engineer)),
            consent_how=ConsentBy(row.consent_how) if row.consent_how else None,
        )
        for row in rows
    ]
