"""Conditions for queries that name hundreds of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Lookup

if TYPE_CHECKING:
    from collections.abc import Iterable


class Among(Lookup):
    """A column that is one of `values`, which are as the database keeps them: `filter(Among("stream", streams))`.

    PostgreSQL gets one array instead of a parameter for each, which neither Django nor the driver must look at.
    """

    prepare_rhs = False

    def __init__(self, name: str, values: Iterable[Any]) -> None:
        super().__init__(F(name), list(values))

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """With a place for each value; nothing is among none."""
        column, parameters = self.process_lhs(compiler, connection)
        places = ", ".join(["%s"] * len(self.rhs))
        return f"{column} IN ({places})", [*parameters, *self.rhs]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """With one array."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*parameters, self.rhs]
