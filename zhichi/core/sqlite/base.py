"""Django's SQLite backend; a statement is rewritten into SQLite's own form once and not at each use.

Django looks for every %s with a regular expression each time, which is a twentieth of what taking a mail in costs.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

LONGEST = 4000  # characters; longer ones hold many rows and come in too many lengths to be remembered
MOST = 512


class Cursor(base.SQLiteCursorWrapper):
    """Django's cursor."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        """The statement with the marks that SQLite knows."""
        if param_names or len(query) > LONGEST:
            return str(super().convert_query(query, param_names=param_names))
        return _written(query)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection, with that cursor."""

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor; SQLite knows no named ones."""
        return self.connection.cursor(factory=Cursor)


@lru_cache(maxsize=MOST)
def _written(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
