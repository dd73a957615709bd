"""Which documents come into question: a few hundred at most, the newest first, of those that the asker may see.

A word that few documents hold is answered whole. Of one that thousands hold, those that are about it come first (the
index marks tokens of the title and frequent ones), then the newest.

SQLite walks the matches of an FTS5 question newest first and stops when told. PostgreSQL always collects them all, so
there a frequent word goes first to as many of the newest blocks as should do (each vector holds a mark for its block of
8,192 rows). And there a phrase costs the reading of every vector that holds its pairs; so the pairs alone are asked
for, and the normal forms of the few rows that come back show whether they stand together. Only when too many do not is
the phrase itself asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import combinations
from typing import TYPE_CHECKING

from django.db import connection

from zhichi.search.fetching import Candidate, Fetching
from zhichi.search.frequent import blocks, closed, holders_of_all
from zhichi.search.matching import AnyOf, Phrase, Question
from zhichi.search.tokens import ABOUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.search.asking import Asked, Term, Unit
    from zhichi.search.bounds import Bounds
    from zhichi.search.lexicon import Lexicon

MOST = 200  # candidates of one question
ENOUGH_ABOUT = 3  # times as many documents as are shown: when so many are about it, others are not looked for
PART = 0.35  # of a question's weight: what a document must hold when none holds all
MOST_LOOSE = 100  # candidates that hold a part of a question
MOST_UNITS = 8  # of a loose question
ABOUT_SHARE = 0.25  # of the documents that hold a word, at the least how many are about it: a guess
MARGIN = 1.5  # how many more matches than are wanted the newest blocks should hold
LIMITED_MARGIN = 4.0  # for who may not see all of them
MOST_STEPS = 2  # through blocks, the second as far as the first makes it seem enough
AGAIN = 1.3  # and that much further
WORTH_BLOCKS = 2000  # documents: collecting fewer is as quick as asking some blocks first


class Outcome(Enum):
    """What came of a step: every match, as many as are wanted of more, or too few of more that stand together."""

    ALL = 1
    ENOUGH = 2
    FEW = 3


@dataclass(frozen=True)
class Gathered:
    """Documents that come into question. `is_all`: no other may be seen that holds every term."""

    rows: list[Candidate]
    is_all: bool


def holding_all(asked: Asked, bounds: Bounds, lexicon: Lexicon, *, limit: int) -> Gathered:
    """Documents that hold every term and none of the excluded, at least `limit` if there are so many."""
    gathering = _Gathering(asked, bounds, lexicon, limit)
    frequent = gathering.holders > MOST
    if frequent and gathering.ask_about() is Outcome.ENOUGH:
        return gathering.gathered(is_all=False)
    outcome = gathering.ask_whole()
    if outcome is not Outcome.ALL and not frequent:
        gathering.ask_about()  # it was more frequent than it seemed
    return gathering.gathered(is_all=outcome is Outcome.ALL)


def newest_holding_all(asked: Asked, bounds: Bounds, lexicon: Lexicon, *, least: int) -> Gathered:
    """The same where order means nothing: the newest, at least so many if there are."""
    gathering = _Gathering(asked, bounds, lexicon, least)
    return gathering.gathered(is_all=gathering.ask_whole() is Outcome.ALL)


def holding_some(units: Sequence[Unit], without: AnyOf, bounds: Bounds, lexicon: Lexicon) -> list[Candidate]:
    """Documents that may hold that much of `units`: two of the rarest if there are such, else one of them."""
    rare = _rarest(units, lexicon)
    couples = tuple(Phrase((one.token, other.token), is_apart=True) for one, other in combinations(rare, 2))
    fetching = Fetching(bounds.visible, MOST_LOOSE)
    found: dict[int, Candidate] = {}
    for any_of in (couples, tuple(Phrase((unit.token,)) for unit in rare)):
        if any_of and len(found) < MOST_LOOSE // 4:
            rows = fetching.rows(Question((any_of, *bounds.needs), without))
            found |= {row.key: row for row in rows}
    return list(found.values())


def phrases_of(term: Term) -> AnyOf:
    """The phrases of a term, as the index is asked for them."""
    return tuple(Phrase(tokens, is_open=is_open) for tokens, is_open, _is_han in term.every_phrase)


@dataclass
class _Gathering:
    """The candidates of one question, step by step."""

    asked: Asked
    bounds: Bounds
    lexicon: Lexicon
    limit: int
    found: dict[int, Candidate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._fetching = Fetching(self.bounds.visible, MOST)
        self._without = tuple(phrase for term in self.asked.without for phrase in phrases_of(term))
        self.holders = holders_of_all(self.asked.terms, self.lexicon)
        self._is_postgres = connection.vendor == "postgresql"

    def gathered(self, *, is_all: bool) -> Gathered:
        """What was found so far."""
        return Gathered(list(self.found.values()), is_all)

    def ask_about(self) -> Outcome:
        """Ask for documents that are about every term; where a word itself is frequent, about no longer one."""
        needs = (_about(term, is_open=term.is_open and not closed(term, self.lexicon)) for term in self.asked.terms)
        outcome = self._newest_first(tuple(needs), self.holders * ABOUT_SHARE)
        return Outcome.ENOUGH if len(self.found) >= ENOUGH_ABOUT * self.limit else outcome

    def ask_whole(self) -> Outcome:
        """Ask for all documents that hold every term."""
        whole = tuple(map(phrases_of, self.asked.terms))
        if not self._is_postgres:
            return self._take(whole, is_exact=True)
        outcome = self._newest_first(tuple(map(_apart, self.asked.terms)), self.holders)
        return self._take(whole, is_exact=True) if outcome is Outcome.FEW else outcome

    def _newest_first(self, needs: tuple[AnyOf, ...], holders: float) -> Outcome:
        """Pairs may stand apart in the index here. On PostgreSQL the newest blocks come first when many may answer."""
        margin = LIMITED_MARGIN if self.bounds.is_limited else MARGIN
        rows = margin * MOST * self.lexicon.documents / holders if holders > WORTH_BLOCKS else 0.0
        for _step in range(MOST_STEPS):
            marks, rows = blocks(rows) if self._is_postgres and rows else ((), 0)
            if not marks:
                break
            before = len(self.found)
            outcome = self._take((*needs, marks))
            if outcome is not Outcome.ALL:
                return outcome
            rows *= AGAIN * MOST / max(1, len(self.found) - before)
        return self._take(needs)

    def _take(self, needs: tuple[AnyOf, ...], *, is_exact: bool = False) -> Outcome:
        rows = self._fetching.rows(Question((*needs, *self.bounds.needs), self._without))
        kept = [row for row in rows if is_exact or _stands_together(row, self.asked.terms)]
        self.found |= {row.key: row for row in kept}
        if len(rows) < MOST:
            return Outcome.ALL
        return Outcome.ENOUGH if len(kept) >= self.limit else Outcome.FEW


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


def _about(term: Term, *, is_open: bool) -> AnyOf:
    """That the document is about the term: the index holds the marked tokens without places."""
    return tuple(
        Phrase(tuple(ABOUT + token for token in tokens), is_open=goes_on and is_open, is_apart=True)
        for tokens, goes_on, _is_han in term.every_phrase
    )


def _apart(term: Term) -> AnyOf:
    return tuple(Phrase(tokens, is_open=is_open, is_apart=is_han) for tokens, is_open, is_han in term.every_phrase)


def _stands_together(row: Candidate, terms: Sequence[Term]) -> bool:
    return all(holds_any(row.plain, term) for term in terms)


def holds_any(plain: str, term: Term) -> bool:
    """Whether a normal form holds the term or one of its synonyms."""
    return any(_holds(plain, one) for one in (term, *term.others))


def _holds(plain: str, term: Term) -> bool:
    """Whether a normal form holds the term: Han characters as they stand, other words token by token."""
    if term.text in plain:
        return True
    found = ("".join(f" {token} " for token in tokens) for tokens in term.phrases)
    return not term.is_han and any((one[:-1] if term.is_open else one) in plain for one in found)
