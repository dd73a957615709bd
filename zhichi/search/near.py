"""What answers by its meaning, of what the asker may see: nearest passages, judged by the same rights as words are."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from zhichi.core.texts import clean
from zhichi.search.candidates import holds_any
from zhichi.search.meaning import store
from zhichi.search.meaning.away import Away
from zhichi.search.meaning.sight import Sight
from zhichi.search.models import Document, Meaning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.search.asking import Asked, Term
    from zhichi.search.bounds import Bounds
    from zhichi.search.meaning.sight import Passage

log = logging.getLogger("zhichi.search")

LONGEST = 400  # characters of a question that are understood
LEAST = 0.1  # nearness: below it texts have nothing to do with each other
OF_BEST = 0.5  # and of the nearest one's
MOST = 10  # hits by meaning in one answer beside words
_SHORTEST_WORD = 3


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
) -> list[Passage]:
    """The nearest passage of each object that is near, the best first; nothing while no embedder can be asked."""
    found: list[Passage] = []
    try:
        for passages in reading.looks(Sight(bounds.visible, facets)):
            found = _objects(passages, asked.without)
            if len(found) >= min(limit, MOST):
                break
    except Away as error:
        log.info("meaning is away: %s", error)
    best = found[0].nearness if found else 0.0
    return [one for one in found if one.nearness >= max(LEAST, OF_BEST * best)][:MOST]


def _objects(passages: Sequence[Passage], without: Sequence[Term]) -> list[Passage]:
    """The best passage of each object, the nearest first, but none of a document that holds an excluded word."""
    if without:
        rows = Document.objects.filter(pk__in={one.document for one in passages}).values_list("pk", "plain")
        out = {key for key, plain in rows if any(holds_any(plain, term) for term in without)}
        passages = [one for one in passages if one.document not in out]
    found: dict[tuple[str, int], Passage] = {}
    for one in passages:
        found.setdefault((one.kind, one.object_id), one)
    return list(found.values())
