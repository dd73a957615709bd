"""Comments on the work, each with where its passage stands now (6.2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.knowledge.html import plain
from zhichi.knowledge.models import Remark
from zhichi.knowledge.registry import types

if TYPE_CHECKING:
    from zhichi.knowledge.models import Article, Content


@dataclass(frozen=True)
class ShownRemark:
    """A comment with the heading of its part (lazy). `is_gone`: the passage is not in the content that is shown."""

    row: Remark
    label: Any
    is_gone: bool


def remarks_of(article: Article, content: Content | None) -> list[ShownRemark]:
    """Open comments first, each in the order it was made. One query."""
    kind = types.find(article.kind)
    texts = {code: "".join(plain(html).split()) for code, html in (content.parts if content else {}).items()}
    found = []
    for row in Remark.objects.filter(article=article).select_related("by", "resolved_by").order_by("at", "pk"):
        part = kind.part(row.part) if kind else None
        is_gone = "".join(row.quote.split()) not in texts.get(row.part, "")
        found.append(ShownRemark(row, part.label if part else row.part, is_gone))
    return sorted(found, key=lambda one: one.row.resolved_at is not None)


def open_remarks(article: Article, content: Content | None) -> dict[str, list[ShownRemark]]:
    """The comments that nobody settled, by the code of their part."""
    found: dict[str, list[ShownRemark]] = {}
    for one in remarks_of(article, content):
        if one.row.resolved_at is None:
            found.setdefault(one.row.part, []).append(one)
    return found


def remark_of(article: Article, key: int) -> Remark | None:
    """One comment of an article."""
    return Remark.objects.filter(article=article, pk=key).first()
