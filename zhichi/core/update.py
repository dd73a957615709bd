"""Writes some columns of many rows in one statement: a tenth of what Django's `bulk_update` costs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from zhichi.core.lines import lines, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

ROWS_AT_ONCE = 500
AS_THEY_ARE = frozenset({int, UUID, type(None)})


def update_all(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Store the fields called `names` of these saved rows of one table. No expressions as values, and no signals."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        _update_some(rows[start : start + ROWS_AT_ONCE], names)


def _update_some(rows: Sequence[Model], names: Sequence[str]) -> None:
    options, quote = rows[0]._meta, connection.ops.quote_name
    fields: list[Any] = [options.pk, *(options.get_field(name) for name in names)]
    values = [[_stored(field, getattr(row, field.attname)) for field in fields] for row in rows]
    source, parameters = lines([field.rel_db_type(connection) for field in fields], values)
    table, key = quote(options.db_table), quote(fields[0].column)
    changes = ", ".join(f"{quote(field.column)} = v.column{place}" for place, field in enumerate(fields[1:], start=2))
    v = named("v", len(fields))
    sql = f"UPDATE {table} SET {changes} FROM ({source}) AS {v} WHERE {table}.{key} = v.column1"  # noqa: S608 - own names
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def _stored(field: Any, value: Any) -> Any:
    """A value as the database takes it. PostgreSQL takes most as they are; asking each field costs as much as that."""
    if connection.vendor == "postgresql" and (type(value) in AS_THEY_ARE or _is_aware(value)):
        return value
    return field.get_db_prep_save(value, connection)


def _is_aware(value: Any) -> bool:
    return type(value) is datetime and value.tzinfo is not None
