"""Ideas: list, raise, vote (3.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.paging import page_of
from zhichi.api.problems import NotFound
from zhichi.api.schemas.ideas import IdeaIn, IdeaOut, IdeaQuery, VoteIn
from zhichi.api.schemas.values import AddressId, Key, Page, Ref
from zhichi.core import clock
from zhichi.improvement import policies, selectors, services
from zhichi.improvement.choices import Answer, Direction, IdeaState
from zhichi.tickets import policies as ticket_rights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.improvement.models import Idea

router = Router(tags=["Ideas"])
READ, WRITE = Scope.IDEAS_READ, Scope.IDEAS_WRITE
SAME_NAME = ("title", "now", "better", "effect", "votes", "raised_at", "changed_at", "decided_at", "result")


@operation(router, "get", "/ideas", scope=READ, right=policies.VIEW, response=Page[IdeaOut])
def list_ideas(request: HttpRequest, filters: Annotated[IdeaQuery, Query()]) -> Page[IdeaOut]:
    """Ideas of staff, the newest change first (3.3.3)."""
    wanted = selectors.Wanted(
        which=filters.which if filters.state is None else filters.state, direction=filters.direction or ""
    )
    rows = selectors.ideas(request.user, wanted)
    if filters.state is not None and filters.which == selectors.MINE:
        rows = rows.filter(author=request.user.pk)
    return page_of(rows, filters, order=("-changed_at", "-id"), shape=lambda found: _shapes(request.user, found))


@operation(router, "post", "/ideas", scope=WRITE, right=policies.RAISE, response={201: IdeaOut})
def raise_idea(request: HttpRequest, data: IdeaIn, idempotency_key: Key = "") -> HttpResponse:
    """Put an idea into the box; managers are told (3.3.3)."""

    def put() -> IdeaOut:
        wanted = services.IdeaData(**data.model_dump())
        row = services.raise_idea(data=wanted, by=actor(request), at=clock.now())
        return _again(request, row.pk)

    return once(request, idempotency_key, put)


@operation(router, "get", "/ideas/{idea_id}", scope=READ, right=policies.VIEW, response=IdeaOut)
def get_idea(request: HttpRequest, idea_id: AddressId) -> IdeaOut:
    """One idea."""
    return _again(request, idea_id)


@operation(router, "post", "/ideas/{idea_id}/vote", scope=WRITE, right=policies.VOTE, response=IdeaOut)
def vote_idea(request: HttpRequest, idea_id: AddressId, data: VoteIn) -> IdeaOut:
    """Vote for an open idea of a colleague, or take the vote back. Saying the same twice changes nothing."""
    _found(request, idea_id)
    services.vote(idea_id=idea_id, is_for=data.is_for, by=actor(request), at=clock.now())
    return _again(request, idea_id)


def _found(request: HttpRequest, key: int) -> Idea:
    row = selectors.idea(request.user, key)
    if row is None:
        raise NotFound
    return row


def _again(request: HttpRequest, key: int) -> IdeaOut:
    return _shapes(request.user, [_found(request, key)])[0]


def _shapes(person: Any, rows: Sequence[Idea]) -> list[IdeaOut]:
    voted = selectors.voted_for(person, [row.pk for row in rows])
    return [
        IdeaOut.model_construct(
            **{name: getattr(row, name) for name in SAME_NAME},
            id=row.pk,
            direction=Direction(row.direction),
            state=IdeaState(row.state),
            author=Ref(id=row.author_id, name=str(row.author)),
            ticket=_ticket(person, row),
            has_voted=row.pk in voted,
            answer=Answer(row.answer) if row.answer else None,
        )
        for row in rows
    ]


def _ticket(person: Any, row: Idea) -> str | None:
    seen = row.ticket is not None and ticket_rights.DESK_VIEW.allows(person, row.ticket)
    return row.ticket.number if seen and row.ticket else None
