"""The candidates of a question from the database: rights, days and words in one statement, whose text is made once.

Django writes a statement anew each time, and one search asks several that differ in their words alone.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction

from zhichi.core.prepared import Prepared
from zhichi.search.matching import WORDS, Question, in_words_of
from zhichi.search.models import Document, IndexRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import Q

FIELDS = ("pk", "kind", "object_id", "plain", "length", "facets")
# Vectors lie out of line, and PostgreSQL's planner does not count what fetching them costs: reading the whole table
# looks cheap to it and took 300 ms. Starting helpers takes longer than what they are to do.
_SETTINGS = ("enable_seqscan", "jit", "max_parallel_workers_per_gather")
_SET = "SELECT " + ", ".join(f"set_config('{name}', '0', true)" for name in _SETTINGS)
_RESET = f"SELECT set_config(name, reset_val, true) FROM pg_settings WHERE name IN {_SETTINGS}"  # noqa: S608 - names above


class Candidate(NamedTuple):
    """A matching document: `plain` is its normal form, `facets` are JSON."""

    key: int
    kind: str
    object_id: int
    plain: str
    length: int
    facets: str


class Fetching:
    """The newest `most` matches of any question, of what is `visible`."""

    def __init__(self, visible: Q, most: int) -> None:
        try:
            self._sql, self._parameters = (_on_postgresql if _is_postgresql() else _on_sqlite)(visible, most)
        except EmptyResultSet:  # nothing may be seen
            self._sql, self._parameters = "", ()

    def rows(self, question: Question) -> list[Candidate]:
        """The matches, in no order. One query."""
        if not self._sql:
            return []
        words = in_words_of(connection.vendor, question)
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [words if value == WORDS else value for value in self._parameters])
            return [Candidate(*row) for row in cursor.fetchall()]


def _on_sqlite(visible: Q, most: int) -> tuple[str, tuple[Any, ...]]:
    keys = IndexRow.objects.filter(visible, tokens__matches=WORDS).order_by("-pk").values("pk")[:most]
    return Document.objects.filter(pk__in=keys).values_list(*FIELDS).query.sql_with_params()


def _on_postgresql(visible: Q, most: int) -> tuple[str, tuple[Any, ...]]:
    """Matches are sorted first and rights judged one after the other, until there are enough; OFFSET keeps it so."""
    keys, parameters = IndexRow.objects.filter(visible).order_by("-pk").values("pk")[:most].query.sql_with_params()
    head, _table, tail = keys.partition(' FROM "search_index"')
    # Rows + 0: its planner must not walk the primary key backwards, testing vectors one by one, which looks cheap too.
    matches = (
        "SELECT rowid + 0 AS rowid, kind, object_id, visibility, day FROM search_index WHERE tokens @@ %s::tsquery"
        " ORDER BY 1 DESC OFFSET 0"
    )
    found = f'{head} FROM ({matches}) "search_index"{tail}'
    sql = f"SELECT id, kind, object_id, plain, length, facets FROM search_document WHERE id IN ({found})"  # noqa: S608 - Django's text
    return sql, (WORDS, *parameters)


@contextmanager
def by_index() -> Iterator[None]:
    """What is asked inside goes by the index, whatever PostgreSQL's planner reckons."""
    if not _is_postgresql():
        yield
    elif connection.in_atomic_block:
        _run(_SET)
        yield
        _run(_RESET)
    else:
        with transaction.atomic():
            _run(_SET)
            yield


def texts(keys: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Titles and texts as they were written, by the keys of their documents."""
    rows = _texts.rows(tuple(keys)) if keys else []
    return {key: (title, text) for key, title, text in rows}


_texts: Prepared[tuple[int, str, str]] = Prepared(
    lambda keys: Document.objects.filter(pk__in=keys).values_list("pk", "title", "text")
)


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
