"""Shapes of service levels: the table, its versions, and what the test bench says."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import Field

from zhichi.api.schemas.values import AddressId, Cleaned, Moment, Ref
from zhichi.tickets.choices import TicketType, Urgency


class LevelConditionOut(Schema):
    """What a rule asks about a request: one of `values`."""

    code: str = Field(examples=["urgency"])
    label: str
    values: list[str] = Field(description="Ids and codes; of contracts also any and none.")
    words: str = Field(description="The same for people, in the language asked for.")


class LevelTargetOut(Schema):
    """How long one promise may take."""

    metric: str = Field(description="response, solution, progress.", examples=["response"])
    seconds: int = Field(description="Working time.")


class LevelOut(Schema):
    """One rule of the table. The first of which every condition is met decides."""

    key: str = Field(description="Stays the same from version to version.")
    name: str = Field(description="In Chinese; in English where it has no other.")
    name_en: str = Field(description="In English; empty where it has no second name.")
    conditions: list[LevelConditionOut] = Field(description="Without any it fits every request.")
    targets: list[LevelTargetOut] = Field(description="Those it sets; the handbook's count for the others.")
    calendar: Ref | None = Field(description="Without one the contract's counts, else the team's, else the company's.")
    never_reached_because_of: str = Field(description="An earlier rule that takes all its requests; else empty.")
    trouble: list[str] = Field(description="What it speaks of that is gone or out of use.")


class HandbookTargetsOut(Schema):
    """What counts for an urgency where no rule fits."""

    urgency: str
    targets: list[LevelTargetOut]


class LevelVersionOut(Schema):
    """A published table. It never changes; the highest number is in force."""

    number: int
    published_at: Moment
    published_by: str
    reason: str
    rules: int = Field(description="How many rules it has.")


class LevelTableOut(Schema):
    """A table with its rules, in the order in which they are asked."""

    version: LevelVersionOut | None = Field(description="Null while none was ever published.")
    is_in_force: bool
    items: list[LevelOut]
    handbook: list[HandbookTargetsOut] = Field(description="The targets of the handbook, which end every table.")


class BenchQuery(Cleaned):
    """A request that might come in. What is left out is not known."""

    organisation_id: AddressId | None = None
    product_id: AddressId | None = None
    type: TicketType | None = None
    urgency: Urgency = Urgency.NORMAL
    team_id: AddressId | None = Field(None, description="Whose calendar may count; default: the first team.")
    received_at: Moment | None = Field(None, description="Default: now. Calendars reach from 1970 to 2100.")
    version: AddressId | None = Field(None, description="Default: the version in force.")
    draft: bool = Field(default=False, description="Try the draft instead.")


class BenchReasonOut(Schema):
    """Why a rule does not fit."""

    condition: str
    asked: str
    known: str = Field(description="What is known of the request.")


class TriedOut(Schema):
    """What became of one rule."""

    key: str
    name: str = Field(description="In Chinese; in English where it has no other.")
    name_en: str = Field(description="In English; empty where it has no second name.")
    outcome: Literal["fits", "misses", "not_asked"]
    reasons: list[BenchReasonOut]


class PromisedOut(Schema):
    """One promise that the request would get."""

    metric: str
    label: str
    seconds: int = Field(description="Working time.")
    of_level: bool = Field(description="Whether the rule sets it; else it is the handbook's.")
    due_at: Moment | None = Field(description="Null when the calendar has no more working time by then.")


class BenchOut(Schema):
    """What the request would get, when that is due, and why. Words are in the language asked for."""

    level: str = Field(description="The name of the rule that fits; empty where the handbook's targets count.")
    received_at: Moment
    contracts: list[str] = Field(description="Those in force that cover it.")
    calendar: Ref | None = Field(description="Null: around the clock.")
    calendar_from: str = Field(description="Of the service level, a contract, the team, or the company.")
    promises: list[PromisedOut]
    tried: list[TriedOut] = Field(description="Every rule in its order.")
    warnings: list[str]
