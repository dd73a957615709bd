"""Shapes of visits on site and remote sessions (2.2)."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field, StrictInt

from zhichi.api.schemas.values import (
    AddressId,
    Flag,
    Id,
    Moment,
    PageQuery,
    Ref,
    Strict,
    TicketNumber,
)
from zhichi.visits.choices import ConsentBy, Result, SessionState, SignedBy, VisitState

Minutes = Annotated[StrictInt, Field(ge=0, le=1_440)]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
Long = Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"\S")]
Zone = Annotated[str, Field(min_length=1, max_length=64, examples=["Asia/Shanghai"])]


class VisitOut(Schema):
    """A visit on site. Times are ours; the way is in minutes."""

    id: int
    ticket: TicketNumber
    state: VisitState
    reason: str
    address: str
    zone: str
    contact_name: str
    wanted_from: Moment | None
    wanted_until: Moment | None
    engineer: Ref | None
    companions: list[Ref]
    starts_at: Moment | None
    ends_at: Moment | None
    travel_before: int
    travel_after: int
    checked_in_at: Moment | None
    checked_out_at: Moment | None
    reported_at: Moment | None
    result: Result | None
    signed: SignedBy | None
    signer_name: str


class VisitAmendmentOut(Schema):
    """What was added to a finished report."""

    author: Ref
    at: Moment
    text: str


class VisitDetailOut(VisitOut):
    """A visit with its plan and report."""

    requested_by: Ref
    requested_at: Moment
    contact_phone: str
    skills: list[Ref] = Field(description="What whoever goes must master.")
    equipment: str
    overruled: str = Field(description="Why it was planned in spite of doubts.")
    departed_at: Moment | None
    found: str
    work_done: str
    parts_used: str
    minutes_worked: int | None
    unsigned_reason: str
    signed_at: Moment | None
    amendments: list[VisitAmendmentOut]
    cancelled_at: Moment | None
    cancel_reason: str


class VisitQuery(PageQuery):
    """Narrows the list; what is left out does not."""

    state: VisitState | None = None
    engineer_id: AddressId | None = None
    mine: bool = Field(default=False, description="Only those to which the token's owner goes, first or along.")
    starts_from: Moment | None = Field(None, description="Planned to begin at or after this moment.")
    starts_before: Moment | None = None


class VisitIn(Strict):
    """Why somebody should go there, and where that is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "reason": "远程连不上",
                    "address": "深圳市示例路 1 号",
                    "zone": "Asia/Shanghai",
                    "contact_name": "何青",
                    "wanted_from": "2026-12-01T09:00:00+08:00",
                    "wanted_until": "2026-12-01T12:00:00+08:00",
                }
            ]
        }
    )

    reason: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"\S")]
    address: Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S")]
    zone: Zone = Field(description="Of the site.")
    contact_name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
    contact_phone: str = Field("", max_length=60)
    wanted_from: Moment | None = Field(None, description="When it would suit the customer.")
    wanted_until: Moment | None = None
    skill_ids: list[Id] = Field(default_factory=list, max_length=50)


class PlanIn(Strict):
    """Who goes when."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "engineer_id": 4,
                    "starts_at": "2026-12-01T09:00:00+08:00",
                    "ends_at": "2026-12-01T11:00:00+08:00",
                    "travel_before": 30,
                    "travel_after": 30,
                }
            ]
        }
    )

    engineer_id: Id
    companion_ids: list[Id] = Field(default_factory=list, max_length=20)
    starts_at: Moment
    ends_at: Moment
    travel_before: Minutes = 0
    travel_after: Minutes = 0
    equipment: str = Field("", max_length=500)
    reason: str = Field("", max_length=500, description="Needed when a planned visit is moved.")
    overruled: str = Field("", max_length=500, description="Needed when something speaks against the plan.")


class VisitReasonIn(Strict):
    """Why it is postponed or called off."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "客户临时停电"}]})

    reason: Reason


class PlaceIn(Strict):
    """Where the device is, only with the engineer's consent."""

    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)
    accuracy: float = Field(0.0, ge=0, le=100_000, allow_inf_nan=False, description="Metres.")


class TapIn(Strict):
    """What the device tells with a tap; the time that counts is ours."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"device_at": "2026-12-01T09:02:00+08:00"}]})

    device_at: Moment | None = Field(None, description="Noted beside ours where the two differ too much.")
    place: PlaceIn | None = None


class VisitReportIn(Strict):
    """The report of a visit. A typed name, and no signature at all, need their reason."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "found": "打印服务没有启动",
                    "work_done": "重装驱动，打印正常",
                    "minutes_worked": 45,
                    "result": "solved",
                    "signed": "typed",
                    "signer_name": "何青",
                    "consents": True,
                    "unsigned_reason": "现场没有触摸屏",
                }
            ]
        }
    )

    found: Long
    work_done: Long
    parts_used: str = Field("", max_length=5_000)
    minutes_worked: Minutes
    result: Result
    signed: SignedBy
    signer_name: str = Field("", max_length=120, description="Needed when it is drawn or typed.")
    signature: str = Field("", max_length=300_000, description="The drawn PNG as a data: address, 200 kB at most.")
    consents: Flag = Field(default=False, description="The customer agrees to sign by typing their name.")
    unsigned_reason: str = Field("", max_length=500, description="Why no signature is drawn.")


class VisitAmendmentIn(Strict):
    """What is added to a finished report; what the customer signed stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "更换的硒鼓型号为 CF217A"}]})

    text: Annotated[str, Field(min_length=1, max_length=5_000, pattern=r"\S")]


class RemoteSessionOut(Schema):
    """A remote session with the customer's consent: by whom, how, when."""

    id: int
    state: SessionState
    engineer: Ref
    tool: str
    purpose: str
    consent_by: str
    consent_how: ConsentBy | None
    consent_at: Moment | None
    started_at: Moment | None
    ended_at: Moment | None
    work_done: str


class ConsentIn(Strict):
    """The customer's consent as the engineer heard it."""

    agrees: Flag = Field(description="The engineer's word that it was given.")
    by: Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S", description="Who agreed.")]
    how: ConsentBy = Field(description="Not portal: there the customer agrees by themselves.")


class RemoteSessionIn(Strict):
    """What the customer is asked to agree to; with `consent` it begins at once, without it they are asked by mail."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"tool": "ToDesk", "purpose": "查看打印服务"},
                {"tool": "ToDesk", "consent": {"agrees": True, "by": "何青", "how": "phone"}},
            ]
        }
    )

    tool: Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]
    link: str = Field("", max_length=500)
    purpose: str = Field("", max_length=500)
    consent: ConsentIn | None = None


class SessionEndIn(Strict):
    """What was done."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"work_done": "重装驱动，打印正常"}]})

    work_done: Long
