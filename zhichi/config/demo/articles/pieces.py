"""Read the demo's articles from their files: lines `key: value`, an empty line, then the parts as HTML.

A part begins with a comment that holds its code alone: `<!-- steps -->`. A picture is named by the file in `pictures/`
that it shows: `/files/export/export.png`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts"
PICTURES = Path(__file__).parent / "pictures"
BONDS = ("prerequisite", "see_also", "supersedes")
_PART = re.compile(r"^<!-- ([a-z_]+) -->$", re.MULTILINE)
_PICTURE = re.compile(r'src="/files/([a-z0-9-]+)/')
_KEYS = frozenset(
    "type title summary author day module classes visibility readers language product versions tags words variant_of"
    " ends_as".split()
)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One article as the demo tells it. `readers` are the chosen posts, products, or members of the chosen teams; `day` counts from the first day."""

    name: str
    kind: str
    title: str
    summary: str
    parts: dict[str, str]
    author: str
    day: int
    module: str = ""
    classes: tuple[str, ...] = ()
    visibility: str = "public"
    readers: tuple[str, ...] = ()
    language: str = "zh-hans"
    product: str = ""
    versions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    words: str = ""
    variant_of: str = ""
    ends_as: str = "published"
    links: tuple[tuple[str, str], ...] = field(default=())

    @property
    def pictures(self) -> list[str]:
        """The names of the pictures that it shows, each once."""
        return list(dict.fromkeys(name for html in self.parts.values() for name in _PICTURE.findall(html)))


def parse(name: str, text: str) -> Piece:
    """The article in `text`. Raises ValueError naming the file for a line without a key, or an unknown one."""
    head, _, body = text.partition("\n\n")
    facts: dict[str, Any] = {}
    for line in head.splitlines():
        key, sign, value = line.partition(": ")
        if not sign or key in facts or (key not in _KEYS and key not in BONDS):
            raise ValueError(f"{name}: “{line}” is no “key: value” that is known, or is said twice")
        facts[key] = value.strip()
    _, *pairs = _PART.split(body)
    listed: dict[str, Any] = {key: _list(facts.pop(key, "")) for key in ("classes", "readers", "versions", "tags")}
    links = tuple((kind, other) for kind in BONDS for other in _list(facts.pop(kind, "")))
    return Piece(
        name=name, kind=facts.pop("type"), day=int(facts.pop("day")), links=links,
        parts={code: html.strip() for code, html in zip(pairs[::2], pairs[1::2], strict=True)},
        **listed, **facts,
    )  # fmt: skip


def _list(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def read_all() -> tuple[Piece, ...]:
    """Every article, in the order in which they were written."""
    found = [parse(path.stem, path.read_text("utf-8")) for path in TEXTS.glob("*.html")]
    return tuple(sorted(found, key=lambda piece: (piece.day, bool(piece.variant_of), piece.name)))


PIECES = read_all()
