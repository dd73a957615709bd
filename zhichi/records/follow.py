"""Waits until the record has grown: PostgreSQL tells, SQLite is asked a few times a second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    import threading

CHANNEL = "zhichi_record"
POLL_SECONDS = 0.25


class Wakeup:
    """For one thread, on that thread's database connection. After a database error make a new one."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._listening_on: Any = None

    def wait(self, seconds: float) -> None:
        """Return when the record may have grown, when `stop` is set, or after `seconds` at the latest.

        Returns within a second of `stop`. Raises the database's errors when the connection is lost.
        """
        if connection.vendor == "postgresql":
            self._listen(min(seconds, 1.0))
        else:
            self._stop.wait(min(seconds, POLL_SECONDS))

    def _listen(self, seconds: float) -> None:
        connection.ensure_connection()
        raw = connection.connection
        if raw is not self._listening_on:
            # What was written before this line is not told; the caller looks once more before it waits again.
            raw.execute(f"LISTEN {CHANNEL}")
            self._listening_on = raw
            return
        for _notice in raw.notifies(timeout=seconds, stop_after=1):
            pass
