"""Shapes of notices: what the token's owner was told."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import Field

from zhichi.api.schemas.values import Moment, Page, PageQuery, Ref, TicketNumber

Severity = Literal["info", "warning", "urgent"]


class NoticeQuery(PageQuery):
    """Narrows the list; what is left out does not."""

    waiting: bool = Field(default=False, description="Only those that wait to be acknowledged.")


class NoticeOut(Schema):
    """Something that one person was told."""

    id: int
    kind: str = Field(description="Stable, for programs.", examples=["escalation.raised"])
    label: str = Field(description="The kind in words, in the language asked for.")
    text: str = Field(description="What it says, in the language asked for.")
    severity: Severity
    ticket: TicketNumber | None = Field(description="The request it is about; null when about something else.")
    about: str = Field(description="How that was called when it was told.", examples=["#10017"])
    path: str = Field(description="Where the desk shows that; empty for none.", examples=["/desk/tickets/10017/"])
    made_at: Moment
    read_at: Moment | None
    is_waiting: bool = Field(description="It waits to be acknowledged.")
    needs_acknowledgement: bool
    acknowledged_at: Moment | None
    acknowledged_by: Ref | None
    ended_at: Moment | None = Field(description="It asks for nothing any more: what it was about is done.")


class NoticesOut(Page[NoticeOut]):
    """One page of notices, with how many there are."""

    unread: int
    waiting: int


class AcknowledgedOut(Schema):
    """What came of an acknowledgement."""

    acknowledged: int = Field(description="How many were; 0 when none waited.")
    unread: int
    waiting: int = Field(description="How many still wait.")
