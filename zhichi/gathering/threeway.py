"""Three texts side by side: what we took over, what the source says now, what stands here; line by line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from zhichi.knowledge import selectors as knowledge
from zhichi.knowledge.registry import types

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SAME, THEIRS, OURS, ALIKE, BOTH = "same", "theirs", "ours", "alike", "both"
MOST_LINES = 4_000


@dataclass(frozen=True)
class Chunk:
    """Lines that belong together. `change`: who changed them; `both` means that the two differ."""

    change: str
    base: tuple[str, ...]
    theirs: tuple[str, ...]
    ours: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """One part of the article, or its title or summary; `label` is lazy."""

    label: Any
    chunks: tuple[Chunk, ...]

    @property
    def has_changes(self) -> bool:
        """Whether anything differs."""
        return any(chunk.change != SAME for chunk in self.chunks)


def pieces(
    kind: str, base: Mapping[str, Any], theirs: Mapping[str, Any], ours: Mapping[str, Any],
    labels: Sequence[tuple[str, Any]],
) -> list[Piece]:  # fmt: skip
    """The plain fields named by `labels`, then the parts of the type, each in three columns."""
    found = [
        Piece(label, chunks(*([str(one.get(name, ""))] for one in (base, theirs, ours)))) for name, label in labels
    ]
    known = types.find(kind)
    for part in known.parts if known else ():
        texts = [knowledge.lines_of(one.get("parts", {}).get(part.code, "")) for one in (base, theirs, ours)]
        if any(texts):
            found.append(Piece(part.label, chunks(*texts)))
    return found


def chunks(base: Sequence[str], theirs: Sequence[str], ours: Sequence[str]) -> tuple[Chunk, ...]:
    """The lines in order, cut where all three agree again."""
    base, theirs, ours = base[:MOST_LINES], theirs[:MOST_LINES], ours[:MOST_LINES]
    left, right = _matches(base, theirs), _matches(base, ours)
    found: list[Chunk] = []
    at, their_at, our_at = 0, 0, 0
    for line in [*(number for number in range(len(base)) if number in left and number in right), None]:
        ends = (len(base), len(theirs), len(ours)) if line is None else (line, left[line], right[line])
        if (at, their_at, our_at) != ends:
            found.append(_chunk(base[at : ends[0]], theirs[their_at : ends[1]], ours[our_at : ends[2]]))
        if line is not None:
            same = (base[line],)
            found.append(Chunk(SAME, same, same, same))
            at, their_at, our_at = (end + 1 for end in ends)
    return tuple(found)


def _matches(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {start + step: begin + step for start, begin, size in blocks for step in range(size)}


def _chunk(base: Sequence[str], theirs: Sequence[str], ours: Sequence[str]) -> Chunk:
    change = BOTH
    if list(theirs) == list(ours):
        change = ALIKE
    elif list(ours) == list(base):
        change = THEIRS
    elif list(theirs) == list(base):
        change = OURS
    return Chunk(change, tuple(base), tuple(theirs), tuple(ours))
