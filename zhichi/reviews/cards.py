"""What a score card is made of, and how marks become a score: pure arithmetic."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One line of the card. Marks go from 0 to `scale`; 0 of one with `fails` fails the whole review."""

    code: str
    dimension: str
    weight: int
    scale: int
    fails: bool
    name_zh: str
    name_en: str
    text_zh: str = ""
    text_en: str = ""

    def name(self, language: str) -> str:
        """The name in "zh-hans" or "en"."""
        return self.name_en if language.startswith("en") else self.name_zh

    def text(self, language: str) -> str:
        """The description in "zh-hans" or "en"."""
        return self.text_en if language.startswith("en") else self.text_zh

    @property
    def marks(self) -> list[int]:
        """The possible marks, best first."""
        return list(range(self.scale, -1, -1))


@dataclass(frozen=True)
class Result:
    """The score of a filled-in card, 0 to 100 to one decimal, and of each dimension that the card has."""

    score: float
    has_failed: bool
    dimensions: dict[str, float]


def to_json(criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    """As the version's row keeps them."""
    return [asdict(item) for item in criteria]


def of_json(rows: Sequence[Mapping[str, Any]]) -> list[Criterion]:
    """The criteria of a stored version."""
    return [Criterion(**row) for row in rows]


def reckon(criteria: Sequence[Criterion], marks: Mapping[str, int]) -> Result:
    """The weighted score. Raises KeyError for a criterion without mark.

    A criterion with `fails` and mark 0 makes the whole score 0: an insult is not made good by a quick answer.
    """
    has_failed = any(item.fails and marks[item.code] == 0 for item in criteria)
    dimensions = {
        name: _weighted([item for item in criteria if item.dimension == name], marks)
        for name in dict.fromkeys(item.dimension for item in criteria)
    }
    return Result(0.0 if has_failed else _weighted(criteria, marks), has_failed, dimensions)


def _weighted(criteria: Sequence[Criterion], marks: Mapping[str, int]) -> float:
    weight = sum(item.weight for item in criteria)
    points = sum(item.weight * marks[item.code] / item.scale for item in criteria)
    return round(100 * points / weight, 1)
