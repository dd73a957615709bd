"""Shapes of service requests."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from zhichi.api.schemas.values import (
    AddressId,
    Count,
    FileId,
    Flag,
    Id,
    Language,
    Line,
    Moment,
    PageQuery,
    Ref,
    Strict,
    Text,
    TicketNumber,
)
from zhichi.tickets.choices import Channel, State, TicketType, Urgency

STEPS = Literal["start", "wait_customer", "wait_vendor"]


class ServiceLevelOut(Schema):
    """The service level that a ticket keeps."""

    name: str = Field(description="Its name; empty where no rule fits and the targets of the handbook count.")
    name_en: str = Field(description="Its name in English; empty where it has no second name.")
    version: int | None = Field(description="The version of the table; null for a ticket from before the first one.")


class TicketOut(Schema):
    """One service request (2.1)."""

    number: TicketNumber
    subject: str = Field(examples=["升级 8.2 后导出的报表打开是乱码"])
    type: str = Field(description="inquiry, fault, enhancement; empty while nobody has judged it.", examples=["fault"])
    urgency: Urgency
    state: State
    channel: Channel
    language: Language
    contact: Ref | None
    organisation: Ref | None
    product: Ref | None
    asset_id: int | None
    version: str = Field(examples=["8.2.0"])
    occurred_at: Moment | None
    affected: int | None = Field(description="How many users are affected.")
    cc: list[str]
    team: Ref
    owner: Ref | None = Field(description="The accountable person; without one the duty role is accountable.")
    duty_role: Ref
    round: int = Field(description="Solution round; each reopening begins the next.")
    transfers: int
    needs_reply: bool = Field(description="The customer had the last word.")
    received_at: Moment
    registered_at: Moment
    assigned_at: Moment | None
    responded_at: Moment | None
    confirmed_at: Moment | None
    resolved_at: Moment | None
    closed_at: Moment | None
    updated_at: Moment
    service_level: ServiceLevelOut
    promise: str = Field(
        description="The nearest promise about time (3.1): response, progress, solution; empty when none is open."
    )
    due_at: Moment | None = Field(description="When it is due; null while every clock stands still.")
    next_report_at: Moment | None = Field(description="When the next progress report is due (3.1.3).")
    snoozed_until: Moment | None = Field(description="Out of its owner's list until then; its clocks go on.")
    merged_into: TicketNumber | None = Field(description="The request under which it goes on, when it was merged.")
    merged_from: list[TicketNumber] = Field(description="Requests that were merged into this one; theirs too.")
    customer_url: str = Field(description="Where the customer follows this one request without signing in.")


class NewContact(Strict):
    """A customer known by a mail address: the contact with it, or a new one."""

    address: str = Field(max_length=254, examples=["heqing@example.com"])
    name: Line = Field("", examples=["何青"])


class TicketIn(Strict):
    """A new request. The customer is named by `contact_id` or by `contact`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "subject": "升级 8.2 后导出的报表打开是乱码",
                    "text": "用表格软件打开，中文全是乱码，数字正常。",
                    "contact": {"address": "heqing@example.com", "name": "何青"},
                    "urgency": "normal",
                    "version": "8.2.0",
                }
            ]
        }
    )

    subject: Line = Field(min_length=1, pattern=r"\S")
    text: Text = ""
    contact_id: Id | None = None
    contact: NewContact | None = None
    product_id: Id | None = None
    asset_id: Id | None = None
    version: str = Field("", max_length=120)
    type: Literal["", "inquiry", "fault", "enhancement"] = ""
    urgency: Urgency = Urgency.NORMAL
    occurred_at: Moment | None = None
    affected: Count | None = None
    language: Language = "zh-hans"
    attachments: list[FileId] = Field(default_factory=list, max_length=50)
    acknowledge: Flag = Field(default=False, description="Send the customer the automatic acknowledgement.")


class TicketPatch(Strict):
    """What to change; names left out stay as they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"type": "fault", "urgency": "urgent", "product_id": 3}]})

    type: TicketType = TicketType.INQUIRY
    urgency: Urgency = Urgency.NORMAL
    subject: Line = Field("", min_length=1, pattern=r"\S")
    contact_id: Id | None = None
    organisation_id: Id | None = None
    product_id: Id | None = None
    asset_id: Id | None = None
    version: str = Field("", max_length=120)
    occurred_at: Moment | None = None
    affected: Count | None = None
    language: Language = "zh-hans"


class TicketQuery(PageQuery):
    """Narrows the list; what is left out does not. Newest change first."""

    state: list[State] = Field(default_factory=list, max_length=8)
    type: TicketType | None = None
    urgency: Urgency | None = None
    channel: Channel | None = None
    is_open: bool | None = None
    owner_id: AddressId | None = None
    unassigned: bool = False
    team_id: AddressId | None = None
    contact_id: AddressId | None = None
    organisation_id: AddressId | None = None
    product_id: AddressId | None = None
    tag: str = Field("", max_length=40)
    updated_since: Moment | None = Field(None, description="Only what has changed at or after this moment.")


class AssignIn(Strict):
    """Who is accountable from now on (3.3.1)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"owner_id": 4, "reason": "熟悉报表模块"}]})

    owner_id: Id | None = Field(None, description="The person; without one it goes back to the duty role.")
    duty_role_id: Id | None = None
    team_id: Id | None = None
    reason: Line = Field("", description="Needed when it moves on from a person.")


class StepIn(Strict):
    """A step of the flow that people take by hand."""

    step: STEPS
    reason: Line = ""


class TagsIn(Strict):
    """All tags the request shall have."""

    tags: list[str] = Field(max_length=50, examples=[["报表", "8.2"]])


class TagsOut(Schema):
    """The tags it has now."""

    tags: list[str]


class ReasonIn(Strict):
    """Why."""

    reason: Line = Field(min_length=1, pattern=r"\S")
