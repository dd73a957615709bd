"""Keyset paging: a page of any size costs the same at the start and at the end of a list."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db.models import Expression, Model, Q, QuerySet

from zhichi.core.prepared import Prepared

Row = TypeVar("Row", bound=Model)
Within = Sequence[QuerySet[Any]] | Callable[[], Sequence[QuerySet[Any]]]
PAGE_SIZE = 25
_BIGGEST = 2**63 - 1


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """Rows of one page. `next_cursor` is empty on the last page; `is_first` is true when no good cursor was given."""

    rows: list[Row]
    next_cursor: str
    is_first: bool


MOST_REMEMBERED = 300
_remembered: dict[Hashable, Prepared[Any]] = {}


class _Union(Expression):
    """The ids that any of several queries finds, as the right side of `pk__in`.

    Django's own `union()` refuses parts with an order and a limit on SQLite, where they need one more bracket.
    """

    def __init__(self, parts: Sequence[QuerySet[Any]]) -> None:
        super().__init__()
        self.parts = parts

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`SELECT … UNION SELECT …`, each part in brackets of its own."""
        texts: list[str] = []
        parameters: list[Any] = []
        for number, part in enumerate(self.parts):
            try:
                text, values = part.query.get_compiler(connection=connection).as_sql()
            except EmptyResultSet:
                continue
            texts.append(f"SELECT * FROM ({text}) AS part{number}")  # noqa: S608 - values travel as parameters
            parameters += values
        if not texts:
            raise EmptyResultSet
        return " UNION ".join(texts), tuple(parameters)


class _BadCursor(ValueError):
    """The cursor is not one of ours; the first page is shown instead."""


def keyset_page(
    rows: QuerySet[Row],
    *,
    order: Sequence[str],
    cursor: str | None = "",
    size: int = PAGE_SIZE,
    within: Within = (),
    memo: Hashable = None,
) -> KeysetPage[Row]:
    """The page of `rows` after `cursor`, in `order` ("-updated_at", "-id"): attributes without NULLs, unique together.

    A cursor is opaque, holds the last row's values and is not a secret: it can only skip rows of this queryset. A bad
    one gives the first page. `within` and `memo`: see `first_of`.
    """
    names = [name.lstrip("-") for name in order]
    after: Q | None = None
    is_first = True
    if cursor:
        try:
            after = _after(order, _values(rows.model, names, cursor))
            rows.filter(after)
            is_first = False
        except (_BadCursor, ValidationError, TypeError, ValueError):
            after = None
    found = first_of(rows, order=order, limit=size + 1, within=within, after=after, memo=memo)
    more = len(found) > size
    found = found[:size]
    return KeysetPage(found, _cursor(found[-1], names) if more else "", is_first)


def first_of(
    rows: QuerySet[Row],
    *,
    order: Sequence[str],
    limit: int,
    within: Within = (),
    after: Q | None = None,
    memo: Hashable = None,
) -> list[Row]:
    """The first `limit` of `rows` in `order`, only those that any query of `within` holds too (they may overlap).

    Where "this or that" in one condition makes a database read and sort all that match, each query of `within` walks an
    index of its own and stops at the limit. `memo` says all that the query depends on besides order and limit: where it
    was seen before without an `after`, the query is not written anew, and `rows` and `within` are not asked.
    """

    def build() -> QuerySet[Row]:
        wanted = rows
        if within:
            parts = within() if callable(within) else within
            narrowed = [part if after is None else part.filter(after) for part in parts]
            wanted = rows.filter(pk__in=_Union([part.order_by(*order).values("pk")[:limit] for part in narrowed]))
        elif after is not None:
            wanted = rows.filter(after)
        return wanted.order_by(*order)[:limit]

    if memo is None or after is not None:
        return list(build())
    key = (rows.model, memo, tuple(order), limit)
    prepared = _remembered.get(key)
    if prepared is None:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        prepared = _remembered[key] = Prepared(build)
    return prepared.rows()


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """(a < x) or (a = x and b < y) …, each column in its own direction."""
    condition, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        column = name.lstrip("-")
        step = "lt" if name.startswith("-") else "gt"
        condition |= same & Q(**{f"{column}__{step}": value})
        same &= Q(**{column: value})
    # The first column alone bounds the range, so that the index is entered at the right place.
    first = order[0].lstrip("-")
    bound = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{bound}": values[0]}) & condition


def _cursor(row: Model, names: Sequence[str]) -> str:
    values = [_plain(_attribute(row, name)) for name in names]
    raw = json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _attribute(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return {"t": value.isoformat()}
    if isinstance(value, Decimal):
        return {"d": str(value)}
    if value is None or isinstance(value, str | int | float):
        return value
    return {"s": str(value)}


def _values(model: type[Model], names: Sequence[str], cursor: str) -> list[Any]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values = json.loads(raw)
    except (binascii.Error, UnicodeError, ValueError, RecursionError) as error:
        raise _BadCursor from error
    if not isinstance(values, list) or len(values) != len(names):
        raise _BadCursor
    return [_typed(model, name, value) for name, value in zip(names, values, strict=True)]


def _typed(model: type[Model], name: str, value: Any) -> Any:
    """The stored value in the column's own type; a type or size that no database takes is a bad cursor."""
    if isinstance(value, dict):
        value = next(iter(value.values()), None)
    if value is None or isinstance(value, list | dict | bool):
        raise _BadCursor
    if isinstance(value, int) and abs(value) > _BIGGEST:
        raise _BadCursor
    if isinstance(value, str) and ("\x00" in value or not value.isprintable()):
        raise _BadCursor
    field = next((field for field in model._meta.concrete_fields if name in {field.name, field.attname}), None)
    if name == "pk":
        field = model._meta.pk
    typed = field.to_python(value) if field is not None else value
    if typed is None or (isinstance(typed, datetime) and typed.tzinfo is None):
        raise _BadCursor
    if isinstance(typed, int) and abs(typed) > _BIGGEST:
        raise _BadCursor
    return typed
