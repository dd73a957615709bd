"""Shapes of ideas (3.3.3, 10.4)."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from zhichi.api.schemas.values import Flag, Moment, PageQuery, Ref, Strict
from zhichi.improvement.choices import LONGEST_TEXT, LONGEST_TITLE, Answer, Direction, IdeaState

Words = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class IdeaQuery(PageQuery):
    """Which ideas."""

    state: IdeaState | None = None
    direction: Direction | None = None
    which: Literal["all", "mine"] = Field("all", description="mine: those of the token's owner.")


class IdeaOut(Schema):
    """How serving could be better, and where the idea stands."""

    id: int
    title: str
    now: str = Field(description="What there is now.")
    better: str = Field(description="What would be better.")
    effect: str = Field(description="What is expected of it.")
    direction: Direction
    state: IdeaState
    author: Ref
    ticket: str | None = Field(description="Number of the request that gave rise to it, if the owner may see it.")
    votes: int
    has_voted: bool = Field(description="Whether the token's owner has voted for it.")
    raised_at: Moment
    changed_at: Moment
    decided_at: Moment | None = Field(description="When it was adopted or dropped.")
    answer: Answer | None = Field(description="What the measured result says; null while nothing is measured.")
    result: str = Field(description="What was measured.")


class IdeaIn(Strict):
    """A new idea."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "夜班交接改用清单",
                    "now": "夜班口头交接，每周约漏两张工单。",
                    "better": "交接页带固定清单，逐项确认。",
                    "effect": "漏交接的工单每周少于一张。",
                    "direction": "management",
                    "ticket": "10017",
                }
            ]
        }
    )

    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    now: Words
    better: Words
    effect: Words
    direction: Direction
    ticket: str = Field("", max_length=20, description="Number of the request that gave rise to it.")


class VoteIn(Strict):
    """A vote, or taking it back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"is_for": True}]})

    is_for: Flag = Field(default=True, description="false takes the vote back.")
