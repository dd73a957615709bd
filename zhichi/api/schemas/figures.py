"""Shapes of what stands behind a number of the handbook: its records, and what another value would have meant."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from zhichi.api.schemas.handbook import PeriodOut, WhichPeriod
from zhichi.api.schemas.values import Page, PageQuery


class RowsQuery(WhichPeriod, PageQuery):
    """Which records. All but the period and the page is as in `records` of a figure."""

    part: str = Field("", max_length=40, description="Which of `parts`; default: the first that holds anything.")
    kind: str = Field("", max_length=40)
    group: str = Field("", max_length=40)
    only: str = Field("", max_length=40)
    what: str = Field("", max_length=40)
    post: str = Field("", max_length=40)
    how: str = Field("", max_length=40)
    channel: str = Field("", max_length=40)
    level: str = Field("", max_length=40)
    key: str = Field("", max_length=80)
    value: str = Field("", max_length=40)
    job: str = Field("", max_length=40)
    way: str = Field("", max_length=40)
    direction: str = Field("", max_length=40)
    person: str = Field("", max_length=18)


class RowColumnOut(Schema):
    """A column of the list."""

    label: str
    kind: Literal["link", "text", "time", "duration", "number", "note"] = Field(
        description="What stands in the cells; a duration is in seconds."
    )


class RowPartOut(Schema):
    """Records that count alike."""

    code: str
    label: str
    tone: Literal["", "ok", "warn", "bad"]
    count: int = Field(description="All records of this part.")
    visible: int = Field(description="Those that the token's owner may see.")


class RecordRowOut(Schema):
    """One record: a cell for each column, and the page that shows it."""

    path: str
    cells: list[Any]


class RecordsOut(Page[RecordRowOut]):
    """One page of the records of one part, the worst first."""

    title: str
    period: PeriodOut
    columns: list[RowColumnOut]
    parts: list[RowPartOut]
    part: str = Field(description="The part that `items` are of.")


class TryValueQuery(WhichPeriod):
    """Another value, and the period to compute with it; default: last month."""

    value: str = Field(min_length=1, max_length=40, description="In the unit of the value.", examples=["45"])


class TriedLineOut(Schema):
    """One number as it was and as it would have been."""

    label: str
    unit: str
    before: Any
    after: Any
    lower_is_better: bool


class TriedValueOut(Schema):
    """What a period would have looked like with another value."""

    key: str
    value: Any = Field(description="The value that was tried.")
    in_force: Any = Field(description="The value that is in force now.")
    unit: str
    period: PeriodOut
    finding: str = Field(description="The answer in a sentence.")
    lines: list[TriedLineOut]
    records: str | None = Field(description="Address of the records that would have changed sides.")
    not_tried: list[str] = Field(description="What is left as it was, in words.")
