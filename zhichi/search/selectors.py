"""Questions to the index: which objects hold every word, of those the asker may see, the best first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import F, Q

from zhichi.search import registry
from zhichi.search.highlights import Fragment, fragments
from zhichi.search.matching import Question, questions
from zhichi.search.models import Document, IndexRow
from zhichi.search.tokens import Term, folded, terms_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.search.registry import Kind, SearchRow

CANDIDATES = 200  # the newest matches among which the best are looked for
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

    Any text is a fit query; one without words finds nothing. Among the newest 200 matching documents the best are
    chosen. `kinds` empty means all that are registered.
    """
    terms = terms_of(query)
    visible = _visible(for_user, kinds)
    if not terms or visible is None:
        return []
    best: dict[tuple[str, int], tuple[float, _Candidate]] = {}
    for row in _candidates(terms, visible, limit):
        score = _score(row, terms)
        known = best.get((row.kind, row.object_id))
        if known is None or score > known[0]:
            best[row.kind, row.object_id] = (score, row)
    ranked = sorted(best.values(), key=lambda found: (-found[0], -found[1].key))
    return [_hit(score, row, terms) for score, row in ranked[:limit]]


def shown(hits: Sequence[Hit], *, for_user: Any) -> list[ShownHit]:
    """The hits with titles and addresses, in the same order; one load for each kind, rights checked once more."""
    loaded: dict[str, dict[int, SearchRow]] = {}
    for name in dict.fromkeys(hit.kind for hit in hits):
        loaded[name] = registry.kinds.get(name).load([hit.object_id for hit in hits if hit.kind == name], for_user)
    return [ShownHit(hit, loaded[hit.kind][hit.object_id]) for hit in hits if hit.object_id in loaded[hit.kind]]


class _Candidate(NamedTuple):
    """A matching document with its texts as written and folded."""

    key: int
    kind: str
    object_id: int
    title: str
    text: str
    plain_title: str
    plain_text: str


def _candidates(terms: Sequence[Term], visible: Q, limit: int) -> list[_Candidate]:
    rows: list[_Candidate] = []
    for question in questions(terms):
        fetched = _fetch(question, visible)
        rows = [row for row in fetched if question.is_exact or _stands_together(row, terms)]
        was_cut = len(fetched) == CANDIDATES
        if (was_cut and len(rows) >= limit) or (question.is_whole and not was_cut):
            break
    return rows


def _fetch(question: Question, visible: Q) -> list[_Candidate]:
    rows = IndexRow.objects.filter(visible, tokens__matches=question)
    # PostgreSQL must not walk the primary key backwards testing vectors one by one, which looks cheap to its planner.
    newest = (F("pk") + 0).desc() if connection.vendor == "postgresql" else F("pk").desc()
    keys = rows.order_by(newest).values("pk")[:CANDIDATES]
    found = Document.objects.filter(pk__in=keys).values_list("pk", "kind", "object_id", "title", "text")
    return [_Candidate(*row, folded(row[3]), folded(row[4])) for row in found]


def _stands_together(row: _Candidate, terms: Sequence[Term]) -> bool:
    return all(not term.is_han or term.text in row.plain_text or term.text in row.plain_title for term in terms)


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


def _score(row: _Candidate, terms: Sequence[Term]) -> float:
    """How well a matching document answers: more often, in a shorter text, in the title."""
    length = 0.6 + 0.4 * (len(row.title) + len(row.text)) / USUAL_LENGTH
    total = 0.0
    for term in terms:
        times = row.plain_text.count(term.text) + TITLE_WEIGHT * row.plain_title.count(term.text)
        total += times / (times + length)
    return total / len(terms)


def _hit(score: float, row: _Candidate, terms: Sequence[Term]) -> Hit:
    words = [term.text for term in terms]
    return Hit(row.kind, row.object_id, round(score, 4), fragments(row.title, row.text, words))
