"""The hand-over at shift end: what is to go, hand it over, take it back (3.3.1)."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from zhichi.api import handover_shapes
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.problems import NotFound
from zhichi.api.schemas.handover import (
    HandOverIn,
    HandOverOut,
    HandOverQuery,
    HandOverSheetOut,
    HandOversOut,
    MoveIn,
    TakenBackOut,
)
from zhichi.api.schemas.values import AddressId, Key
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.handover import policies, selectors, services
from zhichi.tickets.numbers import id_of

router = Router(tags=["Hand-over"])
READ, WRITE = Scope.TICKETS_READ, Scope.TICKETS_WRITE


@operation(router, "get", "/hand-over", scope=READ, right=policies.OWN, response=HandOverSheetOut)
def get_hand_over_sheet(request: HttpRequest) -> HandOverSheetOut:
    """What the token's owner has to hand over when their shift ends, and who could go on with it; all own open ones."""
    return handover_shapes.sheet(selectors.sheet_of(request.user, clock.now()))


@operation(router, "get", "/hand-overs", scope=READ, right=policies.OWN, response=HandOversOut)
def list_hand_overs(request: HttpRequest, filters: Annotated[HandOverQuery, Query()]) -> HandOversOut:
    """The latest hand-overs of the token's owner, or those with something for them."""
    at = clock.now()
    given = filters.which == "given"
    rows = selectors.recent(request.user) if given else selectors.received(request.user, at)
    return HandOversOut(items=[handover_shapes.hand_over(row, at) for row in rows])


@operation(router, "post", "/hand-overs", scope=WRITE, right=policies.OWN, response={201: HandOverOut})
def make_hand_over(request: HttpRequest, data: HandOverIn, idempotency_key: Key = "") -> HttpResponse:
    """Hand own requests over in one go, all or none; whoever goes on is told. No clock stands still.

    409 when one of them is not one's own any more. A request that was passed around goes too: the alert stays for a
    supervisor.
    """
    _refuse_twice(data.moves)

    def hand() -> HandOverOut:
        at = clock.now()
        moves = [services.Move(ticket_id=id_of(m.ticket) or 0, to_id=m.person_id, note=m.note) for m in data.moves]
        try:
            row = services.hand_over(moves=moves, note=data.note, by=actor(request), at=at)
        except DomainError as error:
            error.fields = {"moves": next(iter(error.fields.values()), error.message)}  # no names of form fields
            raise
        return handover_shapes.hand_over(row, at)

    return once(request, idempotency_key, hand)


@operation(router, "post", "/hand-overs/{hand_over_id}/undo", scope=WRITE, right=policies.OWN, response=TakenBackOut)
def undo_hand_over(request: HttpRequest, hand_over_id: AddressId) -> TakenBackOut:
    """Take one's own hand-over back, also one that went by itself; 409 once the shift that took over has ended.

    What somebody moved on or closed since stays where it is.
    """
    at = clock.now()
    if selectors.hand_over(request.user, hand_over_id) is None:
        raise NotFound
    returned = services.undo_hand_over(hand_over_id=hand_over_id, by=actor(request), at=at)
    row = selectors.hand_over(request.user, hand_over_id)
    if row is None:
        raise NotFound
    return TakenBackOut.model_construct(returned=returned, **handover_shapes.values(row, at))


def _refuse_twice(moves: list[MoveIn]) -> None:
    """One request goes one way."""
    numbers = [move.ticket for move in moves]
    if len(set(numbers)) < len(numbers):
        words = _("A request is named twice.")
        raise DomainError("twice", words, _("Name each once."), fields={"moves": words})
