"""Writes some columns of many rows in one statement: a tenth of what Django's `bulk_update` costs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, connections, models

from zhichi.core.lines import lines, named

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from django.db.models import Model

ROWS_AT_ONCE = 500
ARRAYS_OF = 5000  # PostgreSQL gets one array a column, however long


def update_all(rows: Sequence[Any], names: Sequence[str], *, of: type[Model] | None = None) -> None:
    """Store the fields called `names` of these saved rows of one table. No expressions as values, and no signals.

    `of` names the table of rows that are not model instances: they have the attributes of `names`, and `pk`.
    """
    size = ARRAYS_OF if connection.vendor == "postgresql" else ROWS_AT_ONCE
    for start in range(0, len(rows), size):
        _update_some(rows[start : start + size], names, of or type(rows[0]))


def _update_some(rows: Sequence[Any], names: Sequence[str], model: Any) -> None:
    options, quote = model._meta, connection.ops.quote_name
    fields: list[Any] = [options.pk, *(options.get_field(name) for name in names)]
    columns = [[getattr(row, name) for row in rows] for name in ("pk", *(field.attname for field in fields[1:]))]
    stored = [_stored(field, column) for field, column in zip(fields, columns, strict=True)]
    values = list(zip(*stored, strict=True))
    source, parameters = lines([field.rel_db_type(connection) for field in fields], values)
    table, key = quote(options.db_table), quote(fields[0].column)
    changes = ", ".join(f"{quote(field.column)} = v.column{place}" for place, field in enumerate(fields[1:], start=2))
    v = named("v", len(fields))
    sql = f"UPDATE {table} SET {changes} FROM ({source}) AS {v} WHERE {table}.{key} = v.column1"  # noqa: S608 - own names
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def _stored(field: Any, values: Sequence[Any]) -> list[Any]:
    """A column of values as the database takes them. Asking the field for each costs as much as all the rest."""
    own: Any = connections[connection.alias]  # `connection` looks itself up at each use

    def asked(value: Any) -> Any:
        return field.get_db_prep_save(value, own)

    quick = _quick_json(field) if isinstance(field, models.JSONField) else _quick(own)
    return [quick.get(type(value), asked)(value) for value in values]


def _quick(own: Any) -> dict[type[Any], Callable[[Any], Any]]:
    """What goes to the database without asking its field, by its type. Instants must have a zone."""
    quick: dict[type[Any], Callable[[Any], Any]] = {int: _as_it_is, str: _as_it_is, type(None): _as_it_is}
    if own.vendor == "postgresql":
        return {**quick, UUID: _as_it_is, datetime: _with_zone}
    return {**quick, UUID: lambda value: value.hex, datetime: lambda value: _text(value, own.timezone)}


def _quick_json(field: Any) -> dict[type[Any], Callable[[Any], Any]]:
    return {type(None): _as_it_is} | ({dict: json.dumps} if field.encoder is None else {})


def _with_zone(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant without a zone is not stored")
    return value


def _text(value: datetime, zone: tzinfo) -> str:
    return _with_zone(value).astimezone(zone).replace(tzinfo=None).isoformat(" ")


def _as_it_is(value: Any) -> Any:
    return value
