"""Shapes of clocks: promises about a request with their pauses and warnings, and the board of what is at risk."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import Field

from zhichi.api.schemas.values import AddressId, Moment, Page, PageQuery, Ref, TicketNumber
from zhichi.escalation.choices import Step
from zhichi.sla.choices import ClockState, PauseReason
from zhichi.tickets.choices import ClockCode, State, Urgency

Look = Literal["track", "soon", "late", "paused"]


class PauseOut(Schema):
    """A time in which a clock stood still."""

    reason: PauseReason
    since: Moment
    until: Moment | None = Field(description="Null while it still waits.")
    seconds: int = Field(description="How long it lasted, until now while it still waits; time of day, not of work.")


class WarningOut(Schema):
    """Somebody was warned because so much of the time was used."""

    percent: int
    at: Moment


class ClockOut(Schema):
    """One promise about a request (3.1). Lengths are seconds of working time by its calendar; pauses do not count."""

    id: int
    metric: str = Field(description="response, solution, progress.", examples=["response"])
    state: ClockState
    look: Look | None = Field(description="What the page shows of an open one; null when it has ended.")
    calendar: Ref | None = Field(description="By which working time counts; null: around the clock.")
    target_seconds: int
    used_seconds: int
    remaining_seconds: int = Field(description="Negative when late.")
    started_at: Moment
    due_at: Moment | None = Field(description="Null while it is paused.")
    ended_at: Moment | None
    pauses: list[PauseOut] = Field(description="In the order in which they began.")
    warnings: list[WarningOut]
    missed_at: Moment | None = Field(description="The true instant at which the time ran out, whoever noticed when.")


class ClocksOut(Schema):
    """All clocks of a request."""

    items: list[ClockOut]


class BoardQuery(PageQuery):
    """Narrows the board; what is left out does not."""

    team_id: AddressId | None = None
    metric: ClockCode | None = Field(None, description="Only where this is the nearest promise.")
    urgency: Urgency | None = None
    when: Literal["late", "hour", "day", "later"] | None = Field(
        None, description="late; due within an hour; due after that within a day; later."
    )


class EscalationOut(Schema):
    """How far a late promise went up (3.1.2)."""

    metric: str
    late_since: Moment
    step: Step | None = Field(description="The highest step that was taken; null while it was only told to its owner.")
    acknowledged_at: Moment | None
    acknowledged_by: Ref | None


class AtRiskOut(Schema):
    """An open request with its nearest promise."""

    number: TicketNumber
    subject: str
    urgency: Urgency
    state: State
    customer: str
    team: str
    owner: str = Field(description="The duty role while nobody has taken it.")
    metric: str
    look: Look
    due_at: Moment
    remaining_seconds: int = Field(description="Working time, negative when late.")
    used_percent: int = Field(description="Above 100 when late.")
    escalation: EscalationOut | None
    needs_acknowledgement: bool = Field(description="Whether the token's owner was told and has not acknowledged it.")


class BoardCounts(Schema):
    """How many there are in each range of time, whatever `when` says."""

    late: int
    hour: int
    day: int
    later: int


class BoardOut(Page[AtRiskOut]):
    """One page of the board, late first."""

    counts: BoardCounts
