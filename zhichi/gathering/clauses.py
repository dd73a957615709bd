"""Evidence for clause 6.2.2 (ways of updating): articles written by hand, and brought by each kind of source."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.gathering import selectors
from zhichi.gathering.choices import BY_HAND
from zhichi.gathering.registry import kinds, ordered_kinds
from zhichi.handbook.registry import (
    Column,
    Evidence,
    Figure,
    Part,
    Period,
    Row,
    Rows,
    RowSource,
    clause_evidence,
    only_known,
    rows_behind,
)
from zhichi.knowledge import policies as knowledge_rights
from zhichi.knowledge import selectors as knowledge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ARTICLES = "gathering.articles"
COLUMNS = (
    Column(gettext_lazy("Article"), "link"),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Begun"), "time"),
)


def register() -> None:
    """Put the evidence and the list behind it into the handbook's registries."""
    rows_behind(SOURCE)
    clause_evidence("6.2.2", ways, compares=True)


def ways(period: Period) -> Evidence:
    """6.2.2: articles begun in the period, by way. Every version is reviewed before it is published, so it is kept."""
    begun = Counter(article.kind for article in period.rows("gathering.begun", selectors.begun))
    ways_known = (BY_HAND, *(kind.code for kind in ordered_kinds()))
    figures = [Figure(_label(way), begun[way], rows=Rows(ARTICLES, {"way": way})) for way in ways_known]
    state = "kept" if any(figure.value for figure in figures) else "no_data"
    return Evidence(state, figures, link=reverse("gathering:sources"))


def _label(way: str) -> str:
    if way == BY_HAND:
        return _("Articles written by hand")
    return str(_("Articles brought by “%s”") % kinds.get(way).label)


def _parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, way={BY_HAND, *kinds.names()})
    way = asked.get("way", BY_HAND)
    rows = selectors.brought(knowledge.begun_in(period.start, period.end), "" if way == BY_HAND else way)
    return [Part("all", _("Begun"), rows, ("-created_at", "-id"))]


def _describe(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [Row(row.get_absolute_url(), [str(row), row.get_state_display(), row.created_at]) for row in rows]


SOURCE = RowSource(
    name=ARTICLES,
    columns=lambda _asked: COLUMNS,
    title=lambda asked: _label(asked.get("way", BY_HAND)),
    parts=_parts,
    scope=knowledge_rights.readable_by,
    describe=_describe,
)
