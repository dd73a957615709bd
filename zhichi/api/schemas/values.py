"""Small shapes that others are made of: ids, moments, references, a page of a list."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from ninja import Header, Query, Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    WithJsonSchema,
    model_validator,
)

from zhichi.core.texts import clean

Item = TypeVar("Item")
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MOMENT = r"^(19[7-9]\d|20\d\d|21[0-8]\d)-"


def _written(value: object) -> object:
    """A time is written out; a bare number is none."""
    if isinstance(value, date) or (isinstance(value, str) and value[4:5] == "-"):
        return value
    raise ValueError("must be written like 2026-11-24T09:42:00+08:00")


def _within_reason(moment: datetime) -> datetime:
    if not EARLIEST <= moment < LATEST:
        raise ValueError("must lie between 1970 and 2199")
    return moment.astimezone(UTC)


BIGGEST = 2**63 - 1
KEY = Field(ge=1, le=BIGGEST, examples=[12])
# In a body a number is a number and a truth a truth; in an address everything is text.
Id = Annotated[StrictInt, KEY]
AddressId = Annotated[int, KEY]
Count = Annotated[StrictInt, Field(ge=0, le=1_000_000_000)]
Flag = StrictBool
Day = Annotated[date, BeforeValidator(_written)]
Text = Annotated[str, Field(max_length=100_000)]
Line = Annotated[str, Field(max_length=300)]
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written),
    AfterValidator(_within_reason),
    WithJsonSchema(
        {"type": "string", "format": "date-time", "pattern": MOMENT, "examples": ["2026-11-24T09:42:00+08:00"]}
    ),
]
Language = Annotated[Literal["zh-hans", "en"], Field(description="Language of the conversation.")]
TicketNumber = Annotated[str, Field(max_length=20, description="The number people say.", examples=["10017"])]
FileId = Annotated[str, Field(max_length=32, pattern=r"^[\w-]*$", description="Id of an uploaded attachment.")]
Key = Annotated[
    str,
    Header(
        "",
        alias="Idempotency-Key",
        max_length=200,
        description="Any text of yours that names this request. Sent again within a day, the first answer comes back.",
        examples=["3f1c1b0e-5f5e-4f6b-9f57-4d1f7f0f3c11"],
    ),
]


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    return [_cleaned(item) for item in value] if isinstance(value, list) else value


class Cleaned(Schema):
    """What goes in, without the characters that no database stores."""

    @model_validator(mode="before")
    @classmethod
    def drop_unstorable(cls, data: Any) -> Any:
        """Every text cleaned; everything else as it is."""
        return {name: _cleaned(value) for name, value in data.items()} if isinstance(data, dict) else data


class Strict(Cleaned):
    """A body: names that nobody knows are refused, so that a typing mistake is not lost in silence."""

    model_config = ConfigDict(extra="forbid")


class Ref(Schema):
    """Something by its id, with its name for people."""

    id: int = Field(examples=[7])
    name: str = Field(examples=["示例制造有限公司"])


class Page(Schema, Generic[Item]):
    """One page of a list. Ask again with `cursor` = `next` until it is empty."""

    items: list[Item]
    next: str = Field(description="Cursor of the next page; empty on the last one.")


class PageQuery(Cleaned):
    """How much of a list, and from where."""

    cursor: str = Field("", max_length=500, description="`next` of the page before.")
    size: int = Field(25, ge=1, le=100, description="Rows on a page.")


Paging = Annotated[PageQuery, Query()]
