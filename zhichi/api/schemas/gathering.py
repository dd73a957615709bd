"""Shapes of gathering: sources, runs, incoming changes (6.2.2)."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from zhichi.api.schemas.values import AddressId, Flag, Moment, PageQuery, Ref, Strict
from zhichi.gathering.choices import ItemState, RunState


class SourceOut(Schema):
    """Where articles come from. Its options and keys stay on the pages."""

    id: int
    name: str
    kind: str = Field(examples=["site"])
    place: str = Field(description="An address or a folder.")
    language: str
    article_type: str
    is_active: bool = Field(description="Whether it is read by schedule.")
    next_at: Moment | None
    owner: Ref | None


class RunOut(Schema):
    """One reading of a source, or of an uploaded archive."""

    id: int
    source_id: int | None = Field(description="Null for an uploaded archive.")
    is_trial: bool
    state: RunState
    asked_at: Moment
    started_at: Moment | None
    ended_at: Moment | None
    done: int
    total: int
    counts: dict[str, int] = Field(description="new, changed, conflict, gone, failed, skipped, same → how many.")
    words: str = Field(description="Why it failed, or did not look at everything.")


class RunIn(Strict):
    """How to read it."""

    trial: Flag = Field(default=False, description="Only say what would come; write nothing.")


class IncomingQuery(PageQuery):
    """Which view of the queue."""

    state: ItemState = ItemState.CONFLICT
    source_id: AddressId | None = None


class IncomingOut(Schema):
    """Something that a source brought, and the article that it became."""

    id: int
    source_id: int
    state: ItemState
    address: str
    article: int = Field(description="Id of the article.")
    number: str = Field(examples=["KB-0012"])
    title: str
    changed_at: Moment
