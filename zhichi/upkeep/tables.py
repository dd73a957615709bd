"""How large the database and its tables are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, connection


@dataclass(frozen=True)
class Table:
    """One table with its indexes, in bytes; `rows` as the database estimates or counts them, None when unknown."""

    name: str
    size: int
    rows: int | None = None


def database_size() -> int:
    """Bytes of the whole database; on SQLite with what waits in its write-ahead log."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    path = str(connection.settings_dict["NAME"])
    return sum(_size(f"{path}{ending}") for ending in ("", "-wal"))


def largest(limit: int = 12) -> list[Table]:
    """The largest tables, largest first. On SQLite the whole file is read: not for every page."""
    if connection.vendor == "postgresql":
        statement = (
            "SELECT relname, pg_total_relation_size(oid), greatest(reltuples, 0)::bigint FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY 2 DESC LIMIT %s"
        )
    else:
        statement = (
            "SELECT m.tbl_name, sum(s.pgsize), NULL FROM sqlite_master m JOIN dbstat s ON s.name = m.name"
            " WHERE s.aggregate = 1 GROUP BY m.tbl_name ORDER BY 2 DESC LIMIT %s"
        )
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, [limit])
            return [Table(str(name), int(size), rows) for name, size, rows in cursor.fetchall()]
    except DatabaseError:
        return []  # SQLite may be built without dbstat


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0
