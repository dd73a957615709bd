"""Shapes of the handbook: clauses with their rule, numbers and evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from zhichi.api.schemas.values import Cleaned, Day

PeriodCode = Annotated[
    str, Field(max_length=40, description="2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-24; default: this month.")
]


class WhichPeriod(Cleaned):
    """Which period; `from` and `to`, both included, go before `period`."""

    period: PeriodCode = ""
    first: Day | None = Field(None, alias="from", description="First day.")
    last: Day | None = Field(None, alias="to", description="Last day.")


class ClauseQuery(WhichPeriod):
    """See `WhichPeriod`."""


class Texts(Schema):
    """A text in both languages."""

    zh: str = Field(alias="zh-hans")
    en: str


class PeriodOut(Schema):
    """From `start` until `end`, the end not included."""

    code: str
    start: datetime
    end: datetime


class FigureOut(Schema):
    """One number behind a clause. `before` is the period before.

    The records that are counted: `rows` is their page, `records` their address in this API; null where there are none
    to list.
    """

    label: Texts
    value: Any
    unit: str
    target: Any
    lower_is_better: bool
    before: Any
    rows: str | None
    records: str | None = Field(
        examples=["/api/v1/handbook/rows/tickets.promises?period=2026-11&kind=solution&group=urgent"]
    )


class PolicyValueOut(Schema):
    """A value that the rule of a clause names."""

    key: str = Field(examples=["3.1.2.urgent_hours"])
    label: Texts
    value: Any
    default: Any
    unit: str
    minimum: Any
    maximum: Any
    version: int
    can_be_tried: bool = Field(description="Whether `/handbook/values/{key}/trial` answers for it.")


class EvidenceOut(Schema):
    """What the records of the period say."""

    figures: list[FigureOut]
    link: str | None


class ClauseOut(Schema):
    """One clause of the handbook with its evidence."""

    id: str = Field(examples=["3.1.2"])
    section: str
    chapter: int
    title: Texts
    rule: Texts
    values: list[PolicyValueOut]
    state: str = Field(description="kept, at_risk, broken, no_data, not_built, failed")
    evidence: EvidenceOut
    period: PeriodOut
    handbook_version: int


class ClausesOut(Schema):
    """All clauses in order."""

    items: list[ClauseOut]
