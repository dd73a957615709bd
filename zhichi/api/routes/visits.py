"""Visits on site: list, ask for one, plan, move, call off, the engineer's taps and report (2.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from zhichi.api import ticket_reads, visit_shapes
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.paging import page_of
from zhichi.api.problems import NotFound
from zhichi.api.schemas.values import AddressId, Key, Page, Paging, TicketNumber
from zhichi.api.schemas.visits import (
    PlanIn,
    TapIn,
    VisitAmendmentIn,
    VisitDetailOut,
    VisitIn,
    VisitOut,
    VisitQuery,
    VisitReasonIn,
    VisitReportIn,
)
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.tickets import policies as ticket_policies
from zhichi.visits import policies, selectors, services
from zhichi.visits.models import Visit

router = Router(tags=["Visits"])
READ, WRITE = Scope.TICKETS_READ, Scope.TICKETS_WRITE
ORDER = ("requested_at", "id")
NAMES = {"engineer": "engineer_id", "companions": "companion_ids", "skills": "skill_ids"}  # of the service → the body


@operation(router, "get", "/visits", scope=READ, right=policies.BROWSE, response=Page[VisitOut])
def list_all_visits(request: HttpRequest, filters: Annotated[VisitQuery, Query()]) -> Page[VisitOut]:
    """Visits of requests that the token's owner sees, and those to which they go, in the order they were asked for."""
    wanted = {
        "state": filters.state,
        "engineer": filters.engineer_id,
        "starts_at__gte": filters.starts_from,
        "starts_at__lt": filters.starts_before,
    }
    rows = Visit.objects.filter(**{name: value for name, value in wanted.items() if value is not None})
    if filters.mine:
        rows = rows.filter(pk__in=selectors.goes_with(request.user.pk or 0).values("pk"))
    return page_of(_joined(policies.visible_to(request.user, rows)), filters, order=ORDER, shape=visit_shapes.visits)


@operation(
    router, "get", "/tickets/{number}/visits", scope=READ, right=ticket_policies.DESK_VIEW, response=Page[VisitOut]
)
def list_visits(request: HttpRequest, number: TicketNumber, paging: Paging) -> Page[VisitOut]:
    """Visits on site of a request, in the order they were asked for (2.2)."""
    ticket = ticket_reads.ticket_for(request.user, number)
    return page_of(_joined(Visit.objects.filter(ticket=ticket)), paging, order=ORDER, shape=visit_shapes.visits)


@operation(
    router,
    "post",
    "/tickets/{number}/visits",
    scope=WRITE,
    right=ticket_policies.WORK,
    response={201: VisitDetailOut},
)
def ask_visit(request: HttpRequest, number: TicketNumber, data: VisitIn, idempotency_key: Key = "") -> HttpResponse:
    """Ask for a visit (2.2). It waits until somebody plans it."""
    ticket = ticket_reads.ticket_for(request.user, number)

    def ask() -> VisitDetailOut:
        wanted = services.Wanted(**data.model_dump())
        with _named():
            row = services.request(ticket_id=ticket.pk, wanted=wanted, by=actor(request), at=clock.now())
        return _again(request, row.pk)

    return once(request, idempotency_key, ask)


@operation(router, "get", "/visits/{visit_id}", scope=READ, right=policies.VIEW, response=VisitDetailOut)
def get_visit(request: HttpRequest, visit_id: AddressId) -> VisitDetailOut:
    """One visit with its plan and report."""
    return _again(request, visit_id)


@operation(router, "post", "/visits/{visit_id}/plan", scope=WRITE, right=policies.PLAN, response=VisitDetailOut)
def plan_visit(request: HttpRequest, visit_id: AddressId, data: PlanIn) -> VisitDetailOut:
    """Plan a visit or move it; the customer and those who go are invited. 409 names the free gaps of a taken day.

    422 at `overruled` says what speaks against the plan: say there why it is right all the same.
    """
    values = data.model_dump()
    companions = sorted(set(values.pop("companion_ids")) - {data.engineer_id})
    plan = services.Plan(**values, companion_ids=companions)
    return _do(request, visit_id, lambda given: services.schedule(plan=plan, **given))


@operation(router, "post", "/visits/{visit_id}/postpone", scope=WRITE, right=policies.PLAN, response=VisitDetailOut)
def postpone_visit(request: HttpRequest, visit_id: AddressId, data: VisitReasonIn) -> VisitDetailOut:
    """Give the planned time up without a new one; the invitations are withdrawn."""
    return _do(request, visit_id, lambda given: services.postpone(reason=data.reason, **given))


@operation(router, "post", "/visits/{visit_id}/cancel", scope=WRITE, right=policies.PLAN, response=VisitDetailOut)
def cancel_visit(request: HttpRequest, visit_id: AddressId, data: VisitReasonIn) -> VisitDetailOut:
    """Call a visit off before anybody checked in."""
    return _do(request, visit_id, lambda given: services.cancel(reason=data.reason, **given))


@operation(router, "post", "/visits/{visit_id}/depart", scope=WRITE, right=policies.CARRY_OUT, response=VisitDetailOut)
def depart_visit(request: HttpRequest, visit_id: AddressId) -> VisitDetailOut:
    """The engineer sets out. Doing so twice changes nothing."""
    return _do(request, visit_id, lambda given: services.depart(**given))


@operation(
    router, "post", "/visits/{visit_id}/check-in", scope=WRITE, right=policies.CARRY_OUT, response=VisitDetailOut
)
def check_in_visit(request: HttpRequest, visit_id: AddressId, data: TapIn) -> VisitDetailOut:
    """The engineer is there. Doing so twice changes nothing; the time is ours."""
    return _do(request, visit_id, lambda given: services.check_in(tap=_tap(data), **given))


@operation(
    router, "post", "/visits/{visit_id}/check-out", scope=WRITE, right=policies.CARRY_OUT, response=VisitDetailOut
)
def check_out_visit(request: HttpRequest, visit_id: AddressId, data: TapIn) -> VisitDetailOut:
    """The work on site is over; 409 before the check-in. The report follows."""
    return _do(request, visit_id, lambda given: services.check_out(tap=_tap(data), **given))


@operation(router, "post", "/visits/{visit_id}/report", scope=WRITE, right=policies.CARRY_OUT, response=VisitDetailOut)
def report_visit(
    request: HttpRequest, visit_id: AddressId, data: VisitReportIn, idempotency_key: Key = ""
) -> HttpResponse:
    """Write the report with the customer's signature, once; the customer gets it by mail. 409 before the check-out."""
    given = services.Report(**data.model_dump())

    def write() -> VisitDetailOut:
        return _do(request, visit_id, lambda who: services.report(given=given, **who))

    return once(request, idempotency_key, write, status=200)


@operation(
    router, "post", "/visits/{visit_id}/amendments", scope=WRITE, right=policies.CARRY_OUT,
    response={201: VisitDetailOut},
)  # fmt: skip
def amend_visit(
    request: HttpRequest, visit_id: AddressId, data: VisitAmendmentIn, idempotency_key: Key = ""
) -> HttpResponse:
    """Add to a finished report; the customer is told. 409 while there is no report."""

    def add() -> VisitDetailOut:
        return _do(request, visit_id, lambda who: services.amend(text=data.text, **who))

    return once(request, idempotency_key, add)


def _joined(rows: Any) -> Any:
    return rows.select_related("engineer").prefetch_related("companions")


def _again(request: HttpRequest, visit_id: int) -> VisitDetailOut:
    row = selectors.visit(request.user, visit_id)
    if row is None:
        raise NotFound
    return visit_shapes.detail(row)


def _do(request: HttpRequest, visit_id: int, act: Callable[[dict[str, Any]], object]) -> VisitDetailOut:
    """One step of a visit that the token's owner sees; the service checks the right to it."""
    if selectors.visit(request.user, visit_id) is None:
        raise NotFound
    with _named():
        act({"visit_id": visit_id, "by": actor(request), "at": clock.now()})
    return _again(request, visit_id)


@contextmanager
def _named() -> Iterator[None]:
    """Refusals name the values as the body does."""
    try:
        yield
    except DomainError as error:
        error.fields = {NAMES.get(name, name): words for name, words in error.fields.items()}
        raise


def _tap(data: TapIn) -> services.Tap:
    place = None if data.place is None else data.place.model_dump()
    if place is not None:
        place |= {name: round(place[name], 5) for name in ("lat", "lon")}  # a metre is near enough
    return services.Tap(device_at=data.device_at, place=place)
