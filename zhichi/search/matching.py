"""The full-text question in the words of each database, as a lookup on the index: `tokens__matches=Question(…)`.

Everything in a question is a token that `tokens.py` made: no quotes, no blanks, no operators.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Lookup, TextField

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BLOCK = 8192  # rows whose vectors hold the same mark on PostgreSQL
WORDS = "?words?"  # stands in a statement for the question that is put in its place later; no question reads so


@dataclass(frozen=True)
class Phrase:
    """Tokens one after the other; `is_apart`: anywhere. `is_open`: the last one may go on."""

    tokens: tuple[str, ...]
    is_open: bool = False
    is_apart: bool = False


AnyOf = tuple[Phrase, ...]


@dataclass(frozen=True)
class Question:
    """A row answers when it holds one phrase of each of `needs` and none of `without`."""

    needs: tuple[AnyOf, ...]
    without: AnyOf = ()


@TextField.register_lookup
class Matches(Lookup):
    """True for index rows that answer a Question."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """An FTS5 MATCH."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} MATCH %s", [*params, in_words_of("sqlite", self.rhs)]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """A tsquery."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", [*params, in_words_of("postgresql", self.rhs)]


def mark(block: int) -> Phrase:
    """What the vectors of a block hold on PostgreSQL."""
    return Phrase((_mark(block),))


def in_words_of(vendor: str, question: Question | str) -> str:
    """The question as the database reads it; what is text already stays."""
    if isinstance(question, str):
        return question
    return ts_query(question) if vendor == "postgresql" else fts5_query(question)


def fts5_query(question: Question) -> str:
    """Every phrase in quotes, so that nothing a person types is an operator."""
    wanted = " AND ".join(f"({' OR '.join(map(_fts5_phrase, any_of))})" for any_of in question.needs)
    if not question.without:
        return wanted
    return f"({wanted}) NOT ({' OR '.join(map(_fts5_phrase, question.without))})"


def ts_query(question: Question) -> str:
    """The same as a tsquery."""
    parts = [f"({' | '.join(map(_ts_phrase, any_of))})" for any_of in question.needs]
    parts += [f"!{_ts_phrase(phrase)}" for phrase in question.without]
    return " & ".join(parts)


def ts_vector(tokens: Sequence[str], signs: Iterable[str], *, key: int) -> str:
    """The text form of a tsvector: each token with the places where it stands; signs, and the row's block, without."""
    places: dict[str, list[str]] = {}
    for place, token in enumerate(tokens, start=1):
        places.setdefault(token, []).append(str(place))
    found = (f"'{token}':{','.join(at)}" for token, at in places.items())
    return " ".join([f"'{_mark(key // BLOCK)}'", *(f"'{sign}'" for sign in signs), *found])


def _mark(block: int) -> str:
    return f"#{block}"  # no token begins with this sign


def _fts5_phrase(phrase: Phrase) -> str:
    end = "*" if phrase.is_open else ""
    if not phrase.is_apart:
        return f'"{" ".join(phrase.tokens)}"{end}'
    *first, last = (f'"{token}"' for token in phrase.tokens)
    return f"({' AND '.join([*first, last + end])})"


def _ts_phrase(phrase: Phrase) -> str:
    joint = " & " if phrase.is_apart else " <-> "
    tokens = joint.join(f"'{token}'" for token in phrase.tokens)
    return f"({tokens}{':*' if phrase.is_open else ''})"
