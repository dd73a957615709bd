"""Turns what stands behind numbers of the handbook into what the API sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from zhichi.api.schemas.figures import (
    RecordRowOut,
    RecordsOut,
    RowColumnOut,
    RowPartOut,
    TriedLineOut,
    TriedValueOut,
)
from zhichi.api.schemas.handbook import PeriodOut
from zhichi.handbook import selectors

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period, Trial
    from zhichi.handbook.selectors import Listing, PartView, RowPage, ValueView

PREFIX = "/api/v1/handbook/rows"


def clause(data: dict[str, Any]) -> dict[str, Any]:
    """A clause of `selectors.as_json`; each figure and value tells where this API goes on with it."""
    for figure in data["evidence"]["figures"]:
        figure["records"] = records_path(figure["rows"])
    for value in data["values"]:
        value["can_be_tried"] = selectors.can_try(value["key"])
    return data


def records_path(page: str | None) -> str | None:
    """Where the API lists what the page at `page` lists; None for no page."""
    if not page:
        return None
    address = urlsplit(page)
    source = address.path.rstrip("/").rpartition("/")[2]
    query = [(name, value) for name, value in parse_qsl(address.query) if name != "clause"]
    return f"{PREFIX}/{source}?{urlencode(query)}"


def records(found: Listing, part: PartView, page: RowPage, period: Period) -> RecordsOut:
    """One page of a list behind a figure."""
    return RecordsOut.model_construct(
        items=[
            RecordRowOut.model_construct(path=row.url, cells=[selectors.plain(value) for value in row.cells])
            for row in page.rows
        ],
        next=page.next_cursor,
        title=str(found.title),
        period=_period(period),
        columns=[
            RowColumnOut.model_construct(label=selectors.label_words(column.label), kind=column.kind)
            for column in found.columns
        ],
        parts=[
            RowPartOut.model_construct(
                code=view.part.code, label=view.label, tone=view.part.tone, count=view.count, visible=view.visible
            )
            for view in found.parts
        ],
        part=part.part.code,
    )


def tried(view: ValueView, value: Any, found: Trial, period: Period) -> TriedValueOut:
    """The answer to a what-if, in numbers."""
    page = selectors.rows_url(found.rows, period) if found.rows else None
    return TriedValueOut.model_construct(
        key=view.key,
        value=selectors.plain(value),
        in_force=selectors.plain(view.value),
        unit=view.definition.unit,
        period=_period(period),
        finding=found.finding,
        lines=[
            TriedLineOut.model_construct(
                label=str(line.label),
                unit=line.unit,
                before=selectors.plain(line.before),
                after=selectors.plain(line.after),
                lower_is_better=line.lower_is_better,
            )
            for line in found.lines
        ],
        records=records_path(page),
        not_tried=[str(words) for words in found.not_tried],
    )


def _period(period: Period) -> PeriodOut:
    return PeriodOut.model_construct(code=period.code, start=period.start, end=period.end)
