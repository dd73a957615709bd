"""What differs between two contents, part by part, line by line, and inside a line by words (6.2.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.knowledge.html import plain
from zhichi.knowledge.registry import types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.knowledge.models import Content
    from zhichi.knowledge.registry import PartKind

SAME, CHANGED, REMOVED, ADDED = "same", "changed", "removed", "added"
MOST_TOKENS = 4_000  # of one line; longer ones are shown as changed whole
SHORTEST = 3  # characters: what stays the same between two changes and is shorter is no help to the eye
ALIKE = 0.35  # share of tokens; lines with less in common are another line, not a changed one
_TOKEN = re.compile(r"[A-Za-z0-9_.\-]+|\s+|.", re.DOTALL)
_PICTURE = re.compile(r"<img\b[^>]*>")
_NAME = re.compile(r' alt="([^"]*)"')

Piece = tuple[str, bool]  # words, and whether they differ


@dataclass(frozen=True)
class Row:
    """One line on both sides; a side that has none is empty."""

    change: str
    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class PartDiff:
    """One part with its heading (lazy)."""

    label: Any
    rows: tuple[Row, ...]

    @property
    def has_changes(self) -> bool:
        """Whether anything differs in it."""
        return any(row.change != SAME for row in self.rows)


def compare(kind: str, old: Content, new: Content, labels: Sequence[tuple[str, Any]]) -> list[PartDiff]:
    """The parts of both contents in order. `labels` names the plain fields ("title", "Title") that come first."""
    found = [PartDiff(label, _rows([getattr(old, name)], [getattr(new, name)])) for name, label in labels]
    for part in parts_of(kind):
        before, after = (lines_of(content.parts.get(part.code, "")) for content in (old, new))
        if before or after:
            found.append(PartDiff(part.label, _rows(before, after)))
    return found


def parts_of(kind: str) -> Sequence[PartKind]:
    """The parts of a type; none for one that is not known any more."""
    known = types.find(kind)
    return known.parts if known else ()


def lines_of(html: str) -> list[str]:
    """The lines of sanitised HTML as comparisons show them: pictures by their names, blocks for staff marked."""
    marked = _PICTURE.sub(lambda match: f"<p>[{_name(match[0])}]</p>", html)
    internal = _("Only staff see this")
    return plain(marked.replace("<aside>", f"<p>[{internal}]</p><aside>")).splitlines()


def _name(tag: str) -> str:
    found = _NAME.search(tag)
    return (found[1] if found else "") or "…"


def _rows(old: Sequence[str], new: Sequence[str]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for what, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            rows += [Row(SAME, ((line, False),), ((line, False),)) for line in old[start:end] if line]
        else:
            rows += _pairs(old[start:end], new[begin:stop])
    return tuple(rows)


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[Row]:
    """Lines that take each other's place, side by side where they are alike."""
    rows = []
    for number in range(max(len(old), len(new))):
        before = old[number] if number < len(old) else ""
        after = new[number] if number < len(new) else ""
        pair = _words(before, after) if before and after else None
        if pair is not None:
            rows.append(Row(CHANGED, *pair))
        else:
            rows += [Row(REMOVED, ((before, True),))] if before else []
            rows += [Row(ADDED, (), ((after, True),))] if after else []
    return rows


def _words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]] | None:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(before) > MOST_TOKENS or len(after) > MOST_TOKENS:
        return None
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return None
    left: list[Piece] = []
    right: list[Piece] = []
    codes = matcher.get_opcodes()
    for number, (what, start, end, begin, stop) in enumerate(codes):
        said, written = "".join(before[start:end]), "".join(after[begin:stop])
        between = 0 < number < len(codes) - 1
        differs = what != "equal" or (between and len(said) < SHORTEST)
        _add(left, said, differs=differs)
        _add(right, written, differs=differs)
    return tuple(left), tuple(right)


def _add(pieces: list[Piece], words: str, *, differs: bool) -> None:
    if not words:
        return
    if pieces and pieces[-1][1] is differs:
        pieces[-1] = (pieces[-1][0] + words, differs)
    else:
        pieces.append((words, differs))
