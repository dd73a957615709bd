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

    def page(self, code: str, cursor: str, *, size: int = 25) -> RowPage:
        """The page after `cursor` in the part `code`, as far as the reader may see it."""
        part = self._part(code)
        rows = self.source.scope(self.person, part.rows)
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
    for part in parts:
        visible = source.scope(person, part.rows)
        wanted.append(_counted(part.rows, f"all:{part.code}"))
        if visible is not part.rows:
            narrowed.add(part.code)
            wanted.append(_counted(visible, f"own:{part.code}"))
    first, *others = wanted
    found = {row["name"]: row["n"] for row in (first.union(*others, all=True) if others else first)}
    return {
        code: (found.get(f"all:{code}", 0), found.get(f"{'own' if code in narrowed else 'all'}:{code}", 0))
        for code in (part.code for part in parts)
    }


def _counted(rows: Any, name: str) -> Any:
    marked = rows.order_by().select_related(None).annotate(name=Value(name, output_field=CharField()))
    return marked.values("name").annotate(n=Count("pk"))


def rows_url(rows: Rows, period: Period, clause_id: str = "", part: str = "") -> str:
    """Where the records behind a figure are listed."""
    told = {"period": period.code, "part": part or rows.part, "clause": clause_id}
    query = {name: value for name, value in told.items() if value} | dict(rows.asked)
    return f"{reverse('handbook:rows', args=[rows.source])}?{urlencode(query)}"


def asked_of(query: Mapping[str, Any]) -> dict[str, str]:
    """What an address asks of a list, beside the names that every list understands."""
    return {name: str(query[name]) for name in query if name not in RESERVED}
