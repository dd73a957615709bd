"""Many rows of values as a table inside a statement, in the way that costs each database least."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence


FEW = 4  # so many rows cost less as they are than as arrays


def lines(types: Sequence[str], rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """A query that gives `rows` in their order, and its parameters. `types` are PostgreSQL's names of the columns.

    PostgreSQL gets an array a column, so that the text is short and stays the same; SQLite gets each value in a place.
    """
    is_typed = connection.vendor == "postgresql"
    if is_typed and len(rows) > FEW:
        arrays = ", ".join(f"%s::{name}[]" for name in types)
        return f"SELECT * FROM unnest({arrays})", [_array(column) for column in zip(*rows, strict=True)]  # noqa: S608 - names of types
    first = ", ".join(f"%s::{name}" if is_typed else "%s" for name in types)
    others = ", ".join(["%s"] * len(types))
    marks = "), (".join([first, *[others] * (len(rows) - 1)])
    return f"VALUES ({marks})", [value for row in rows for value in row]


def _array(column: Sequence[Any]) -> str | list[Any]:
    """A column as PostgreSQL reads arrays: written here for the usual types, since psycopg asks of each value alone."""
    words = []
    for value in column:
        kind = type(value)
        if value is None:
            words.append("NULL")
        elif kind is str:
            quoted = value.replace("\\", "\\\\").replace('"', '\\"') if "\\" in value or '"' in value else value
            words.append(f'"{quoted}"')
        elif kind is int:
            words.append(str(value))
        elif kind is datetime or kind is UUID:
            words.append(f'"{value}"')
        else:
            return list(column)
    return f"{{{','.join(words)}}}"


def among(values: Sequence[Any]) -> tuple[str, list[Any]]:
    """What stands behind a column that is one of `values`, and its parameters; on PostgreSQL always the same text."""
    if connection.vendor == "postgresql":
        return "= ANY(%s)", [list(values)]
    return f"IN ({', '.join(['%s'] * len(values))})", list(values)


def named(table: str, count: int) -> str:
    """What a table of `lines` is called in FROM, with columns named column1, column2 …"""
    if connection.vendor == "postgresql":
        return f"{table}({', '.join(f'column{number}' for number in range(1, count + 1))})"
    return table  # SQLite names them so by itself
