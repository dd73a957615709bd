"""Shapes of routing: what would become of a request and why, and how much everybody has."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from zhichi.accounts.choices import Post
from zhichi.api.schemas.values import AddressId, Cleaned, Language, Moment, Ref, TicketNumber
from zhichi.assigner.choices import Outcome
from zhichi.tickets.choices import Channel, TicketType, Urgency


class TryQuery(Cleaned):
    """A request to think through: one that exists (`ticket`), or one that is made up of the other values."""

    ticket: TicketNumber = ""
    subject: str = Field("", max_length=300)
    organisation_id: AddressId | None = None
    product_id: AddressId | None = None
    channel: Channel | None = None
    type: TicketType | None = None
    urgency: Urgency = Urgency.NORMAL
    language: Language = "zh-hans"
    team_id: AddressId | None = Field(None, description="Default: the team of the intake desk.")
    at: Moment | None = Field(None, description="Default: now.")


class PointsOut(Schema):
    """What one factor gives a person."""

    factor: str = Field(description="engineer, product, skills, load, language, fairness.", examples=["load"])
    label: str
    words: str = Field(description="Why, in the language asked for.", examples=["works on 3 of at most 10"])
    points: float
    most: int


class ChanceOut(Schema):
    """One person's chances."""

    person: Ref
    is_choice: bool
    fits: bool
    points: float
    parts: list[PointsOut]
    against: list[str] = Field(description="What holds them back, in words; empty for whoever fits.")


class RoutingRuleOut(Schema):
    """The rule that matches."""

    id: int
    name: str
    words: list[str] = Field(description="What it asks and what it does.")


class TriedRoutingOut(Schema):
    """What would become of the request, as if automatic assignment were on. Nothing is written."""

    outcome: Outcome
    outcome_words: str
    why: str = Field(description="The choice in one sentence, in the language asked for.")
    at: Moment
    team: Ref | None
    is_on: bool = Field(description="Whether the team's requests are assigned by themselves now.")
    rule: RoutingRuleOut | None = Field(description="Null when no rule matches: the team's own people are asked.")
    choice: Ref | None
    chances: list[ChanceOut] = Field(description="Everybody, the best first.")


class WaitingOut(Schema):
    """What the assigner would do now with one request that has no owner."""

    number: TicketNumber
    subject: str
    outcome: Outcome
    outcome_words: str
    choice: Ref | None
    why: str


class WaitingListOut(Schema):
    """Requests without an owner, the oldest promise first, two hundred at most."""

    items: list[WaitingOut]


class LoadQuery(Cleaned):
    """Whose load, and when."""

    team_id: AddressId | None = None
    at: Moment | None = Field(None, description="Presence at this moment; the load is that of now. Default: now.")


class LoadOut(Schema):
    """How much one person has, against what the handbook lets their post have (4.2)."""

    person: Ref
    post: Post
    team_ids: list[int]
    load: int = Field(description="Requests that they work on now.")
    capacity: int
    free: int = Field(description="How many more they can get; 0 when full.")
    is_absent: bool
    on_shift: bool | None = Field(description="Null when no working hours are noted.")
    can_take: bool = Field(description="Present, on shift and not full.")
    last_given_at: Moment | None = Field(description="When the assigner gave them one last.")


class LoadsOut(Schema):
    """Everybody's load, by name, and the sums of whoever is present and on shift."""

    at: Moment
    items: list[LoadOut]
    load: int
    capacity: int
    free: int
