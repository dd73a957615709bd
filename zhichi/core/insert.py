"""Inserts rows at half of what `Model.save` costs: for the few tables that every mail and every request fills."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Field, Model

# In these columns such values go to both databases as they are; everything else asks its field.
PLAIN_TYPES = frozenset({str, int, bool, type(None)})
PLAIN_FIELDS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


class _Statement(NamedTuple):
    head: str
    marks: str
    returning: str
    columns: tuple[tuple[str, Field[Any, Any], bool], ...]  # attribute, field, whether plain values go as they are


def insert(row: Model) -> None:
    """Insert `row` like `row.save(force_insert=True)` and set its key. No expressions as values, and no signals."""
    insert_all([row])


def insert_all(rows: Sequence[Model]) -> None:
    """Insert a few rows of one table in one statement, like `insert`."""
    if not rows:
        return
    statement = _statement(type(rows[0]))
    values = [value for row in rows for value in _values(row, statement)]
    marks = ", ".join([statement.marks] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"{statement.head}{marks}{statement.returning}", values)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding = False
        row._state.db = connection.alias


def _values(row: Model, statement: _Statement) -> list[Any]:
    values = []
    for name, field, is_plain in statement.columns:
        value = getattr(row, name)
        if not (is_plain and type(value) in PLAIN_TYPES):
            value = field.get_db_prep_save(value, connection)
        values.append(value)
    return values


@cache
def _statement(model: type[Model]) -> _Statement:
    """The statement of a table whose key the database gives; built once."""
    options, quote = model._meta, connection.ops.quote_name
    fields = [field for field in options.local_concrete_fields if not field.primary_key]
    names = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return _Statement(
        f"INSERT INTO {quote(options.db_table)} ({names}) VALUES ",  # noqa: S608 - own names
        f"({marks})",
        f" RETURNING {quote(str(options.pk.column))}",
        tuple((field.attname, field, isinstance(field, PLAIN_FIELDS)) for field in fields),
    )
