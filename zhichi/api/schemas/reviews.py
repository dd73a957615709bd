"""Shapes of conversation reviews: score cards, reviews with their opinions, what goes in (3.2)."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StrictInt

from zhichi.api.schemas.values import AddressId, Id, Moment, PageQuery, Ref, Strict, Text, TicketNumber
from zhichi.reviews.choices import Dimension, Ending, Origin, ReviewState

Code = Annotated[str, Field(min_length=1, max_length=40)]
Remark = Annotated[str, Field(max_length=2_000)]


class CriterionOut(Schema):
    """One line of a score card. Marks go from 0 to `scale`."""

    code: str = Field(examples=["accuracy"])
    dimension: Dimension
    weight: int
    scale: int = Field(description="The highest mark.")
    fails: bool = Field(description="A 0 here fails the whole review.")
    name: str = Field(description="In the language asked for.")
    text: str


class ScoreCardOut(Schema):
    """A published version of the score card; it never changes."""

    number: int
    criteria: list[CriterionOut]
    reason: str
    published_by: str
    published_at: Moment


class ReviewQuery(PageQuery):
    """Which reviews."""

    which: Literal["all", "to_write", "mine"] = Field(
        "all", description="to_write: what the token's owner has to review; mine: results of their own conversations."
    )
    state: ReviewState | None = None
    subject_id: AddressId | None = None


class ReviewOut(Schema):
    """One conversation of one person, looked at by somebody else."""

    id: int
    ticket: TicketNumber
    subject: Ref = Field(description="The person under review.")
    reviewer: Ref | None = Field(description="Null while nobody may review it.")
    second: Ref | None = Field(description="Who gives the second opinion.")
    card: int = Field(description="Number of the score card.")
    origin: Origin
    reason: str = Field(description="Why it was chosen by hand.")
    state: ReviewState
    ending: Ending | None
    due_at: Moment
    second_due_at: Moment | None
    created_at: Moment
    submitted_at: Moment | None
    object_until: Moment | None
    objected_at: Moment | None
    settled_at: Moment | None
    score: float | None = Field(description="0 to 100; of the second opinion once there is one.")
    has_failed: bool
    dimensions: dict[str, float]


class PassageOut(Schema):
    """A passage of the conversation."""

    message_id: int
    quote: str
    criterion: str = Field(description="Empty: of none.")


class MarkOut(Schema):
    """What one criterion got."""

    criterion: str
    mark: int | None
    comment: str


class OpinionOut(Schema):
    """A given opinion."""

    by: Ref
    is_second: bool
    marks: list[MarkOut]
    evidence: list[PassageOut]
    summary: str
    score: float
    has_failed: bool
    dimensions: dict[str, float]
    submitted_at: Moment


class ReviewDetailOut(ReviewOut):
    """A review with its card, the objection and the opinions, the first one first."""

    score_card: ScoreCardOut
    objection: str
    opinions: list[OpinionOut]
    may_write: bool = Field(description="Whether the token's owner is to give the opinion that is missing.")
    may_answer: bool = Field(description="Whether they may agree or object.")


class PassageIn(Strict):
    """A passage as it stands in a message of the conversation."""

    message_id: Id
    quote: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"\S")]
    criterion: Annotated[str, Field(max_length=40)] = ""


class OpinionIn(Strict):
    """A card as it is filled in: a mark for each criterion, a comment for each 0."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "marks": {"courtesy": 4, "accuracy": 3},
                    "comments": {"accuracy": "第二步写错了菜单名"},
                    "evidence": [{"message_id": 12, "quote": "请点“文件”", "criterion": "accuracy"}],
                    "summary": "耐心，步骤清楚",
                }
            ]
        }
    )

    marks: dict[Code, StrictInt] = Field(max_length=20)
    comments: dict[Code, Remark] = Field(default_factory=dict, max_length=20)
    evidence: list[PassageIn] = Field(default_factory=list, max_length=30)
    summary: Remark = ""


class ObjectionIn(Strict):
    """Why one objects."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "客户当时已挂断"}]})

    reason: Annotated[Text, Field(min_length=1, max_length=4_000, pattern=r"\S")]
