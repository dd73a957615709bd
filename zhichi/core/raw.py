"""Rows as the driver gives them: of thousands, Django's way with each value costs more than all the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, overload

from django.db import connection

if TYPE_CHECKING:
    from django.db.models import QuerySet


def raw_rows(queryset: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """What a query of plain columns finds, one tuple a row. Instants still need `aware`, lengths `Microseconds`."""
    sql, parameters = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@overload
def aware(value: datetime) -> datetime: ...
@overload
def aware(value: None) -> None: ...
@overload
def aware(value: datetime | None) -> datetime | None: ...
def aware(value: datetime | None) -> datetime | None:
    """An instant of `raw_rows` with its zone, which SQLite does not give."""
    return value if value is None or value.tzinfo is not None else value.replace(tzinfo=UTC)
