"""Escalation: late promises that went up (3.1.2), junior to senior and back (4.2), passed around (3.3.1), offers."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from zhichi.api import escalation_shapes as shapes
from zhichi.api import ticket_reads
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.paging import page_of
from zhichi.api.schemas.escalations import (
    EscalationsOfOut,
    HandBackIn,
    LatePromiseOut,
    LateQuery,
    OfferAnswerIn,
    OfferAnswerOut,
    PassedAroundOut,
    ToSeniorIn,
    ToSeniorOut,
)
from zhichi.api.schemas.values import Key, Page, Paging, TicketNumber
from zhichi.assigner import policies as routing_policies
from zhichi.assigner import selectors as routing
from zhichi.assigner import services as routing_services
from zhichi.core import clock
from zhichi.escalation import policies, selectors
from zhichi.escalation.choices import STEPS
from zhichi.tickets import policies as ticket_policies

router = Router(tags=["Escalation"])
READ, WRITE = Scope.TICKETS_READ, Scope.TICKETS_WRITE
ORDER = ("late_since", "id")


@operation(router, "get", "/escalations", scope=READ, right=policies.BOARD, response=Page[LatePromiseOut])
def list_escalations(request: HttpRequest, filters: Annotated[LateQuery, Query()]) -> Page[LatePromiseOut]:
    """Late promises that have not ended, the longest late first: who was told at each step, what comes next (3.1.2).

    Acknowledge what one was told with `POST /tickets/{number}/acknowledge`.
    """
    rows = selectors.open_ones(request.user)
    if filters.step is not None:
        rows = rows.filter(raised=STEPS.index(filters.step) + 1)
    if filters.acknowledged is not None:
        rows = rows.filter(acknowledged_at__isnull=not filters.acknowledged)
    if filters.owner_id is not None or filters.team_id is not None:
        wanted = {"owner": filters.owner_id, "team": filters.team_id}
        rows = rows.filter(ticket_id__in=ticket_reads.keys_of(request.user, wanted))
    return page_of(rows, filters, order=ORDER, shape=lambda found: shapes.late(found, request.user))


@operation(
    router, "get", "/tickets/{number}/escalations", scope=READ, right=ticket_policies.DESK_VIEW,
    response=EscalationsOfOut,
)  # fmt: skip
def list_escalations_of(request: HttpRequest, number: TicketNumber) -> EscalationsOfOut:
    """All that went up about a request, the newest first: late promises, to seniors and back, passed around."""
    ticket = ticket_reads.ticket_for(request.user, number)
    return EscalationsOfOut(
        late=shapes.late(selectors.of_ticket(ticket.pk), request.user),
        to_seniors=[shapes.to_senior(row) for row in routing.escalations_of(ticket.pk)],
        passed_around=[shapes.passed_around(row) for row in routing.alerts_of(ticket.pk)],
    )


@operation(router, "get", "/passed-around", scope=READ, right=routing_policies.VIEW, response=Page[PassedAroundOut])
def list_passed_around(request: HttpRequest, paging: Paging) -> Page[PassedAroundOut]:
    """Requests that are passed around and wait for a supervisor, the oldest first (3.3.1)."""
    rows = routing.open_alerts(request.user).select_related("settled_by")
    return page_of(rows, paging, order=("at", "id"), shape=lambda found: [shapes.passed_around(row) for row in found])


@operation(
    router, "post", "/tickets/{number}/to-senior", scope=WRITE, right=routing_policies.ESCALATE,
    response={201: ToSeniorOut},
)  # fmt: skip
def escalate_ticket(
    request: HttpRequest, number: TicketNumber, data: ToSeniorIn, idempotency_key: Key = ""
) -> HttpResponse:
    """Give a hard request to the senior who fits best (4.2), with what was tried; the junior follows it.

    422 with what holds everybody back when no senior can take it.
    """
    ticket = ticket_reads.ticket_for(request.user, number)

    def escalate() -> ToSeniorOut:
        row = routing_services.escalate(ticket_id=ticket.pk, by=actor(request), at=clock.now(), **data.model_dump())
        return shapes.to_senior(row)

    return once(request, idempotency_key, escalate)


@operation(
    router, "post", "/tickets/{number}/hand-back", scope=WRITE, right=ticket_policies.WORK, response=ToSeniorOut
)  # fmt: skip
def hand_back_ticket(request: HttpRequest, number: TicketNumber, data: HandBackIn) -> ToSeniorOut:
    """Give an escalated request back to the junior; 409 when it was not escalated to the token's owner."""
    ticket = ticket_reads.ticket_for(request.user, number)
    row = routing_services.hand_back(ticket_id=ticket.pk, reason=data.reason, by=actor(request), at=clock.now())
    return shapes.to_senior(row)


@operation(
    router, "post", "/tickets/{number}/offer", scope=WRITE, right=ticket_policies.WORK, response=OfferAnswerOut
)  # fmt: skip
def answer_offer(request: HttpRequest, number: TicketNumber, data: OfferAnswerIn) -> OfferAnswerOut:
    """Take a request that is offered, or leave it to the next; 409 when it is not offered to the token's owner."""
    ticket = ticket_reads.ticket_for(request.user, number)
    given: dict[str, Any] = {"ticket_id": ticket.pk, "by": actor(request), "at": clock.now()}
    if data.answer == "accept":
        routing_services.accept_offer(**given)
    else:
        routing_services.decline_offer(reason=data.reason, **given)
    return OfferAnswerOut(answer=data.answer)
