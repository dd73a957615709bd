"""What happened in several tables, read in one statement: each row says when, what, and up to three things about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Case, CharField, Count, DateTimeField, F, IntegerField, Q, Value, When

if TYPE_CHECKING:
    from collections.abc import Iterable


class Happened(NamedTuple):
    """One thing that happened. `is_good` is 1 or 0; `amount` is whatever number the kind measures."""

    at: datetime
    kind: str
    name: str
    is_good: int
    amount: float


NOTHING = Value("", output_field=CharField())
COLUMNS = ("row_at", "row_kind", "row_name", "row_good", "row_amount")


def told(rows: Any, kind: Any, at: Any, *, name: Any = NOTHING, good: Q | None = None, amount: Any = None) -> Any:
    """The rows of one table as a part of `together`: `at` is the column of their instant; nothing of it is NULL.

    `kind` is a word, or an expression that gives one of several.
    """
    marked = _marked(rows, kind, at, name, good)
    return marked.annotate(row_amount=Value(0) if amount is None else amount).values_list(*COLUMNS)


def tallied(rows: Any, kind: str, at: Value, good: Q) -> Any:
    """The rows of one table counted by the database, as a part of `together`: `amount` says how many, by `is_good`."""
    return _marked(rows, kind, at, NOTHING, good).values_list(*COLUMNS[:-1]).annotate(row_amount=Count("pk"))


def _marked(rows: Any, kind: Any, at: Any, name: Any, good: Q | None) -> Any:
    return rows.order_by().annotate(
        row_at=F(at) if isinstance(at, str) else at,
        row_kind=Value(kind, output_field=CharField()) if isinstance(kind, str) else kind,
        row_name=name,
        row_good=Value(1) if good is None else Case(When(good, then=1), default=0, output_field=IntegerField()),
    )


def together(first: Any, *others: Any) -> list[Happened]:
    """All parts in one statement, the oldest first."""
    rows = first.union(*others, all=True) if others else first
    return [Happened(*row) for row in sorted(rows, key=itemgetter(0))]


def now_in(end: datetime) -> Value:
    """An instant for what is counted now, whatever the period: the last before `end`."""
    return Value(end - timedelta.resolution, output_field=DateTimeField())


def count(rows: Iterable[Happened], kind: str, *, good: bool = False) -> int:
    """How many of a kind there are, or how many good ones."""
    return sum(row.kind == kind and bool(row.is_good or not good) for row in rows)
