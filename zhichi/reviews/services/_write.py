"""What the services of reviews share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.core.canonical import dumps, sha256
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.records import services as records
from zhichi.reviews.models import Opinion, Review

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event
    from zhichi.core.rights import Right


def allow(right: Right, by: Actor, row: Any = None) -> None:
    """Raise Refused when `by` is a person without the right."""
    if not by.is_system:
        right.check(by.user, row)


def lock(review_id: int) -> Review:
    """The review, locked until the transaction ends. Raises Review.DoesNotExist."""
    rows = Review.objects.select_for_update(of=("self",)).select_related("subject", "card", "reviewer", "second")
    return rows.get(pk=review_id)


def record(stream: str, event: Event, *, by: Actor, at: datetime, is_new: bool = False) -> None:
    """Append one event."""
    records.append(stream, event, by=by, at=at, is_new=is_new)


def required(text: str, field: str, message: str, *, most: int = 300) -> str:
    """The text on one line at most so long; raises DomainError naming `field` when it is empty or too long."""
    found = " ".join(clean(text).split())
    if not found:
        raise DomainError(f"{field}-missing", message, fields={field: message})
    if len(found) > most:
        long = _("At most %s characters.") % most
        raise DomainError(f"{field}-long", long, fields={field: long})
    return found


def card_digest(criteria: list[dict[str, Any]]) -> str:
    """The digest by which the record proves a version of the card."""
    return sha256(dumps(criteria))


def opinion_digest(row: Opinion) -> str:
    """The digest by which the record proves an opinion."""
    return sha256(dumps([row.marks, row.comments, row.evidence, row.summary, row.by_id]))


def objection_digest(review: Review) -> str:
    """The digest by which the record proves the reason of an objection."""
    return sha256(dumps([review.objection, review.subject_id]))
