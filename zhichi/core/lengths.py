"""Lengths of time as whole numbers in a query, so that both databases compare and sort them alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import BigIntegerField, Func

ONE = timedelta(microseconds=1)


class Microseconds(Func):
    """A duration column, or the difference of two times, in microseconds."""

    output_field = BigIntegerField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """SQLite keeps both as that number already."""
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS INTEGER)", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """An interval; its epoch is exact to the microsecond."""
        template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) * 1000000 AS BIGINT)"
        return self.as_sql(compiler, connection, template=template, **context)


def microseconds(length: timedelta) -> int:
    """A length to compare with."""
    return length // ONE
