"""The full-text question in the words of each database, as a lookup on the index: `tokens__matches=Question(…)`.

SQLite walks the matches of an FTS5 question newest first and stops when told. PostgreSQL always collects them all, so
there a question goes first to the newest rows: each vector holds a mark for its block of 8,192 rows. And there a phrase
costs the reading of every vector that holds its pairs; so the pairs alone are asked for, and the texts of the few rows
that come back show whether they stand together. Only when too many do not is the phrase itself asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Lookup, Max, TextField

from zhichi.search.models import IndexRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhichi.search.tokens import Term

BLOCK = 8192


@dataclass(frozen=True)
class Question:
    """Terms that must all be there. `blocks` empty means everywhere; without `is_exact` pairs may stand apart."""

    terms: tuple[Term, ...]
    blocks: tuple[int, ...] = ()
    is_exact: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether the question goes to all rows."""
        return not self.blocks


def questions(terms: Sequence[Term]) -> Iterator[Question]:
    """The questions to ask one after the other until there are answers enough."""
    wanted = tuple(terms)
    if connection.vendor == "postgresql":
        newest = (IndexRow.objects.aggregate(last=Max("pk"))["last"] or 0) // BLOCK
        yield Question(wanted, blocks=(newest, newest - 1), is_exact=False)
        yield Question(wanted, is_exact=False)
    yield Question(wanted)


@TextField.register_lookup
class Matches(Lookup):
    """True for index rows that answer a Question."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """An FTS5 MATCH."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} MATCH %s", [*params, fts5_query(self.rhs)]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """A tsquery."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", [*params, ts_query(self.rhs)]


def fts5_query(question: Question) -> str:
    """All terms, every phrase in quotes, so that nothing a person types is an operator. Tokens hold no quotes."""
    return " AND ".join(
        f"({' OR '.join(_fts5_phrase(phrase, term) for phrase in term.phrases)})" for term in question.terms
    )


def ts_query(question: Question) -> str:
    """The same as a tsquery."""
    parts = [
        f"({' | '.join(_ts_phrase(phrase, term, is_exact=question.is_exact) for phrase in term.phrases)})"
        for term in question.terms
    ]
    if question.blocks:
        parts.append(f"({' | '.join(_mark(block) for block in question.blocks)})")
    return " & ".join(parts)


def ts_vector(tokens: Sequence[str], *, key: int) -> str:
    """The text form of a tsvector: each token with the places where it stands, and the mark of the row's block."""
    places: dict[str, list[str]] = {}
    for place, token in enumerate(tokens, start=1):
        places.setdefault(token, []).append(str(place))
    return " ".join([_mark(key // BLOCK), *(f"'{token}':{','.join(found)}" for token, found in places.items())])


def _mark(block: int) -> str:
    return f"'#{block}'"  # no token begins with this sign


def _fts5_phrase(phrase: Sequence[str], term: Term) -> str:
    return f'"{" ".join(phrase)}"{"*" if term.is_open else ""}'


def _ts_phrase(phrase: Sequence[str], term: Term, *, is_exact: bool) -> str:
    joint = " <-> " if is_exact or not term.is_han else " & "
    tokens = joint.join(f"'{token}'" for token in phrase)
    return f"({tokens}{':*' if term.is_open else ''})"
