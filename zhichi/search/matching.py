"""The full-text question in the words of each database, as a lookup on the index: `index__tokens__matches=terms`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Lookup, TextField

from zhichi.search.tokens import Term


@TextField.register_lookup
class Matches(Lookup):  # type: ignore[type-arg] # Django has no generic Lookup at run time
    """True for index rows that hold every term."""

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


def fts5_query(terms: Sequence[Term]) -> str:
    """All terms, every phrase in quotes, so that nothing a person types is an operator. Tokens hold no quotes."""
    return " AND ".join(f"({' OR '.join(_fts5_phrase(phrase, term) for phrase in term.phrases)})" for term in terms)


def ts_query(terms: Sequence[Term]) -> str:
    """The same as a tsquery."""
    return " & ".join(f"({' | '.join(_ts_phrase(phrase, term) for phrase in term.phrases)})" for term in terms)


def ts_vector(tokens: Sequence[str]) -> str:
    """The text form of a tsvector: each token with the places where it stands."""
    places: dict[str, list[str]] = {}
    for place, token in enumerate(tokens, start=1):
        places.setdefault(token, []).append(str(place))
    return " ".join(f"'{token}':{','.join(found)}" for token, found in places.items())


def _fts5_phrase(phrase: Sequence[str], term: Term) -> str:
    return f'"{" ".join(phrase)}"{"*" if term.is_open else ""}'


def _ts_phrase(phrase: Sequence[str], term: Term) -> str:
    tokens = " <-> ".join(f"'{token}'" for token in phrase)
    return f"({tokens}{':*' if term.is_open else ''})"
