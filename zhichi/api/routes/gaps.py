"""Missing articles: what people look for and nobody answers, given to writers, linked, dismissed (6.3.1)."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from zhichi.api import article_shapes as shapes
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.paging import page_of
from zhichi.api.problems import NotFound
from zhichi.api.schemas.articles import GapAssignIn, GapDismissIn, GapLinkIn, GapOut, GapQuery
from zhichi.api.schemas.values import AddressId, Page
from zhichi.core import clock
from zhichi.guidance import policies, selectors, services
from zhichi.guidance.models import Gap

router = Router(tags=["Missing articles"])
READ, WRITE = Scope.ARTICLES_READ, Scope.ARTICLES_WRITE


@operation(router, "get", "/gaps", scope=READ, right=policies.SEE_GAPS, response=Page[GapOut])
def list_gaps(request: HttpRequest, filters: Annotated[GapQuery, Query()]) -> Page[GapOut]:
    """Missing articles of one view that the token's owner may see, the newest question first."""
    rows = selectors.gaps(request.user, filters.view)
    return page_of(rows, filters, order=("-last_at", "-pk"), shape=lambda found: [shapes.gap(row) for row in found])


@operation(router, "get", "/gaps/{gap_id}", scope=READ, right=policies.SEE_GAPS, response=GapOut)
def get_gap(request: HttpRequest, gap_id: AddressId) -> GapOut:
    """One missing article."""
    return shapes.gap(_found(request, gap_id))


@operation(router, "post", "/gaps/{gap_id}/assign", scope=WRITE, right=policies.EDIT_GAPS, response=GapOut)
def assign_gap(request: HttpRequest, gap_id: AddressId, data: GapAssignIn) -> GapOut:
    """Give it to somebody who writes; they hear of it."""
    row = _found(request, gap_id)
    services.assign_gap(gap_id=row.pk, person_id=data.person_id, by=actor(request), at=clock.now())
    return shapes.gap(_found(request, gap_id))


@operation(router, "post", "/gaps/{gap_id}/dismiss", scope=WRITE, right=policies.EDIT_GAPS, response=GapOut)
def dismiss_gap(request: HttpRequest, gap_id: AddressId, data: GapDismissIn) -> GapOut:
    """No article is wanted."""
    row = _found(request, gap_id)
    services.dismiss_gap(gap_id=row.pk, reason=data.reason, by=actor(request), at=clock.now())
    return shapes.gap(_found(request, gap_id))


@operation(router, "post", "/gaps/{gap_id}/link", scope=WRITE, right=policies.FILL_GAP, response=GapOut)
def link_gap(request: HttpRequest, gap_id: AddressId, data: GapLinkIn) -> GapOut:
    """Name the article that answers; once it is published, the gap is done."""
    row = _found(request, gap_id)
    services.link_gap(gap_id=row.pk, article_id=data.article_id, by=actor(request), at=clock.now())
    return shapes.gap(_found(request, gap_id))


@operation(router, "post", "/gaps/{gap_id}/reopen", scope=WRITE, right=policies.EDIT_GAPS, response=GapOut)
def reopen_gap(request: HttpRequest, gap_id: AddressId) -> GapOut:
    """Take up again what was done or dismissed."""
    row = _found(request, gap_id)
    services.reopen_gap(gap_id=row.pk, by=actor(request), at=clock.now())
    return shapes.gap(_found(request, gap_id))


def _found(request: HttpRequest, key: int) -> Gap:
    row = selectors.gap(request.user, key)
    if row is None:
        raise NotFound
    return row
