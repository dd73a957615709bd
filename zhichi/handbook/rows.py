"""Drill-down: the records behind a figure. A figure names a list; the part that owns the number brings the list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from zhichi.handbook.periods import Period

RESERVED = frozenset({"period", "first", "last", "part", "cursor", "clause"})  # what the address itself says


@dataclass(frozen=True)
class Rows:
    """Which records stand behind a figure: the name of a registered list, what it is asked, the part to open."""

    source: str  # "tickets.promises"
    asked: Mapping[str, str] = field(default_factory=dict)  # {"kind": "solution", "group": "urgent"}
    part: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a list. `kind`: link (to the row's record), text, time, duration, number, note (may be long)."""

    label: Any
    kind: str = "text"


@dataclass(frozen=True)
class Part:
    """Rows that count alike ("kept", "missed"), the worst first.

    `rows` holds all of them, whoever asks: a queryset, or a list of what was computed, whose `order` is its own.
    `order` are attributes without NULLs, unique together, as
    `ui.paging.keyset_page` takes them. `tone`: "", "ok", "warn" or "bad". A share counts the rows in ok tone among all,
    or those in bad tone where less is better.
    """

    code: str
    label: Any
    rows: Any
    order: Sequence[str] = ()
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """One record in cells, one for each column: str, datetime, timedelta, number or None. `url` leads to it."""

    url: str
    cells: Sequence[Any]


@dataclass(frozen=True)
class RowSource:
    """A list that any figure may stand on.

    `parts(period, asked)` raises ValueError for what it does not know; the parts together are all that the figure
    counts, and none is in two. `scope(person, rows)` leaves the rows a person may see; it gives back the very same
    object where that is all of them. `describe(records, asked)` puts one page of records into cells, one for each of
    `columns(asked)`, with few statements.
    """

    name: str
    columns: Callable[[Mapping[str, str]], Sequence[Column]]
    title: Callable[[Mapping[str, str]], str]
    parts: Callable[[Period, Mapping[str, str]], Sequence[Part]]
    scope: Callable[[Any, Any], Any]
    describe: Callable[[Sequence[Any], Mapping[str, str]], Sequence[Row]]


row_sources: Registry[RowSource] = Registry("list behind figures")


def rows_behind(source: RowSource) -> RowSource:
    """Add a list; raises DuplicateName when its name is taken."""
    return row_sources.add(source.name, source)


def only_known(asked: Mapping[str, str], **allowed: Any) -> None:
    """Raises ValueError for a name or a value that a list does not know."""
    for name, value in asked.items():
        if name not in allowed or value not in allowed[name]:
            raise ValueError(f"nothing is listed for {name}={value!r}")
