"""One list of two: what words found and what meaning found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.search.hits import Hit

SMOOTH = 60  # of reciprocal rank fusion, the usual value: places in both lists count more than a first place in one
BY_MEANING = 2.0  # what a place in the answer by meaning is worth of one in that by words
BESIDE_A_CODE = 0.5  # and where the question names a code: no model knows codes


def fused(by_words: Sequence[Hit], by_meaning: Sequence[Hit], limit: int, *, worth: float = BY_MEANING) -> list[Hit]:
    """Both lists as one. What holds every word stays in front as words order it: who types a name wants just that.

    Behind it counts 1 / (60 + place), added up over both. Scores are those sums, and above 1 for what holds every word.
    """
    scores: dict[tuple[str, int], float] = {}
    hits: dict[tuple[str, int], Hit] = {}
    for value, answer in ((1.0, by_words), (worth, by_meaning)):
        for place, hit in enumerate(answer, start=1):
            key = (hit.kind, hit.object_id)
            if hits.setdefault(key, hit).is_whole:
                scores.setdefault(key, 1 + value / (SMOOTH + place))
            else:
                scores[key] = scores.get(key, 0.0) + value / (SMOOTH + place)
    order = sorted(hits, key=lambda key: -scores[key])[:limit]
    return [replace(hits[key], score=round(scores[key], 5)) for key in order]
