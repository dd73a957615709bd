"""The tables of the index by hand: a second one beside the one in use, and how they change places."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_USE, NEXT = "search_index", "search_index_next"
LOT = 128  # rows that are sorted in together: fewer wait in a short list
# The same as in migrations 0003 and 0007, which are frozen; this may change with the product.
_SQLITE = (
    "CREATE VIRTUAL TABLE search_index_next USING fts5(kind UNINDEXED, object_id UNINDEXED, visibility UNINDEXED,"
    " day UNINDEXED, tokens, tokenize = \"ascii tokenchars '._-:/+#@^='\", prefix = '1')",
)
_POSTGRESQL = (
    "CREATE TABLE search_index_next (rowid bigint PRIMARY KEY, kind varchar(30) NOT NULL, object_id bigint NOT NULL,"
    " visibility varchar(12) NOT NULL, day integer NOT NULL, tokens tsvector NOT NULL) WITH (toast_tuple_target = 128)",
    "ALTER TABLE search_index_next ALTER COLUMN tokens SET STORAGE EXTERNAL",
    "CREATE INDEX search_index_next_tokens ON search_index_next USING gin (tokens)",
)


def make_next() -> None:
    """An empty table beside the one in use; one that an earlier rebuild left behind goes."""
    _run("DROP TABLE IF EXISTS search_index_next", *(_POSTGRESQL if _is_postgres() else _SQLITE))


def drop_next() -> None:
    """Take the table of a rebuild away that came to nothing."""
    _run("DROP TABLE IF EXISTS search_index_next")


def settle_next() -> None:
    """Sort in what waits in the list of the next table, so that the first questions to it are quick."""
    if _is_postgres():
        _run("SELECT gin_clean_pending_list('search_index_next_tokens')")


def change_places() -> None:
    """The next table becomes the one in use; in a transaction nobody sees anything between."""
    _run("DROP TABLE search_index", "ALTER TABLE search_index_next RENAME TO search_index")
    if _is_postgres():
        _run(
            "ALTER INDEX search_index_next_tokens RENAME TO search_index_tokens",
            "ALTER INDEX search_index_next_pkey RENAME TO search_index_pkey",
        )


@contextmanager
def adding(table: str, rows: int) -> Iterator[None]:
    """Rows are put into one of the two tables inside, in a transaction.

    PostgreSQL keeps new entries in a list before it sorts them in, all of one word at once. A long list is read by
    every question, a short one is sorted in with a reach for each word and few rows: so a lot is sorted in as a whole,
    at its end, and nobody asks the next table yet.
    """
    if not _is_postgres():
        yield
        return
    is_lot = table == NEXT or rows >= LOT
    _run(f"SELECT set_config('gin_pending_list_limit', '{'8MB' if is_lot else '256kB'}', true)")
    yield
    if is_lot and table == IN_USE:
        _run("SELECT gin_clean_pending_list('search_index_tokens')")


def delete_rows(table: str, keys: list[int], *, at_once: int = 500) -> None:
    """Take rows out of one of the two tables."""
    with connection.cursor() as cursor:
        for start in range(0, len(keys), at_once):
            some = keys[start : start + at_once]
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"DELETE FROM {table} WHERE rowid IN ({marks})", some)  # noqa: S608 - one of two names


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
