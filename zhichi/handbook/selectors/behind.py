"""One list behind a figure, for one reader: how many there are, how many the reader may see, one page of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, Value
from django.urls import reverse
from django.utils.http import urlencode

from zhichi.handbook.rows import RESERVED, row_sources
from zhichi.handbook.wording import label_words
from zhichi.ui.paging import keyset_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from zhichi.handbook.periods import Period
    from zhichi.handbook.rows import Column, Part, Row, Rows, RowSource

CHUNK = 500
MOST_EXPORTED = 50_000
MOST_DIGITS = 9


@dataclass(frozen=True)
class PartView:
    """A part of a list with its counts: all there are, and those that the reader may see."""

    part: Part
    label: str
    count: int
    visible: int

    @property
    def hidden(self) -> int:
        """How many the reader may not see."""
        return self.count - self.visible


@dataclass(frozen=True)
class RowPage:
    """One page of rows. `next_cursor` is empty on the last page."""

    rows: Sequence[Row]
    next_cursor: str
    is_first: bool


@dataclass(frozen=True)
class Listing:
    """A list behind a figure as one person sees it for one period."""

    source: RowSource
    asked: Mapping[str, str]
    title: str
    columns: Sequence[Column]
    parts: list[PartView]
    person: Any

    @property
    def count(self) -> int:
        """How many records the figure counts."""
        return sum(view.count for view in self.parts)

    @property
    def hidden(self) -> int:
        """How many of them the reader may not see."""
        return sum(view.hidden for view in self.parts)

    def part(self, code: str) -> PartView | None:
        """The part of that code, None for an unknown one; without a code the first that holds anything."""
        if code:
            return next((view for view in self.parts if view.part.code == code), None)
        return next((view for view in self.parts if view.count), self.parts[0])

    def page(self, code: str, cursor: str, *, size: int = 25) -> RowPage:
        """The page after `cursor` in the part `code`, as far as the reader may see it."""
        part = self._part(code)
        rows = self.source.scope(self.person, part.rows)
        if isinstance(rows, list):
            return self._computed(rows, cursor, size)
        found = keyset_page(rows, order=part.order, cursor=cursor, size=size)
        return RowPage(self._cells(found.rows), found.next_cursor, found.is_first)

    def every(self, code: str) -> Iterator[Row]:
        """All rows of a part that the reader may see, the worst first, read a few hundred at a time."""
        cursor = ""
        while True:
            found = self.page(code, cursor, size=CHUNK)
            yield from found.rows
            cursor = found.next_cursor
            if not cursor:
                return

    def _computed(self, rows: list[Any], cursor: str, size: int) -> RowPage:
        """A page of rows that are no records: the cursor is how many came before."""
        first = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < MOST_DIGITS else 0
        after = first + size
        return RowPage(self._cells(rows[first:after]), str(after) if after < len(rows) else "", not first)

    def _part(self, code: str) -> Part:
        return next(view.part for view in self.parts if view.part.code == code)

    def _cells(self, rows: Sequence[Any]) -> Sequence[Row]:
        return self.source.describe(rows, self.asked) if rows else []


def listing(name: str, asked: Mapping[str, str], period: Period, person: Any) -> Listing | None:
    """The list `name` for a period; None when it is not known or does not know what it is asked. One query."""
    source = row_sources.find(name)
    if source is None:
        return None
    try:
        parts = list(source.parts(period, asked))
        title = source.title(asked)
    except ValueError:
        return None
    counts = _counts(parts, source, person)
    views = [PartView(part, label_words(part.label), *counts[part.code]) for part in parts]
    return Listing(source, asked, title, source.columns(asked), views, person)


def _counts(parts: Sequence[Part], source: RowSource, person: Any) -> dict[str, tuple[int, int]]:
    """For each part all rows and the visible ones, counted in one statement."""
    wanted: list[Any] = []
    narrowed = set()
    found: dict[str, int] = {}
    for part in parts:
        visible = source.scope(person, part.rows)
        sides = {f"all:{part.code}": part.rows}
        if visible is not part.rows:
            narrowed.add(part.code)
            sides[f"own:{part.code}"] = visible
        if isinstance(part.rows, list):
            found |= {name: len(rows) for name, rows in sides.items()}
        else:
            wanted += [_counted(rows, name) for name, rows in sides.items()]
    if wanted:
        first, *others = wanted
        found |= dict(first.union(*others, all=True) if others else first)
    return {
        code: (found.get(f"all:{code}", 0), found.get(f"{'own' if code in narrowed else 'all'}:{code}", 0))
        for code in (part.code for part in parts)
    }


def _counted(rows: Any, name: str) -> Any:
    marked = rows.order_by().select_related(None).annotate(counted_as=Value(name, output_field=CharField()))
    return marked.values_list("counted_as").annotate(counted=Count("pk"))


def rows_url(rows: Rows, period: Period, clause_id: str = "", part: str = "") -> str:
    """Where the records behind a figure are listed."""
    told = {"period": period.code, "part": part or rows.part, "clause": clause_id}
    query = {name: value for name, value in told.items() if value} | dict(rows.asked)
    return f"{reverse('handbook:rows', args=[rows.source])}?{urlencode(query)}"


def asked_of(query: Mapping[str, Any]) -> dict[str, str]:
    """What an address asks of a list, beside the names that every list understands."""
    return {name: str(query[name]) for name in query if name not in RESERVED}
