"""Questions to the index: which objects answer, of those the asker may see, the best first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from zhichi.search import lexicon, near, registry, thesaurus
from zhichi.search.asking import ask
from zhichi.search.bounds import EVERYTHING, Narrowed, bounds_of
from zhichi.search.candidates import phrases_of
from zhichi.search.counts import Count, Counted, Counting, Counts
from zhichi.search.fetching import by_index, texts
from zhichi.search.folding import folded_hits, language_of, room
from zhichi.search.fusion import BESIDE_A_CODE, BY_MEANING, fused
from zhichi.search.highlights import Fragment, passage, pattern_of, pieces
from zhichi.search.hits import Hit
from zhichi.search.matching import Question
from zhichi.search.meaning import client, embedder
from zhichi.search.meaning.away import Away
from zhichi.search.meant import guesses
from zhichi.search.models import Document, Generation, Meaning, SynonymGroup
from zhichi.search.tokens import folded
from zhichi.search.words import by_words, matter_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.search.meaning.sight import Passage
    from zhichi.search.registry import SearchRow

__all__ = [
    "MODES",
    "Answer",
    "Count",
    "Counted",
    "Counts",
    "Hit",
    "Mode",
    "Narrowed",
    "ShownHit",
    "also_looked_for",
    "answer",
    "find",
    "is_meaning_ready",
    "language_of",
    "meaning_progress",
    "question",
    "shown",
    "suggest",
    "synonym_group",
    "synonym_groups",
]

Mode = Literal["hybrid", "words", "meaning"]
MODES: tuple[Mode, ...] = ("hybrid", "words", "meaning")


@dataclass(frozen=True)
class Answer:
    """Hits, the best first, and where that was asked for how many objects hold every word."""

    hits: list[Hit]
    counts: Counts | None = None


@dataclass(frozen=True)
class ShownHit:
    """A hit with what a page shows of it."""

    hit: Hit
    row: SearchRow


def find(
    query: str,
    *,
    for_user: Any,
    kinds: Sequence[str] = (),
    limit: int = 20,
    mode: Mode = "hybrid",
    narrowed: Narrowed = EVERYTHING,
    synonyms: bool = True,
    language: str = "",
) -> list[Hit]:
    """Objects that answer `query` and that the user may see, the best first; of equal ones the newest.

    First those that hold every word; when they are fewer than three, also those that hold the better part of a question
    of several words. "…" keeps words together, -word excludes. Any text is a fit query; one without words finds
    nothing. `kinds` empty means all that are registered. Raises ValueError for a facet that is no short code, or an
    unknown mode.

    "hybrid" (6.3.1) adds what answers by its meaning, whatever its language, and orders what does not hold every word
    by its places in both answers (reciprocal ranks). While no embedder can be asked it is the same as "words".

    Of a thing in several languages the variant in the language of the question is one hit for all; where the question
    has none ("VPN", "E-1024"), that in `language`, the reader's.
    """
    return answer(
        query, for_user=for_user, kinds=kinds, limit=limit, mode=mode, narrowed=narrowed, synonyms=synonyms,
        language=language,
    ).hits  # fmt: skip


def answer(  # noqa: PLR0913 - what may be chosen beside a question; callers name the few they need
    query: str,
    *,
    for_user: Any,
    kinds: Sequence[str] = (),
    limit: int = 20,
    mode: Mode = "hybrid",
    narrowed: Narrowed = EVERYTHING,
    synonyms: bool = True,
    counted: Counted | None = None,
    language: str = "",
) -> Answer:
    """The same as `find`, and how many objects hold every word, by what is to be `counted`, each variant for itself.

    No counts where some hold the words of a question apart that was typed without blanks.
    """
    if mode not in MODES:
        raise ValueError(f"unknown mode: {mode}")
    asked = ask(query, thesaurus.current() if synonyms else None)
    kinds = kinds or (counted.kinds if counted else ())
    bounds = bounds_of(for_user, kinds, narrowed)
    if not asked.terms or bounds is None:
        return Answer([])
    is_meant = mode == "meaning" or (mode == "hybrid" and near.is_fit(query, asked))
    reading = near.begin(query) if is_meant else None
    found: list[Hit] = []
    counts = None
    wanted = room(kinds, limit)
    if mode != "meaning":
        with by_index():
            found, gathered = by_words(query, asked, bounds, wanted)
            if counted is not None and gathered is not None:
                counts = Counting(asked, for_user, tuple(kinds), narrowed, gathered).counts(counted)
    if reading is not None:
        meant = _meant(near.nearest(reading, asked, bounds, narrowed.facets, limit=wanted))
        worth = BESIDE_A_CODE if asked.names_a_code else BY_MEANING
        found = fused(found, meant, wanted, worth=worth) if mode == "hybrid" else meant
    return Answer(folded_hits(found, language_of(query) or language)[:limit], counts)


def _meant(found: Sequence[Passage]) -> list[Hit]:
    """Hits of meaning with the nearest passage. No word is marked: none led to it, a “the” would be what shows."""
    known = texts([one.document for one in found])
    return [
        Hit(
            one.kind, one.object_id, round(one.nearness, 4), (passage(known[one.document][1], one.start, one.length),),
            is_whole=False, by_meaning=True,
        )
        for one in found
        if one.document in known
    ]  # fmt: skip


def question(query: str) -> Question | None:
    """`query` as a lookup (`tokens__matches=…`) on an index of a part's own; None when it holds no word."""
    asked = ask(query)
    without = tuple(phrase for term in asked.without for phrase in phrases_of(term))
    return Question(tuple(phrases_of(term) for term in asked.terms), without) if asked.terms else None


def suggest(query: str, *, for_user: Any, kinds: Sequence[str] = ()) -> str | None:
    """What was probably meant by a question that nothing answers whole ("dayinji", "打引机", "printr"), else None.

    Only what answers whole, of what this user may see: of a sentence nearly every word is near to some other. At most
    two questions are tried.
    """
    for guess in guesses(query, lexicon.current()):
        hits = find(guess, for_user=for_user, kinds=kinds, limit=1, mode="words")
        if hits and hits[0].is_whole:
            return guess
    return None


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
    parts = pattern_of(asked.terms, matter_of(query, lexicon.current()))
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
