"""The other language beside the one that is written, with what changed there since both agreed (6.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.knowledge import comparing
from zhichi.knowledge.comparing import SAME

if TYPE_CHECKING:
    from zhichi.knowledge.models import Article, Content


@dataclass(frozen=True)
class Line:
    """One paragraph: its words in pieces, each with whether it is new; `is_changed` marks the whole."""

    pieces: tuple[tuple[str, bool], ...]
    is_changed: bool


@dataclass(frozen=True)
class Beside:
    """The source by field ("title", "summary", "part_fix"); `changed` counts its paragraphs that differ."""

    article: Article
    fields: dict[str, list[Line]]
    changed: int

    def of(self, name: str) -> list[Line]:
        """What stands beside one field of the form."""
        return self.fields.get(name, [])


def beside(source: Article, now: Content, then: Content | None) -> Beside:
    """`now` in paragraphs; marked is what is not in `then`, the content that the translation was made of."""
    codes = {str(part.label): f"part_{part.code}" for part in comparing.parts_of(source.kind)}
    labels: list[tuple[str, Any]] = [("title", "title"), ("summary", "summary")]
    fields: dict[str, list[Line]] = {}
    for part in comparing.compare(source.kind, then or now, now, labels):
        name = codes.get(str(part.label), str(part.label))
        lines = [Line(row.new, row.change != SAME) for row in part.rows if row.new]
        fields[name] = lines
    return Beside(source, fields, sum(line.is_changed for lines in fields.values() for line in lines))
