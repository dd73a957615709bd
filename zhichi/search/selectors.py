"""Questions to the index: which objects hold every word, of those the asker may see, the best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from zhichi.search import matching as _matching  # noqa: F401 - registers the lookup
from zhichi.search import registry
from zhichi.search.highlights import Fragment, fragments
from zhichi.search.models import Document
from zhichi.search.registry import Kind, SearchRow
from zhichi.search.tokens import Term, folded, terms_of

CANDIDATES = 300  # the newest matches among which the best are looked for
TITLE_WEIGHT = 3.0
USUAL_LENGTH = 400  # characters
PUBLIC = "public"


@dataclass(frozen=True)
class Hit:
    """A found object. `highlights` are excerpts, each a row of (text, is_hit); `score` orders hits of one answer."""

    kind: str
    object_id: int
    score: float
    highlights: tuple[tuple[Fragment, ...], ...]


@dataclass(frozen=True)
class ShownHit:
    """A hit with what a page shows of it."""

    hit: Hit
    row: SearchRow


def find(query: str, *, for_user: Any, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
    """Objects that hold every word of `query` and that the user may see, the best first; of equal ones the newest.

    Any text is a fit query; one without words finds nothing. One query to the database: among the newest
    300 matching documents the best are chosen. `kinds` empty means all that are registered.
    """
    terms = terms_of(query)
    visible = _visible(for_user, kinds)
    if not terms or visible is None:
        return []
    rows = list(_matching_rows(terms, visible))
    best: dict[tuple[str, int], tuple[float, Document]] = {}
    for row in rows:
        score = _score(row, terms)
        known = best.get((row.kind, row.object_id))
        if known is None or score > known[0]:
            best[row.kind, row.object_id] = (score, row)
    ranked = sorted(best.values(), key=lambda found: (-found[0], -found[1].pk))
    return [_hit(score, row, terms) for score, row in ranked[:limit]]


def shown(hits: Sequence[Hit], *, for_user: Any) -> list[ShownHit]:
    """The hits with titles and addresses, in the same order; one load for each kind, rights checked once more."""
    loaded: dict[str, dict[int, SearchRow]] = {}
    for name in dict.fromkeys(hit.kind for hit in hits):
        loaded[name] = registry.kinds.get(name).load([hit.object_id for hit in hits if hit.kind == name], for_user)
    return [ShownHit(hit, loaded[hit.kind][hit.object_id]) for hit in hits if hit.object_id in loaded[hit.kind]]


def _matching_rows(terms: Sequence[Term], visible: Q) -> QuerySet[Document]:
    # Newest first by the index's own key: both databases then stop after enough rows instead of ranking them all.
    return Document.objects.filter(visible, index__tokens__matches=terms).order_by("-index__pk")[:CANDIDATES]


def _visible(user: Any, wanted: Sequence[str]) -> Q | None:
    chosen = [kind for name, kind in registry.kinds.items() if not wanted or name in wanted]
    is_staff = bool(getattr(user, "is_staff_member", False))
    condition = None
    for kind in chosen:
        one = _visible_of(kind, user)
        if not is_staff:
            one &= Q(visibility=PUBLIC)
        condition = one if condition is None else condition | one
    return condition


def _visible_of(kind: Kind, user: Any) -> Q:
    seen = kind.visible(user)
    of_kind = Q(kind=kind.name)
    if seen is None:
        return of_kind
    return of_kind & (seen if isinstance(seen, Q) else Q(object_id__in=seen))


def _score(row: Document, terms: Sequence[Term]) -> float:
    """How well a matching document answers: more often, in a shorter text, in the title."""
    title, text = folded(row.title), folded(row.text)
    length = 0.6 + 0.4 * (len(title) + len(text)) / USUAL_LENGTH
    total = 0.0
    for term in terms:
        times = text.count(term.text) + TITLE_WEIGHT * title.count(term.text)
        total += times / (times + length)
    return total / len(terms)


def _hit(score: float, row: Document, terms: Sequence[Term]) -> Hit:
    words = [term.text for term in terms]
    return Hit(row.kind, row.object_id, round(score, 4), fragments(row.title, row.text, words))
