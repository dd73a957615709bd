"""How far the record is settled: below that id no event can still appear.

The difficulty is PostgreSQL: ids are given before transactions commit, so event 7 may be visible while event 6 still
hides in a running transaction. A tail that moved on to 7 would skip 6 for ever. See docs/decisions/0002.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

_LAST = "SELECT coalesce(max(id), 0) FROM records_event"
# Whoever has an id for a new event holds this lock since before it got the id and until its end is visible to all.
# The own session does not count: it sees its own events. A prepared transaction has no process id.
_WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'records_event'::regclass
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND mode = 'RowExclusiveLock' AND granted AND pid IS DISTINCT FROM pg_backend_pid()
"""


@dataclass
class Horizon:
    """All ids up to `settled` are either visible to every later snapshot or will never exist.

    One for each thread that follows the record; a new one merely looks once more. On SQLite, which has one writer and
    numbers without gaps, every gap is a settled one.
    """

    settled: int = 0
    _candidate: int = 0
    _waiting_for: frozenset[str] = frozenset()

    def look(self) -> bool:
        """Look at who is writing now; True when more is settled than before. Call it outside a transaction.

        The highest id is read before the writers: every smaller id was handed out earlier, so its owner is among the
        writers seen after it, or has ended. Once all of those have ended, everything up to that id is settled.
        """
        before = self.settled
        last, writers = _last_id(), _writers()
        self._waiting_for &= writers
        if not self._waiting_for:
            self.settled = max(self.settled, self._candidate)
            self._candidate, self._waiting_for = last, writers
        if not writers:
            self.settled = max(self.settled, last)
        return self.settled > before


def _last_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        return int(cursor.fetchone()[0])


def _writers() -> frozenset[str]:
    if connection.vendor != "postgresql":
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS)
        return frozenset(row[0] for row in cursor.fetchall())
