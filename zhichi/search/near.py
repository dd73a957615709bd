"""What answers by its meaning, of what the asker may see: nearest passages, judged by the same rights as words are."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from zhichi.core.texts import clean
from zhichi.search.candidates import holds_any
from zhichi.search.meaning import store
from zhichi.search.meaning.away import Away
from zhichi.search.models import Document, IndexRow, Meaning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.search.asking import Asked
    from zhichi.search.bounds import Bounds

log = logging.getLogger("zhichi.search")

LONGEST = 400  # characters of a question that are understood
STEPS = (100, 800, 6400)  # nearest passages that are looked at until enough may be seen
LEAST = 0.1  # nearness: below it texts have nothing to do with each other
OF_BEST = 0.5  # and of the nearest one's
MOST = 10  # hits by meaning in one answer beside words
_SHORTEST_WORD = 3


class Near(NamedTuple):
    """A document and its passage that is nearest."""

    key: int
    kind: str
    object_id: int
    start: int
    length: int
    nearness: float


def is_fit(query: str, asked: Asked) -> bool:
    """Whether a question has a meaning beside its words: quotes, exclusions, codes and characters have none."""
    if asked.without or any(term.is_quoted for term in asked.terms):
        return False
    return any(
        len(term.text) > 1 if term.is_han else term.text.isalpha() and len(term.text) >= _SHORTEST_WORD
        for term in asked.terms
    )


def begin(query: str) -> store.Reading | None:
    """Have the question read while words are looked for; None while there is no model that has read anything."""
    model = Meaning.objects.filter(is_current=True).first()
    if model is None or not model.dimensions:
        return None
    return store.Reading(model, " ".join(clean(query[:LONGEST]).split()))


def nearest(
    reading: store.Reading, asked: Asked, bounds: Bounds, facets: Mapping[str, str], *, limit: int
) -> list[Near]:
    """The objects whose passages are nearest, the best first; nothing while no embedder can be asked."""
    found: dict[tuple[str, int], Near] = {}
    try:
        for most in STEPS:
            passages = reading.nearest(most=most)
            found = _seen(passages, asked, bounds, facets)
            if len(found) >= min(limit, MOST) or len(passages) < most:
                break
    except Away as error:
        log.info("meaning is away: %s", error)
    best = next(iter(found.values())).nearness if found else 0.0
    return [one for one in found.values() if one.nearness >= max(LEAST, OF_BEST * best)][:MOST]


def _seen(
    passages: Sequence[store.Passage], asked: Asked, bounds: Bounds, facets: Mapping[str, str]
) -> dict[tuple[str, int], Near]:
    """The best passage of each object that the asker may see, the nearest first."""
    keys = {one.document for one in passages}
    if not keys:
        return {}
    chosen: dict[str, Any] = {f"facets__{name}": value for name, value in facets.items()}
    allowed = IndexRow.objects.filter(bounds.visible, pk__in=keys).values_list("pk", flat=True)
    fields = ("pk", "kind", "object_id", *(("plain",) if asked.without else ()))
    rows = Document.objects.filter(pk__in=list(allowed), **chosen).values_list(*fields)
    known = {row[0]: row for row in rows if not any(holds_any(row[3], term) for term in asked.without)}
    found: dict[tuple[str, int], Near] = {}
    for one in passages:
        row = known.get(one.document)
        if row is not None:
            found.setdefault((row[1], row[2]), Near(row[0], row[1], row[2], one.start, one.length, one.nearness))
    return found
