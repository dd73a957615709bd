"""Shapes of the hand-over at shift end: what is to go, what went, where it went."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from zhichi.api.schemas.values import Cleaned, Id, Moment, Ref, Strict, TicketNumber
from zhichi.tickets.choices import State, Urgency

Note = Annotated[str, Field(max_length=500)]


class HandOverLineOut(Schema):
    """One open request of the token's owner."""

    ticket: TicketNumber
    subject: str
    urgency: Urgency
    state: State
    customer: str
    due_at: Moment | None
    is_due: bool = Field(description="A promise is due before the next own shift begins.")
    needs_care: bool = Field(description="Somebody must look after it before then (3.3.1).")
    goes_to: Literal["keep", "duty", "person"] = Field(description="What is proposed.")
    person: Ref | None = Field(description="Who is proposed, where `goes_to` is person.")
    remarks: list[str] = Field(description="What else is to know, as that it is passed around.")
    duty_role: Ref
    duty_holder: Ref | None = Field(description="Who answers for the duty role when the shift ends.")


class ColleagueOut(Schema):
    """Somebody who could go on."""

    person: Ref
    open: int = Field(description="How many open requests they have.")


class HandOverSheetOut(Schema):
    """What is to hand over at the end of the running shift; without a shift, now."""

    shift: str = Field(description="Name and day of the running shift; a dash without one.")
    ends_at: Moment
    next_shift_at: Moment | None = Field(description="When the next own shift begins; null while none is published.")
    lines: list[HandOverLineOut]
    next_shift: list[ColleagueOut]
    others: list[ColleagueOut]


class MoveIn(Strict):
    """One request and who goes on with it."""

    ticket: TicketNumber
    person_id: Id | None = Field(None, description="Null: the duty role of the request.")
    note: Note = ""


class HandOverIn(Strict):
    """What is handed over; what is not named stays. All or none."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"moves": [{"ticket": "10017", "person_id": 7}], "note": "客户下午回电"}]}
    )

    moves: Annotated[list[MoveIn], Field(min_length=1, max_length=500)]
    note: Note = Field("", description="For everything; each request may have a note of its own.")


class HandOverQuery(Cleaned):
    """Which hand-overs."""

    which: Literal["given", "received"] = "given"


class HandedOut(Schema):
    """One request of a hand-over."""

    ticket: TicketNumber
    to: Ref | None = Field(description="Null: it went to the duty role.")
    duty_role: Ref


class HandOverOut(Schema):
    """A hand-over."""

    id: int
    person: Ref
    shift: str
    at: Moment
    ended_at: Moment | None = Field(description="When the shift truly ends.")
    is_automatic: bool = Field(description="It went by itself, because it needed care.")
    note: str
    count: int
    items: list[HandedOut]
    undo_until: Moment | None
    undone_at: Moment | None
    can_be_undone: bool


class HandOversOut(Schema):
    """The latest of them; received ones of the last three days, each with only what came to the token's owner."""

    items: list[HandOverOut]


class TakenBackOut(HandOverOut):
    """What came back."""

    returned: int = Field(description="Less than `count` where somebody moved a request on or closed it since.")
