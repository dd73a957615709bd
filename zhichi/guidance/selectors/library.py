"""The knowledge base as its readers see it: modules, newest, most read, search, suggestions (6.3.1, 6.4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from zhichi.guidance import definitions
from zhichi.guidance.choices import Audience
from zhichi.guidance.models import Attempt, Question, Reads, Vote
from zhichi.guidance.selectors.offers import solved_counts
from zhichi.knowledge import selectors as knowledge
from zhichi.knowledge.choices import KIND
from zhichi.records.selectors import policy
from zhichi.search import selectors as search

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.knowledge.models import Article
    from zhichi.search.hits import Hit

SHOWN = 6  # of the newest and of the most read
FOUND = 20
SUGGESTED = 3
ENOUGH = 2  # answers that hold every word: with fewer, meaning is asked too


@dataclass(frozen=True)
class Result:
    """A found article; title and places in pieces with their marks. `position` counts from 1.

    `is_whole`: it holds every word that was asked for.
    """

    article: Article
    title: tuple[tuple[str, int], ...]
    places: tuple[tuple[tuple[str, int], ...], ...]
    position: int
    by_meaning: bool = False
    is_whole: bool = True


@dataclass(frozen=True)
class Figures:
    """What became of one article: readers, votes, tickets solved, requests that were not needed."""

    read: int
    helpful: int
    votes: int
    solved: int
    deflected: int
    doubts: Sequence[Vote]


def newest(person: Any, language: str) -> list[Article]:
    """What was published last, a family once, in this language where there is such a variant."""
    return knowledge.in_language(person, knowledge.published(person)[: SHOWN * 2], language)[:SHOWN]


def most_read(person: Any, language: str, *, at: datetime) -> list[Article]:
    """What customers read most of late."""
    since = at.date() - timedelta(days=int(policy(definitions.POPULAR_DAYS)))
    rows = Reads.objects.filter(day__gte=since, audience=Audience.CUSTOMER).values("article")
    ids = [row["article"] for row in rows.annotate(total=Sum("count")).order_by("-total", "article")[: SHOWN * 4]]
    found = knowledge.by_ids(person, ids) if ids else {}
    return knowledge.in_language(person, [found[key] for key in ids if key in found], language)[:SHOWN]


def of_module(person: Any, module_id: int, language: str) -> list[Article]:
    """The articles of a module and its sections, a family once."""
    rows = knowledge.published(person).filter(Q(module=module_id) | Q(module__parent=module_id))
    return knowledge.in_language(person, rows.order_by("place", "-importance", "pk"), language)


def find(person: Any, query: str, language: str) -> list[Result]:
    """Published articles that answer, by words and by meaning, in either language; a family once.

    That is in the language of the question; `language`, the reader's, where a question is in none.
    """
    hits = search.find(query, for_user=person, kinds=(KIND,), limit=FOUND, language=language)
    return _results(person, query, hits, language)


def meant(person: Any, query: str, found: Sequence[Result]) -> str | None:
    """What was probably meant, where nothing `found` holds every word: something by meaning is always near."""
    return None if any(one.is_whole for one in found) else search.suggest(query, for_user=person, kinds=(KIND,))


def counts(person: Any, query: str) -> search.Counts:
    """How many articles that the person may read hold every word, by type and language, variants each for itself.

    Of who may read what is not published yet, that counts too.
    """
    counted = search.Counted((KIND,), ("type", "language"))
    answer = search.answer(query, for_user=person, kinds=(KIND,), limit=1, mode="words", counted=counted)
    return answer.counts or search.Counts()


def suggest(person: Any, query: str, language: str) -> list[Result]:
    """What may answer a request that is being typed. Meaning is asked only where that takes no time to start."""
    asked: dict[str, Any] = {
        "for_user": person, "kinds": (KIND,), "limit": SUGGESTED * 2, "language": language,
    }  # fmt: skip
    found = search.find(query, mode="words", **asked)
    if sum(hit.is_whole for hit in found) < ENOUGH and search.is_meaning_ready():
        found = search.find(query, mode="hybrid", **asked)
    return _results(person, query, found, language)[:SUGGESTED]


def _results(person: Any, query: str, hits: Sequence[Hit], language: str) -> list[Result]:
    """Hits with their articles. Of one family the first hit stands for all.

    What does not hold every word is shown in the language of the question, whichever variant was nearest.
    """
    rows = {key: row for key, row in knowledge.by_ids(person, [hit.object_id for hit in hits]).items() if row.live_id}
    chosen: dict[str, Hit] = {}
    for hit in hits:
        row = rows.get(hit.object_id)
        if row is not None:
            chosen.setdefault(row.family, hit)
    loose = [rows[hit.object_id] for hit in chosen.values() if not hit.is_whole]
    spoken = knowledge.in_language(person, loose, search.language_of(query) or language) if loose else []
    shown = {row.family: row for row in spoken}
    return [
        _result(hit, shown.get(family, rows[hit.object_id]), place)
        for place, (family, hit) in enumerate(chosen.items(), start=1)
    ]


def _result(hit: Hit, row: Article, position: int) -> Result:
    title = row.live.title if row.live else row.title
    # In what is only similar no word is marked, and the nearest passage may name its classes: the summary says more.
    highlights = () if hit.by_meaning or row.pk != hit.object_id else hit.highlights
    marked = next((place for place in highlights if "".join(piece for piece, _mark in place) == title), None)
    places = tuple(place for place in highlights if place is not marked)[:2]
    return Result(row, marked or ((title, 0),), places, position, hit.by_meaning, hit.is_whole)


def vote_of(article_id: int, visitor: str) -> Vote | None:
    """What this visitor said about it."""
    return Vote.objects.filter(article=article_id, visitor=visitor).first() if visitor else None


def figures(article: Article) -> Figures:
    """Everything that is counted of one article. Five queries."""
    votes = Vote.objects.filter(article=article).aggregate(all=Count("pk"), yes=Count("pk", filter=Q(is_helpful=True)))
    read = Reads.objects.filter(article=article).aggregate(total=Sum("count"))["total"]
    return Figures(
        read=read or 0,
        helpful=votes["yes"],
        votes=votes["all"],
        solved=solved_counts([article.pk]).get(article.pk, 0),
        deflected=Attempt.objects.filter(solved_by=article, ticket=None).count(),
        doubts=list(Vote.objects.filter(article=article, is_helpful=False).order_by("-at")[:5]),
    )


def has_asked(person: Any, token: str) -> bool:
    """Whether this person asked the question with this token; of staff alone it is known."""
    return Question.objects.filter(token=token, by=person).exists()
