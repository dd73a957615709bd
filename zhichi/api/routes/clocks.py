"""Clocks of a request, and the board of what is at risk (3.1)."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from zhichi.api import clock_shapes, ticket_reads
from zhichi.api.auth import operation
from zhichi.api.choices import Scope
from zhichi.api.schemas.clocks import BoardCounts, BoardOut, BoardQuery, ClocksOut
from zhichi.api.schemas.values import TicketNumber
from zhichi.core import clock
from zhichi.escalation import policies as escalation_policies
from zhichi.escalation import selectors as escalation
from zhichi.tickets import policies
from zhichi.tickets import selectors as tickets

router = Router(tags=["Clocks"])
READ = Scope.TICKETS_READ


@operation(router, "get", "/tickets/{number}/clocks", scope=READ, right=policies.DESK_VIEW, response=ClocksOut)
def list_clocks(request: HttpRequest, number: TicketNumber) -> ClocksOut:
    """Every promise about a request, the oldest first: target, used, left, pauses with reasons, warnings, a miss (3.1).

    `used_seconds` and `remaining_seconds` are as of now. After a merge the promises go on at the other request.
    """
    ticket = ticket_reads.ticket_for(request.user, number)
    return ClocksOut(items=clock_shapes.clocks(ticket.stream, at=clock.now()))


@operation(router, "get", "/board", scope=READ, right=escalation_policies.BOARD, response=BoardOut)
def list_at_risk(request: HttpRequest, filters: Annotated[BoardQuery, Query()]) -> BoardOut:
    """Open requests whose promises run, late first, with how far each late one went up (3.1.2)."""
    at = clock.now()
    wanted = tickets.RiskFilter(
        team=filters.team_id, kind=filters.metric or "", urgency=filters.urgency or "", when=filters.when or ""
    )
    page = escalation.board(request.user, wanted, at=at, cursor=filters.cursor, size=filters.size)
    return BoardOut(
        items=[clock_shapes.at_risk(row) for row in page.rows],
        next=page.next_cursor,
        counts=BoardCounts(**tickets.risk_counts(request.user, wanted, at=at)),
    )
