"""How instants come from PostgreSQL: Django's way costs more than the rest of a row. Loaded only where it is used."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db.backends.signals import connection_created
from psycopg.types.datetime import TimestamptzLoader

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


def tune() -> None:
    """Have every new connection to PostgreSQL read instants quickly. Called once, when the process starts."""
    connection_created.connect(_read_instants_quickly, dispatch_uid="core.postgres")


def _read_instants_quickly(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    if connection.timezone is UTC:
        raw: Any = connection.connection
        raw.adapters.register_loader("timestamptz", UtcLoader)


class UtcLoader(TimestamptzLoader):
    """What the server writes for UTC is read by the interpreter itself."""

    timezone = UTC  # Django compares it with the zone that it wants

    def load(self, data: Any) -> datetime:
        """One instant, aware, in UTC. Raises psycopg's DataError for one that Python has no words for."""
        try:
            return datetime.fromisoformat(bytes(data).decode())
        except ValueError:  # before our era, or after the year 9999: the long way says what is wrong
            return super().load(data)
