"""What the person under review does with the result: agree, object with a reason (申诉), or let the time pass."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.records.selectors import policy
from zhichi.reviews import definitions, policies
from zhichi.reviews.choices import Ending, ReviewState
from zhichi.reviews.events import Agreed, Closed, Objected
from zhichi.reviews.models import Review
from zhichi.reviews.services._write import allow, lock, objection_digest, record
from zhichi.reviews.services.planning import give_second

if TYPE_CHECKING:
    from django.db.models import QuerySet

MAX_OBJECTION = 4_000
CARE = Actor.system("reviews")


@transaction.atomic
def agree(*, review_id: int, by: Actor, at: datetime) -> Review:
    """Accept the result. Appends reviews.agreed. Raises Refused for anybody but the person under review."""
    review = _mine(review_id, by, at)
    review.state, review.ending, review.settled_at = ReviewState.SETTLED, Ending.AGREED, at
    review.save()
    record(review.stream, Agreed(), by=by, at=at)
    return review


@transaction.atomic
def object_to(*, review_id: int, reason: str, by: Actor, at: datetime) -> Review:
    """Object with a reason: a second person of a higher post gives the final opinion. Appends reviews.objected.

    Raises Refused for anybody but the person under review, Conflict when the time for it is over.
    """
    review = _mine(review_id, by, at)
    text = clean(reason).strip()
    if not text or len(text) > MAX_OBJECTION:
        message = _("Say why you object.") if not text else _("At most %s characters.") % MAX_OBJECTION
        raise DomainError("reason", message, fields={"reason": message})
    if review.object_until is not None and at > review.object_until:
        raise Conflict("late", _("The time for objections is over."), _("Talk to your supervisor."))
    review.state, review.objection, review.objected_at = ReviewState.OBJECTED, text, at
    review.second_due_at = at + timedelta(days=policy(definitions.SECOND_DAYS))
    record(review.stream, Objected(digest=objection_digest(review)), by=by, at=at)
    give_second(review, by=CARE, at=at)
    review.save()
    return review


def close_expired(*, at: datetime) -> int:
    """Settle the results to which nobody objected in time; returns how many. Appends reviews.closed to each."""
    due: QuerySet[Review] = Review.objects.filter(state=ReviewState.SUBMITTED, object_until__lt=at)
    return sum(_close(key, at) for key in list(due.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _close(review_id: int, at: datetime) -> bool:
    review = lock(review_id)
    if review.state != ReviewState.SUBMITTED or review.object_until is None or review.object_until >= at:
        return False
    review.state, review.ending, review.settled_at = ReviewState.SETTLED, Ending.SILENT, at
    review.save()
    record(review.stream, Closed(), by=CARE, at=at)
    return True


def _mine(review_id: int, by: Actor, at: datetime) -> Review:
    review = lock(review_id)
    allow(policies.ANSWER, by, review)
    if review.shown_at is not None and at < review.shown_at:
        raise Conflict("early", _("The result is not out yet."))
    return review
