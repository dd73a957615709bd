"""Which documents come into question: a few hundred at most, from questions that narrow to wide.

A word that few documents hold is answered whole. Of one that thousands hold, those that are about it come first (the
index marks tokens of the title and frequent ones), then the newest.

SQLite walks the matches of an FTS5 question newest first and stops when told. PostgreSQL always collects them all, so
there a question goes first to the newest rows: each vector holds a mark for its block of 8,192 rows. And there a phrase
costs the reading of every vector that holds its pairs; so the pairs alone are asked for, and the normal forms of the
few rows that come back show whether they stand together. Only when too many do not is the phrase itself asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection
from django.db.models import F, Max

from zhichi.search.matching import BLOCK, AnyOf, Phrase, Question, mark
from zhichi.search.models import Document, IndexRow
from zhichi.search.tokens import ABOUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import Q

    from zhichi.search.asking import Asked, Term, Unit
    from zhichi.search.lexicon import Lexicon

MOST = 200  # candidates of one question
PART = 0.35  # of a question's weight: what a document must hold when none holds all
MOST_LOOSE = 100  # candidates that hold a part of a question
MOST_UNITS = 8  # of a loose question
FIELDS = ("pk", "kind", "object_id", "title", "text", "plain", "length", "facets")


class Candidate(NamedTuple):
    """A matching document."""

    key: int
    kind: str
    object_id: int
    title: str
    text: str
    plain: str
    length: int
    facets: dict[str, str]


@dataclass(frozen=True)
class Bounds:
    """What a person may see and has chosen; `facets` are tokens."""

    visible: Q
    facets: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[AnyOf, ...]:
        """The facets as parts of a question."""
        return tuple((Phrase((token,)),) for token in self.facets)


@dataclass(frozen=True)
class _Step:
    question: Question
    is_exact: bool = True  # else pairs may stand apart
    is_whole: bool = False  # it goes to all rows


def holding_all(asked: Asked, bounds: Bounds, lexicon: Lexicon, *, limit: int) -> list[Candidate]:
    """Documents that hold every term and none of the excluded, at least `limit` if there are so many."""
    found: dict[int, Candidate] = {}
    for step in _steps(asked, bounds, lexicon):
        rows = _fetch(step.question, bounds.visible)
        kept = [row for row in rows if step.is_exact or _stands_together(row, asked.terms)]
        found |= {row.key: row for row in kept}
        was_cut = len(rows) == MOST
        if len(kept) >= limit and (was_cut or not step.is_whole):
            break
        if step.is_whole and not was_cut:
            break
    return list(found.values())


def holding_some(units: Sequence[Unit], without: AnyOf, bounds: Bounds, lexicon: Lexicon) -> list[Candidate]:
    """Documents that may hold that much of `units`: two of the rarest if there are such, else one of them."""
    rare = _rarest(units, lexicon)
    couples = tuple(Phrase((one.token, other.token), is_apart=True) for one, other in combinations(rare, 2))
    found: dict[int, Candidate] = {}
    for any_of in (couples, tuple(Phrase((unit.token,)) for unit in rare)):
        if any_of and len(found) < MOST_LOOSE // 4:
            rows = _fetch(Question((any_of, *bounds.needs), without), bounds.visible, most=MOST_LOOSE)
            found |= {row.key: row for row in rows}
    return list(found.values())


def phrases_of(term: Term) -> AnyOf:
    """The phrases of a term, as the index is asked for them."""
    return tuple(Phrase(tokens, is_open=is_open) for tokens, is_open, _is_han in term.every_phrase)


def _rarest(units: Sequence[Unit], lexicon: Lexicon) -> list[Unit]:
    """A document without any of these cannot hold that much."""
    left = (1 - PART) * sum(lexicon.weight(unit.token) for unit in units)
    chosen: list[Unit] = []
    for unit in sorted(units, key=lambda one: -lexicon.weight(one.token)):
        if left < 0 or len(chosen) == MOST_UNITS:
            break
        chosen.append(unit)
        left -= lexicon.weight(unit.token)
    return chosen


def _steps(asked: Asked, bounds: Bounds, lexicon: Lexicon) -> Iterator[_Step]:
    needs = tuple(phrases_of(term) for term in asked.terms)
    without = tuple(phrase for term in asked.without for phrase in phrases_of(term))
    whole = Question((*needs, *bounds.needs), without)
    loose = replace(whole, needs=(*map(_apart, asked.terms), *bounds.needs))
    is_postgres = connection.vendor == "postgresql"
    if _expected(asked.terms, lexicon) > MOST:
        plain = loose if is_postgres else whole
        yield _Step(replace(plain, needs=(*plain.needs, *map(_about, asked.terms))), is_exact=not is_postgres)
    if is_postgres:
        newest = (IndexRow.objects.aggregate(last=Max("pk"))["last"] or 0) // BLOCK
        blocks = (mark(newest), mark(newest - 1))
        yield _Step(replace(loose, needs=(*loose.needs, blocks)), is_exact=False)
        yield _Step(loose, is_exact=False, is_whole=True)
    yield _Step(whole, is_whole=True)


def _expected(terms: Sequence[Term], lexicon: Lexicon) -> float:
    """About how many documents hold all terms, at most."""
    rows = ([tokens for tokens, _is_open, _is_han in term.every_phrase] for term in terms)
    return min((_holders(phrases, lexicon) for phrases in rows), default=0.0)


def _holders(phrases: Iterable[tuple[str, ...]], lexicon: Lexicon) -> float:
    return sum(min(lexicon.matches(token) for token in tokens) for tokens in phrases)


def _about(term: Term) -> AnyOf:
    """That the document is about the term: the index holds the marked tokens without places."""
    return tuple(
        Phrase(tuple(ABOUT + token for token in tokens), is_open=is_open, is_apart=True)
        for tokens, is_open, _is_han in term.every_phrase
    )


def _apart(term: Term) -> AnyOf:
    return tuple(Phrase(tokens, is_open=is_open, is_apart=is_han) for tokens, is_open, is_han in term.every_phrase)


def _fetch(question: Question, visible: Q, *, most: int = MOST) -> list[Candidate]:
    rows = IndexRow.objects.filter(visible, tokens__matches=question)
    # PostgreSQL must not walk the primary key backwards testing vectors one by one, which looks cheap to its planner.
    newest = (F("pk") + 0).desc() if connection.vendor == "postgresql" else F("pk").desc()
    keys = rows.order_by(newest).values("pk")[:most]
    return [Candidate(*row) for row in Document.objects.filter(pk__in=keys).values_list(*FIELDS)]


def _stands_together(row: Candidate, terms: Sequence[Term]) -> bool:
    return all(holds_any(row, term) for term in terms)


def holds_any(row: Candidate, term: Term) -> bool:
    """Whether a document holds the term or one of its synonyms."""
    return any(_holds(row.plain, one) for one in (term, *term.others))


def _holds(plain: str, term: Term) -> bool:
    """Whether a normal form holds the term: Han characters as they stand, other words token by token."""
    if term.text in plain:
        return True
    found = ("".join(f" {token} " for token in tokens) for tokens in term.phrases)
    return not term.is_han and any((one[:-1] if term.is_open else one) in plain for one in found)
