"""Queries whose text is made once: Django writes each anew every time, which costs more than the database's answer."""

from __future__ import annotations

import copy
from itertools import count
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Plain = int | str
Value = Plain | tuple[Plain, ...]

FIRST_NUMBER = 2**62  # no table counts so far, so that a mark is never taken for a value of the query itself
MOST_SHAPES = 64  # of one query: lists of so many lengths


class Prepared(Generic[Row]):
    """A query of which only plain values change: `build` is given marks once, and values stand in their places later.

    `drafts = Prepared(lambda ticket, user: Draft.objects.filter(ticket_id=ticket, user_id=user))`, then
    `drafts.rows(7, 2)`. Values are whole numbers (64 bits), texts, and tuples of them for `__in`; no None and no empty
    tuple, which would be another query. What `build` returns may select related rows, defer columns or give plain
    tuples; it may not prefetch, and may depend on nothing but its arguments.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._known: dict[tuple[Any, ...], _Text] = {}

    def rows(self, *values: Value) -> list[Row]:
        """The rows for these values. One query. Raises TypeError for a value that cannot stand in a place."""
        shape = tuple(map(_shape, values))
        text = self._known.get(shape)
        if text is None:
            if len(self._known) >= MOST_SHAPES:
                self._known.clear()
            text = self._known[shape] = _Text(self._build, values)
        return text.rows(values)

    def first(self, *values: Value) -> Row | None:
        """The first row for these values; `build` should end at one, since all that it finds are read."""
        found = self.rows(*values)
        return found[0] if found else None


class _Text:
    """One query as text, with the places of its values."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], values: tuple[Value, ...]) -> None:
        marks = _marks(values)
        queryset: Any = build(*marks)
        self._model = queryset.model
        self._iterable: Any = queryset._iterable_class
        self._fields = queryset._fields
        self._query = queryset.query
        self._compiler: SQLCompiler = self._query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self._sql, parameters = self._compiler.as_sql()
        except EmptyResultSet:  # nothing can match, whatever the values
            self._sql = ""
            return
        places = {mark: place for place, mark in enumerate(_flat(marks))}
        self._compiler.__dict__.pop("connection")  # of this thread; each use brings its own
        self._converters: Any = None
        self._parameters = tuple(parameters)
        self._places = [places.get(value) if isinstance(value, int | str) else None for value in parameters]
        missing = set(places.values()) - set(self._places)
        if missing:
            raise ValueError(f"the query does not use its argument {min(missing)} as it is")

    def rows(self, values: tuple[Value, ...]) -> list[Any]:
        """Ask the database."""
        if not self._sql:
            return []
        flat = _flat(values)
        filled = tuple(
            value if place is None else flat[place] for place, value in zip(self._places, self._parameters, strict=True)
        )
        return list(self._iterable(_Asked(self, filled), chunked_fetch=False))

    def compiler(self, parameters: tuple[Any, ...]) -> SQLCompiler:
        """Django's compiler as it is after its work, for this thread's connection."""
        compiler = copy.copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.__dict__["as_sql"] = lambda *_args, **_options: (self._sql, parameters)
        compiler.__dict__["get_converters"] = lambda expressions: self._converted(compiler, expressions)
        return compiler

    def _converted(self, compiler: SQLCompiler, expressions: Any) -> Any:
        """How its columns become values: the same at each use, since every connection converts alike."""
        if self._converters is None:
            self._converters = type(compiler).get_converters(compiler, expressions)
        return self._converters


class _Asked:
    """As much of a queryset, and of its query, as Django's iterables read."""

    db = DEFAULT_DB_ALIAS

    def __init__(self, text: _Text, parameters: tuple[Any, ...]) -> None:
        self._text, self._parameters = text, parameters
        self.query = self
        self.model = text._model
        self._fields = text._fields
        self._known_related_objects: dict[Any, Any] = {}
        self._hints: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._text._query, name)

    def get_compiler(self, *_args: Any, **_options: Any) -> SQLCompiler:
        """See Query.get_compiler."""
        return self._text.compiler(self._parameters)


def _shape(value: Value) -> Any:
    if type(value) is tuple and value:
        return tuple(map(_shape, value))
    if type(value) in {int, str}:
        return type(value)
    raise TypeError(f"{value!r} cannot stand in a prepared query")


def _marks(values: tuple[Value, ...]) -> tuple[Value, ...]:
    numbers = count(1)

    def mark(value: Plain) -> Plain:
        number = next(numbers)
        return FIRST_NUMBER + number if isinstance(value, int) else f"\ue000{number}"

    return tuple(tuple(map(mark, value)) if isinstance(value, tuple) else mark(value) for value in values)


def _flat(values: tuple[Value, ...]) -> list[Plain]:
    flat: list[Plain] = []
    for value in values:
        flat.extend(value if isinstance(value, tuple) else (value,))
    return flat
