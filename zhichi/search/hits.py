"""A found object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhichi.search.highlights import Fragment


@dataclass(frozen=True)
class Hit:
    """A found object. `highlights` are excerpts, each a row of (text, mark); `score` orders hits of one answer.

    Marks: 0 none, 1 a word of the question, 2 a synonym.
    `is_whole`: it holds everything that was asked for, else a part. `by_meaning`: no word of the question led to it,
    but what it says; then the highlight is the passage that is nearest.
    """

    kind: str
    object_id: int
    score: float
    highlights: tuple[tuple[Fragment, ...], ...]
    is_whole: bool = True
    by_meaning: bool = False
