"""Shapes of escalation: late promises that went up (3.1.2), hard requests that went to a senior (4.2)."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from zhichi.api.schemas.clocks import EscalationOut
from zhichi.api.schemas.values import AddressId, Moment, PageQuery, Ref, Strict, Text, TicketNumber
from zhichi.assigner.choices import Pattern
from zhichi.escalation.choices import Step


class EscalationStepOut(Schema):
    """One step that was taken."""

    step: Step
    at: Moment
    told: list[Ref]
    skipped_because: str | None = Field(description="Why there was nobody to tell, in words; the next one was told.")
    acknowledged_at: Moment | None


class LatePromiseOut(EscalationOut):
    """A late promise, how far it went up, and what comes next."""

    id: int
    ticket: TicketNumber
    subject: str
    owner: Ref | None = Field(description="Null while only a duty role has it.")
    next_step: Step | None = Field(description="Null while it stands, after the last one, and when it has ended.")
    next_step_at: Moment | None
    ended_at: Moment | None = Field(description="When the promise was met, dropped, or turned out not to be late.")
    steps: list[EscalationStepOut]
    needs_acknowledgement: bool = Field(description="Whether the token's owner was told and has not acknowledged it.")


class ToSeniorOut(Schema):
    """A hard request that went from a junior to a senior, and what had been tried."""

    id: int
    junior: Ref
    senior: Ref
    reason: str
    tried: str
    why: list[str] = Field(description="Why this senior, in words.")
    at: Moment
    returned_at: Moment | None
    return_reason: str


class PassedAroundOut(Schema):
    """A request that is passed around: until a supervisor moves it, nobody else does."""

    id: int
    ticket: TicketNumber
    pattern: Pattern
    path: list[str] = Field(description="Who had it, one after the other.")
    at: Moment
    settled_at: Moment | None
    settled_by: Ref | None


class EscalationsOfOut(Schema):
    """All that went up about one request, the newest first."""

    late: list[LatePromiseOut]
    to_seniors: list[ToSeniorOut]
    passed_around: list[PassedAroundOut]


class LateQuery(PageQuery):
    """Narrows the list; what is left out does not."""

    step: Step | None = Field(None, description="Only those whose highest step is this one.")
    acknowledged: bool | None = None
    owner_id: AddressId | None = None
    team_id: AddressId | None = None


class ToSeniorIn(Strict):
    """Why it needs a senior, and what was tried."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "涉及导出内核", "tried": "重装驱动、换字体，都不行"}]}
    )

    reason: Text = Field(min_length=1, pattern=r"\S")
    tried: Text = Field(min_length=1, pattern=r"\S")


class HandBackIn(Strict):
    """Why it goes back to the junior."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "原因已定位，按方案继续处理即可"}]})

    reason: Text = Field(min_length=1, pattern=r"\S")


class OfferAnswerIn(Strict):
    """The answer to an offered request."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"answer": "decline", "reason": "正在客户现场"}]})

    answer: Literal["accept", "decline"]
    reason: Text = ""


class OfferAnswerOut(Schema):
    """The answer was taken."""

    answer: Literal["accept", "decline"]
