"""Questions to the index: which objects answer, of those the asker may see, the best first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Exists, OuterRef, Q

from zhichi.search import lexicon, near, registry, thesaurus
from zhichi.search.asking import Asked, Unit, ask, essence
from zhichi.search.candidates import PART, Bounds, Candidate, holding_all, holding_some, phrases_of
from zhichi.search.fusion import fused
from zhichi.search.highlights import Fragment, fragments, passage, pattern_of, pieces
from zhichi.search.hits import Hit
from zhichi.search.matching import Question
from zhichi.search.meaning import client, embedder
from zhichi.search.meaning.away import Away
from zhichi.search.meant import guesses
from zhichi.search.models import Document, Generation, Meaning, SynonymGroup
from zhichi.search.ranking import score, score_of_part
from zhichi.search.tokens import facet, folded

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

    from zhichi.search.lexicon import Lexicon
    from zhichi.search.registry import Kind, SearchRow

PUBLIC = "public"
FEW = 3  # answers: with fewer, documents that hold only a part of the question are shown too
EPOCH = date(1970, 1, 1).toordinal()
Mode = Literal["hybrid", "words", "meaning"]
MODES: tuple[Mode, ...] = ("hybrid", "words", "meaning")


@dataclass(frozen=True)
class ShownHit:
    """A hit with what a page shows of it."""

    hit: Hit
    row: SearchRow


@dataclass(frozen=True)
class Narrowed:
    """What was chosen beside the words: `since` and `until` are days (UTC), both included; facets by name."""

    since: date | None = None
    until: date | None = None
    facets: Mapping[str, str] = field(default_factory=dict)


EVERYTHING = Narrowed()


def find(
    query: str,
    *,
    for_user: Any,
    kinds: Sequence[str] = (),
    limit: int = 20,
    mode: Mode = "hybrid",
    narrowed: Narrowed = EVERYTHING,
    synonyms: bool = True,
) -> list[Hit]:
    """Objects that answer `query` and that the user may see, the best first; of equal ones the newest.

    First those that hold every word; when they are fewer than three, also those that hold the better part of a question
    of several words. "…" keeps words together, -word excludes. Any text is a fit query; one without words finds
    nothing. `kinds` empty means all that are registered. Raises ValueError for a facet that is no short code, or an
    unknown mode.

    "hybrid" (6.3.1) adds what answers by its meaning, whatever its language, and orders what does not hold every word
    by its places in both answers (reciprocal ranks). While no embedder can be asked it is the same as "words".
    """
    if mode not in MODES:
        raise ValueError(f"unknown mode: {mode}")
    asked = ask(query, thesaurus.current() if synonyms else None)
    visible = _visible(for_user, kinds)
    if not asked.terms or visible is None:
        return []
    bounds = Bounds(visible & _days(narrowed), tuple(facet(name, value) for name, value in narrowed.facets.items()))
    found = _by_words(query, asked, bounds, limit) if mode != "meaning" else []
    if mode == "words" or (mode == "hybrid" and not near.is_fit(query, asked)):
        return found
    meant = [_meant(one) for one in near.nearest(query, asked, bounds, narrowed.facets, limit=limit)]
    return fused(found, meant, limit) if mode == "hybrid" else meant[:limit]


def _by_words(query: str, asked: Asked, bounds: Bounds, limit: int) -> list[Hit]:
    words = lexicon.current()
    hits = _whole(asked, bounds, words, limit)
    if len(hits) < min(FEW, limit):
        known = {(hit.kind, hit.object_id) for hit in hits}
        hits += [hit for hit in _parts(query, asked, bounds, words, limit) if (hit.kind, hit.object_id) not in known]
    return hits[:limit]


def _meant(one: near.Near) -> Hit:
    """A hit of meaning with the nearest passage. No word is marked: none led to it, a “the” would be what shows."""
    place = passage(one.row.text, one.start, one.length)
    return Hit(one.row.kind, one.row.object_id, round(one.nearness, 4), (place,), is_whole=False, by_meaning=True)


def question(query: str) -> Question | None:
    """`query` as a lookup (`tokens__matches=…`) on an index of a part's own; None when it holds no word."""
    asked = ask(query)
    without = tuple(phrase for term in asked.without for phrase in phrases_of(term))
    return Question(tuple(phrases_of(term) for term in asked.terms), without) if asked.terms else None


def suggest(query: str, *, for_user: Any, kinds: Sequence[str] = ()) -> str | None:
    """What was probably meant by a question that nothing answers whole ("dayinji", "打引机", "printr"), else None.

    Only what this user finds something by. At most two questions are tried.
    """
    nearly = None
    for guess in guesses(query, lexicon.current()):
        hits = find(guess, for_user=for_user, kinds=kinds, limit=1, mode="words")
        if hits and hits[0].is_whole:
            return guess
        nearly = nearly or (guess if hits else None)
    return nearly


def also_looked_for(query: str) -> list[str]:
    """The synonyms that a question is widened by, as they are compared."""
    others = [other for term in ask(query, thesaurus.current()).terms for other in term.others]
    return list(dict.fromkeys(other.wording for other in others))


def marked(query: str, texts: Sequence[str], *, synonyms: bool = True) -> list[list[Fragment]]:
    """Each text in pieces of (text, mark), nothing left out: the words of the question, else those parts it holds."""
    asked = ask(query, thesaurus.current() if synonyms else None)
    if not asked.terms:
        return [[(text, 0)] for text in texts]
    found = [pieces(text, pattern_of(asked.terms)) for text in texts]
    if any(mark for row in found for _text, mark in row):
        return found
    words = lexicon.current()
    parts = pattern_of(asked.terms, _known(essence(thesaurus.current().rewritten(folded(query), words.knows)), words))
    return [pieces(text, parts) for text in texts]


def synonym_groups(query: str = "") -> list[SynonymGroup]:
    """The groups of synonyms, those out of use at the end; with `query` those that hold its letters in a word."""
    wanted = folded(query.strip())
    rows = SynonymGroup.objects.order_by("-is_active", "pk")
    return [row for row in rows if not wanted or any(wanted in folded(word) for word in row.words)]


def synonym_group(key: int) -> SynonymGroup | None:
    """One group."""
    return SynonymGroup.objects.filter(pk=key).first()


def meaning_progress() -> tuple[int, int]:
    """How many texts of the index in use have their vectors of the newest model, and how many there are."""
    state = Generation.objects.filter(pk=1).first() or Generation()
    newest = Meaning.objects.order_by("-pk").values_list("pk", flat=True).first()
    rows = Document.objects.filter(generation=state.current)
    return rows.filter(meant_by=newest).count() if newest else 0, rows.count()


def is_meaning_ready() -> bool:
    """Whether a question by meaning is answered at once; for answers while somebody types, which wait for nothing."""
    if embedder.name() != embedder.OWN:
        return False
    try:
        return client.is_ready()
    except Away:
        return False


def shown(hits: Sequence[Hit], *, for_user: Any) -> list[ShownHit]:
    """The hits with titles and addresses, in the same order; one load for each kind, rights checked once more."""
    loaded: dict[str, dict[int, SearchRow]] = {}
    for name in dict.fromkeys(hit.kind for hit in hits):
        loaded[name] = registry.kinds.get(name).load([hit.object_id for hit in hits if hit.kind == name], for_user)
    return [ShownHit(hit, loaded[hit.kind][hit.object_id]) for hit in hits if hit.object_id in loaded[hit.kind]]


def _whole(asked: Asked, bounds: Bounds, words: Lexicon, limit: int) -> list[Hit]:
    """The objects that hold all of it."""
    rows = holding_all(asked, bounds, words, limit=limit)
    scored = [(score(row, asked.terms, words), row) for row in rows]
    return _best(scored, pattern_of(asked.terms), limit, is_whole=True)


def _parts(query: str, asked: Asked, bounds: Bounds, words: Lexicon, limit: int) -> list[Hit]:
    """The objects that hold a part of it: half of the weight at least. Nothing for a single word or a "phrase"."""
    if any(term.is_quoted for term in asked.terms):
        return []
    if len(asked.terms) < 2 and not asked.terms[0].is_several:
        return []
    units = _known(essence(thesaurus.current().rewritten(folded(query), words.knows)), words)
    if len(units) < 2:
        return []
    without = tuple(phrase for term in asked.without for phrase in phrases_of(term))
    rows = holding_some(units, without, bounds, words)
    scored = [(found, row) for row in rows if (found := score_of_part(row, units, asked.terms, words)).share >= PART]
    return _best([(found.value, row) for found, row in scored], pattern_of(asked.terms, units), limit, is_whole=False)


def _known(groups: Sequence[Sequence[Unit]], words: Lexicon) -> list[Unit]:
    """The units that some document holds: 机为 of 打印机为什么 is none of the matter."""
    known = {unit.token: unit for units in groups for unit in units if words.knows(unit.token)}
    return list(known.values())


def _best(
    scored: Sequence[tuple[float, Candidate]], pattern: re.Pattern[str], limit: int, *, is_whole: bool
) -> list[Hit]:
    best: dict[tuple[str, int], tuple[float, Candidate]] = {}
    for value, row in scored:
        known = best.get((row.kind, row.object_id))
        if known is None or value > known[0]:
            best[row.kind, row.object_id] = (value, row)
    ranked = sorted(best.values(), key=lambda found: (-found[0], -found[1].key))[:limit]
    return [
        Hit(row.kind, row.object_id, round(value, 4), fragments(row.title, row.text, pattern), is_whole)
        for value, row in ranked
    ]


def _days(narrowed: Narrowed) -> Q:
    days = Q()
    if narrowed.since is not None:
        days &= Q(day__gte=narrowed.since.toordinal() - EPOCH)
    if narrowed.until is not None:
        days &= Q(day__lte=narrowed.until.toordinal() - EPOCH)
    return days


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
    if isinstance(seen, Q):
        return of_kind & seen
    # Asked for each match instead of making a list of all that the user may see: matches are few, tickets many.
    return of_kind & Q(Exists(seen.filter(**{seen._fields[0]: OuterRef("object_id")})))
