"""Shapes of what moves a request in time or into another one: snooze, report time, merge, split."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from zhichi.api.schemas.values import Flag, Id, Line, Moment, Strict, TicketNumber


class SnoozeIn(Strict):
    """Until when it stays out of its owner's list. No clock stands still."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"until": "2026-11-25T09:00:00+08:00"}, {"until": None}]})

    until: Moment | None = Field(None, description="Null: until the customer answers.")


class AgreeIn(Strict):
    """Another time for the next progress report, as agreed with the customer (3.1.3)."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"until": "2026-11-26T09:00:00+08:00", "reason": "客户同意周四上午再通报"}]}
    )

    until: Moment
    reason: Line = Field(min_length=1, pattern=r"\S")


class MergeIn(Strict):
    """The request that goes on for both."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"into": "10017", "reason": "同一件事"}]})

    into: TicketNumber
    reason: Line = ""
    knows_other: Flag = Field(
        default=False, description="Needed when different people of one customer asked: both get the answers by mail."
    )


class SplitIn(Strict):
    """Which messages are another matter, and what it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"messages": [128, 131], "subject": "打印机无法联网"}]})

    messages: Annotated[list[Id], Field(min_length=1, max_length=200)]
    subject: Line = Field(min_length=1, pattern=r"\S")
    urgency: Literal["", "urgent", "normal"] = Field("", description="As the old request's when left out.")
