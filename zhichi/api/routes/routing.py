"""Routing: try a request out, what would become of those that wait, everybody's load (3.3.1, 4.2)."""

from __future__ import annotations

from typing import Annotated, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from ninja import Query, Router

from zhichi.accounts import selectors as accounts
from zhichi.api import routing_shapes, ticket_reads
from zhichi.api.auth import operation
from zhichi.api.choices import Scope
from zhichi.api.schemas.routing import LoadQuery, LoadsOut, TriedRoutingOut, TryQuery, WaitingListOut
from zhichi.assigner import policies, selectors
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.tickets import selectors as tickets
from zhichi.tickets.selectors import RoutingFacts

router = Router(tags=["Routing"])
READ = Scope.ROUTING_READ


@operation(router, "get", "/routing/dry-run", scope=READ, right=policies.VIEW, response=TriedRoutingOut)
def try_routing(request: HttpRequest, filters: Annotated[TryQuery, Query()]) -> TriedRoutingOut:
    """Who would get this request, and why: the rule, everybody's points, what holds whom back. Nothing is written."""
    at = filters.at or clock.now()
    facts = _facts(request.user, filters)
    known = selectors.routing(at)
    return routing_shapes.tried(known.plan(facts, as_if_on=True), known, at=at)


@operation(router, "get", "/routing/queue", scope=READ, right=policies.MANAGE, response=WaitingListOut)
def plan_waiting(request: HttpRequest) -> WaitingListOut:
    """What the assigner would do now with everything that has no owner; each counts on those before it."""
    return WaitingListOut(items=[routing_shapes.waiting(plan) for plan in selectors.plan_queue(clock.now())])


@operation(router, "get", "/routing/load", scope=READ, right=policies.VIEW, response=LoadsOut)
def list_load(request: HttpRequest, filters: Annotated[LoadQuery, Query()]) -> LoadsOut:
    """How much everybody who works requests has, how much more they can take, and whether they are there (4.2)."""
    at = filters.at or clock.now()
    team = ticket_reads.team(filters.team_id)
    return routing_shapes.loads(selectors.staff(at), team_id=team.pk if team else None, at=at)


def _facts(person: Any, query: TryQuery) -> RoutingFacts:
    """What rules ask about the request. Raises DomainError for ids that lead nowhere."""
    if query.ticket:
        ticket = tickets.by_number(person, query.ticket)
        facts = tickets.routing_facts(ticket.pk) if ticket is not None else None
        if facts is None:
            raise ticket_reads.no_such("ticket")
        return facts
    organisation = ticket_reads.organisation(person, query.organisation_id)
    product = ticket_reads.product(query.product_id)
    team = ticket_reads.team(query.team_id)
    return RoutingFacts(
        subject=query.subject,
        channel=query.channel or "",
        type=query.type or "",
        urgency=query.urgency,
        language=query.language,
        product_id=product.pk if product else None,
        product=product.name if product else "",
        organisation_id=organisation.pk if organisation else None,
        customer=organisation.name if organisation else "",
        team_id=team.pk if team else _intake_team(),
    )


def _intake_team() -> int | None:
    try:
        return accounts.intake_role().team_id
    except (DomainError, ObjectDoesNotExist):
        return None
