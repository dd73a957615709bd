"""The duty roster: shifts of a period, who is on duty, swaps (3.3.1, 4.1)."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from zhichi.accounts import selectors as accounts
from zhichi.api import roster_reads, ticket_reads
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.paging import page_of
from zhichi.api.schemas.roster import (
    DutyOut,
    DutyQuery,
    RefusalIn,
    ShiftOut,
    ShiftQuery,
    SwapIn,
    SwapOut,
    SwapQuery,
)
from zhichi.api.schemas.values import AddressId, Key, Page
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.roster import policies, selectors, services

router = Router(tags=["Roster"])
READ, WRITE = Scope.ROSTER_READ, Scope.ROSTER_WRITE
NAMES = {"wanted": "wanted_id", "in_return": "in_return_id"}  # of the service → of the body


@operation(router, "get", "/shifts", scope=READ, right=policies.VIEW, response=Page[ShiftOut])
def list_shifts(request: HttpRequest, filters: Annotated[ShiftQuery, Query()]) -> Page[ShiftOut]:
    """Shifts of a period, of a team or a person where asked, the earliest first; drafts for planners only."""
    rows = roster_reads.shifts(request.user, filters)
    return page_of(rows, filters, order=("starts_at", "id"), shape=roster_reads.shift_shapes)


@operation(router, "get", "/duty", scope=READ, right=policies.VIEW, response=DutyOut)
def get_duty(request: HttpRequest, filters: Annotated[DutyQuery, Query()]) -> DutyOut:
    """Who is on shift at a moment, and who answers for each duty role (3.3.1)."""
    at = filters.at or clock.now()
    team = ticket_reads.team(filters.team_id)
    roles = [role for role in accounts.duty_roles() if team is None or role.team_id == team.pk]
    return DutyOut(
        at=at,
        shifts=roster_reads.shift_shapes(selectors.on_duty(at, team=team)),
        roles=[roster_reads.duty(item) for item in accounts.duties_at(at, roles)],
    )


@operation(router, "get", "/swaps", scope=READ, right=policies.OWN, response=Page[SwapOut])
def list_swaps(request: HttpRequest, filters: Annotated[SwapQuery, Query()]) -> Page[SwapOut]:
    """Offers that concern the token's owner, the latest change first; a planner's are all."""
    rows = roster_reads.swaps(request.user, filters, at=clock.now())
    return page_of(
        rows,
        filters,
        order=("-changed_at", "-id"),
        shape=lambda found: [roster_reads.swap(row) for row in found],
    )


@operation(router, "post", "/swaps", scope=WRITE, right=policies.OWN, response={201: SwapOut})
def offer_swap(request: HttpRequest, data: SwapIn, idempotency_key: Key = "") -> HttpResponse:
    """Offer one's own shift to a colleague or to the team, perhaps for one in return (4.1)."""
    shift = selectors.shift(request.user, data.shift_id)
    if shift is None:
        raise ticket_reads.no_such("shift_id")

    def offer() -> SwapOut:
        wanted = services.Offer(**data.model_dump())
        try:
            row = services.offer_swap(offer=wanted, by=actor(request), at=clock.now())
        except DomainError as error:
            error.fields = {NAMES.get(name, name): words for name, words in error.fields.items()}
            raise
        return roster_reads.swap(roster_reads.swap_for(request.user, row.pk))

    return once(request, idempotency_key, offer)


@operation(router, "get", "/swaps/{swap_id}", scope=READ, right=policies.OWN, response=SwapOut)
def get_swap(request: HttpRequest, swap_id: AddressId) -> SwapOut:
    """One offer that concerns the token's owner."""
    return roster_reads.swap(roster_reads.swap_for(request.user, swap_id))


@operation(router, "post", "/swaps/{swap_id}/accept", scope=WRITE, right=policies.OWN, response=SwapOut)
def accept_swap(request: HttpRequest, swap_id: AddressId) -> SwapOut:
    """Take the shift. It changes hands once it is approved, or at once where the handbook needs no approval."""
    roster_reads.swap_for(request.user, swap_id)
    return _again(request, services.accept_swap(swap_id=swap_id, by=actor(request), at=clock.now()).pk)


@operation(router, "post", "/swaps/{swap_id}/decline", scope=WRITE, right=policies.OWN, response=SwapOut)
def decline_swap(request: HttpRequest, swap_id: AddressId) -> SwapOut:
    """Say no to a shift that was offered to oneself."""
    roster_reads.swap_for(request.user, swap_id)
    return _again(request, services.decline_swap(swap_id=swap_id, by=actor(request), at=clock.now()).pk)


@operation(router, "post", "/swaps/{swap_id}/withdraw", scope=WRITE, right=policies.OWN, response=SwapOut)
def withdraw_swap(request: HttpRequest, swap_id: AddressId) -> SwapOut:
    """Take one's own open offer back."""
    roster_reads.swap_for(request.user, swap_id)
    return _again(request, services.withdraw_swap(swap_id=swap_id, by=actor(request), at=clock.now()).pk)


@operation(router, "post", "/swaps/{swap_id}/approve", scope=WRITE, right=policies.PLAN, response=SwapOut)
def approve_swap(request: HttpRequest, swap_id: AddressId) -> SwapOut:
    """Let an accepted swap through: the shifts change hands. Nobody approves their own."""
    roster_reads.swap_for(request.user, swap_id)
    return _again(request, services.approve_swap(swap_id=swap_id, by=actor(request), at=clock.now()).pk)


@operation(router, "post", "/swaps/{swap_id}/refuse", scope=WRITE, right=policies.PLAN, response=SwapOut)
def refuse_swap(request: HttpRequest, swap_id: AddressId, data: RefusalIn) -> SwapOut:
    """Do not approve an accepted swap, with a reason that both read."""
    roster_reads.swap_for(request.user, swap_id)
    row = services.refuse_swap(swap_id=swap_id, reason=data.reason, by=actor(request), at=clock.now())
    return _again(request, row.pk)


@operation(router, "post", "/swaps/{swap_id}/undo", scope=WRITE, right=policies.OWN, response=SwapOut)
def undo_swap(request: HttpRequest, swap_id: AddressId) -> SwapOut:
    """Take the last step back: whoever took it, or a planner once the swap is done."""
    roster_reads.swap_for(request.user, swap_id)
    return _again(request, services.undo_swap(swap_id=swap_id, by=actor(request), at=clock.now()).pk)


def _again(request: HttpRequest, swap_id: int) -> SwapOut:
    return roster_reads.swap(roster_reads.swap_for(request.user, swap_id))
