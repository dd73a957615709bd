"""Conversation reviews: score cards, what is to be reviewed, opinions, objections (3.2)."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from zhichi.api import review_shapes, shapes, ticket_reads
from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.paging import page_of
from zhichi.api.problems import NotFound
from zhichi.api.schemas.reviews import (
    ObjectionIn,
    OpinionIn,
    ReviewDetailOut,
    ReviewOut,
    ReviewQuery,
    ScoreCardOut,
)
from zhichi.api.schemas.values import AddressId, Key, Page, Paging
from zhichi.api.schemas.work import MessageOut
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.reviews import policies, services
from zhichi.reviews.cards import of_json
from zhichi.reviews.models import Review
from zhichi.reviews.selectors import reviews as reads

router = Router(tags=["Reviews"])
READ, WRITE = Scope.REVIEWS_READ, Scope.REVIEWS_WRITE
NEWEST, SOONEST = ("-created_at", "-id"), ("due_at", "id")


@operation(router, "get", "/score-cards", scope=READ, right=policies.READ_LISTS, response=Page[ScoreCardOut])
def list_score_cards(request: HttpRequest, paging: Paging) -> Page[ScoreCardOut]:
    """Every version of the score card with its criteria, the one in force first (3.2)."""
    return page_of(
        reads.cards(), paging, order=("-number",), shape=lambda rows: [review_shapes.card(row) for row in rows]
    )


@operation(router, "get", "/reviews", scope=READ, right=policies.VIEW, response=Page[ReviewOut])
def list_reviews(request: HttpRequest, filters: Annotated[ReviewQuery, Query()]) -> Page[ReviewOut]:
    """Reviews that the token's owner may see: newest first; those they have to write by when they are due."""
    at, is_to_do = clock.now(), filters.which == "to_write"
    if filters.which == "mine":
        rows = reads.mine(request.user, at=at)
    else:
        rows = reads.to_do(request.user) if is_to_do else reads.shown(request.user, at=at)
    if filters.state is not None:
        rows = rows.filter(state=filters.state)
    if filters.subject_id is not None:
        rows = rows.filter(subject=filters.subject_id)
    return page_of(
        rows,
        filters,
        order=SOONEST if is_to_do else NEWEST,
        shape=lambda found: [review_shapes.review(row) for row in found],
    )


@operation(router, "get", "/reviews/{review_id}", scope=READ, right=policies.VIEW, response=ReviewDetailOut)
def get_review(request: HttpRequest, review_id: AddressId) -> ReviewDetailOut:
    """One review with its card and opinions. The person under review sees it once it is out."""
    return review_shapes.detail(_found(request, review_id), request.user)


@operation(router, "get", "/reviews/{review_id}/messages", scope=READ, right=policies.VIEW, response=Page[MessageOut])
def list_review_messages(request: HttpRequest, review_id: AddressId, paging: Paging) -> Page[MessageOut]:
    """The conversation under review, the oldest message first; also for a reviewer of another team."""
    rows = ticket_reads.messages_of(_found(request, review_id).ticket)
    return page_of(rows, paging, order=("at", "id"), shape=shapes.messages)


@operation(router, "post", "/reviews/{review_id}/opinion", scope=WRITE, right=policies.WRITE, response=ReviewDetailOut)
def submit_review(
    request: HttpRequest, review_id: AddressId, data: OpinionIn, idempotency_key: Key = ""
) -> HttpResponse:
    """Give the opinion that is missing: the first one, or after an objection the second, which is final."""
    row = _found(request, review_id)
    _check_codes(row, data)

    def submit() -> ReviewDetailOut:
        services.submit(review_id=row.pk, filled=_filled(data), by=actor(request), at=clock.now())
        return _again(request, row.pk)

    try:
        return once(request, idempotency_key, submit, status=200)
    except DomainError as error:
        error.fields = {_place(name): words for name, words in error.fields.items()}
        raise


@operation(
    router, "post", "/reviews/{review_id}/take-back", scope=WRITE, right=policies.WRITE, response=ReviewDetailOut
)
def take_back_review(request: HttpRequest, review_id: AddressId) -> ReviewDetailOut:
    """Make one's opinion a draft again while the undo time runs."""
    row = _found(request, review_id)
    services.take_back(review_id=row.pk, by=actor(request), at=clock.now())
    return _again(request, row.pk)


@operation(router, "post", "/reviews/{review_id}/agree", scope=WRITE, right=policies.ANSWER, response=ReviewDetailOut)
def agree_review(request: HttpRequest, review_id: AddressId) -> ReviewDetailOut:
    """Accept the result of one's own conversation."""
    row = _found(request, review_id)
    services.agree(review_id=row.pk, by=actor(request), at=clock.now())
    return _again(request, row.pk)


@operation(router, "post", "/reviews/{review_id}/object", scope=WRITE, right=policies.ANSWER, response=ReviewDetailOut)
def object_review(request: HttpRequest, review_id: AddressId, data: ObjectionIn) -> ReviewDetailOut:
    """Object to the result of one's own conversation: a second person of a higher post gives the final opinion."""
    row = _found(request, review_id)
    services.object_to(review_id=row.pk, reason=data.reason, by=actor(request), at=clock.now())
    return _again(request, row.pk)


def _found(request: HttpRequest, key: int) -> Review:
    row = reads.review(request.user, key, at=clock.now())
    if row is None:
        raise NotFound
    return row


def _again(request: HttpRequest, key: int) -> ReviewDetailOut:
    return review_shapes.detail(_found(request, key), request.user)


def _filled(data: OpinionIn) -> services.Filled:
    return services.Filled(
        marks=data.marks,
        comments=data.comments,
        evidence=[(item.message_id, item.quote, item.criterion) for item in data.evidence],
        summary=data.summary,
    )


def _check_codes(row: Review, data: OpinionIn) -> None:
    """A mistyped criterion must not be lost in silence."""
    known = {item.code for item in of_json(row.card.criteria)}
    words = _("The card has no such criterion.")
    fields = {f"marks.{code}": words for code in data.marks if code not in known}
    fields |= {f"comments.{code}": words for code in data.comments if code not in known}
    named = {item.criterion for item in data.evidence} - {""}
    if not named <= known:
        fields["evidence"] = words
    if fields:
        raise DomainError("unknown-criterion", words, _("See fields."), fields=fields)


def _place(name: str) -> str:
    """Where a value stands in the body: "mark_accuracy" of the service → "marks.accuracy"."""
    for before, after in (("mark_", "marks."), ("comment_", "comments.")):
        if name.startswith(before):
            return after + name.removeprefix(before)
    return name
