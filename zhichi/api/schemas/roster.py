"""Shapes of the duty roster: shifts, who is on duty, swaps."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from zhichi.api.schemas.values import AddressId, Cleaned, Day, Id, Line, Moment, PageQuery, Ref, Strict
from zhichi.roster.choices import SwapState


class ShiftQuery(PageQuery):
    """Shifts that begin on the days of a period, both included."""

    first: Day = Field(alias="from", description="First day.")
    last: Day = Field(alias="to", description="Last day.")
    team_id: AddressId | None = None
    person_id: AddressId | None = None


class ShiftOut(Schema):
    """One person's shift."""

    id: int
    person: Ref
    team: Ref
    kind: Ref
    day: Day = Field(description="On which it begins, by the team's clock; it may end on the next.")
    starts_at: Moment
    ends_at: Moment
    duty_role: Ref | None = Field(description="The duty role that its person holds meanwhile.")
    is_published: bool = Field(description="False for a draft, which only planners see.")


class DutyQuery(Cleaned):
    """When and where."""

    at: Moment | None = Field(None, description="Default: now.")
    team_id: AddressId | None = None


class DutyRoleOut(Schema):
    """A duty role and who answers for it (3.3.1)."""

    role: Ref
    team: Ref
    holder: Ref | None = Field(description="By the roster, else for good; null when nobody does.")
    until: Moment | None = Field(description="When the holder's shift ends; null when the roster says nothing.")


class DutyOut(Schema):
    """Who is on duty at a moment."""

    at: Moment
    shifts: list[ShiftOut] = Field(description="Published shifts that run, without people who are away.")
    roles: list[DutyRoleOut]


class SwapQuery(PageQuery):
    """Narrows the list; what is left out does not."""

    state: SwapState | None = None
    waiting_for: Literal["answer", "approval"] | None = Field(
        None, description="Only those that wait for the token's owner: to take the shift, or to approve the swap."
    )


class SwapOut(Schema):
    """An offer of a shift to one colleague or to anybody of the team, and what became of it (4.1)."""

    id: int
    state: SwapState
    team: Ref
    kind: Ref
    day: Day
    shift_id: int | None = Field(description="Null when the shift was planned away.")
    giver: Ref
    wanted: Ref | None = Field(description="To whom it is offered; null: to anybody of the team.")
    taker: Ref | None
    in_return_id: int | None = Field(description="The shift that the giver works instead.")
    note: str
    answer: str = Field(description="Why it was not approved.")
    offered_at: Moment
    changed_at: Moment


class SwapIn(Strict):
    """One's own published shift that has not begun, to give away."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"shift_id": 31, "wanted_id": 4, "note": "家长会"}]})

    shift_id: Id
    wanted_id: Id | None = Field(None, description="The colleague; left out: anybody of the team.")
    in_return_id: Id | None = Field(None, description="A shift of that colleague's to work instead.")
    note: str = Field("", max_length=200)


class RefusalIn(Strict):
    """Why a swap is not approved; both read it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "当天已有两人请假"}]})

    reason: Line = Field(min_length=1, pattern=r"\S")
