"""Turns score cards and reviews into what the API sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from zhichi.api.schemas.reviews import (
    CriterionOut,
    MarkOut,
    OpinionOut,
    PassageOut,
    ReviewDetailOut,
    ReviewOut,
    ScoreCardOut,
)
from zhichi.api.schemas.values import Ref
from zhichi.api.shapes import ref
from zhichi.reviews import policies
from zhichi.reviews.cards import of_json
from zhichi.reviews.choices import Dimension, Ending, Origin, ReviewState
from zhichi.reviews.selectors import reviews as reads
from zhichi.tickets.numbers import number_of

if TYPE_CHECKING:
    from zhichi.reviews.models import Review, ScoreCard
    from zhichi.reviews.selectors.reviews import Verdict

SAME_NAME = (
    "reason", "due_at", "second_due_at", "created_at", "submitted_at", "object_until", "objected_at", "settled_at",
    "score", "has_failed", "dimensions",
)  # fmt: skip


def card(row: ScoreCard) -> ScoreCardOut:
    """A version of the score card, in the language of now."""
    language = get_language() or ""
    return ScoreCardOut.model_construct(
        number=row.number,
        criteria=[
            CriterionOut.model_construct(
                code=item.code,
                dimension=Dimension(item.dimension),
                weight=item.weight,
                scale=item.scale,
                fails=item.fails,
                name=item.name(language),
                text=item.text(language),
            )
            for item in of_json(row.criteria)
        ],
        reason=row.reason,
        published_by=row.by_label,
        published_at=row.at,
    )


def review(row: Review) -> ReviewOut:
    """A review; it carries its people and its card."""
    return ReviewOut.model_construct(**_values(row))


def detail(row: Review, person: Any) -> ReviewDetailOut:
    """One review with all that `person` may read of it. One query."""
    return ReviewDetailOut.model_construct(
        **_values(row),
        score_card=card(row.card),
        objection=row.objection,
        opinions=[_opinion(item) for item in reads.verdicts(row)],
        may_write=policies.WRITE.allows(person, row),
        may_answer=policies.ANSWER.allows(person, row),
    )


def _values(row: Review) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in SAME_NAME},
        "id": row.pk,
        "ticket": number_of(row.ticket_id),
        "subject": Ref(id=row.subject_id, name=str(row.subject)),
        "reviewer": ref(row.reviewer),
        "second": ref(row.second),
        "card": row.card.number,
        "origin": Origin(row.origin),
        "state": ReviewState(row.state),
        "ending": Ending(row.ending) if row.ending else None,
    }


def _opinion(found: Verdict) -> OpinionOut:
    row = found.opinion
    return OpinionOut.model_construct(
        by=Ref(id=row.by_id, name=str(row.by)),
        is_second=row.is_second,
        marks=[
            MarkOut.model_construct(criterion=item.code, mark=mark, comment=comment)
            for item, mark, comment, _passages in found.rows
        ],
        evidence=[
            PassageOut.model_construct(message_id=item["message"], quote=item["quote"], criterion=item["criterion"])
            for item in row.evidence
        ],
        summary=row.summary,
        score=row.score,
        has_failed=row.has_failed,
        dimensions=row.dimensions,
        submitted_at=row.submitted_at,
    )
