"""Let others write while one works through much in many small transactions."""

from __future__ import annotations

from time import monotonic, sleep

from django.db import connection

WORK = 1.0  # seconds that one works before others get their turn
TURN = 0.12  # seconds: whoever waits for SQLite's lock looks at most a tenth of a second apart


class Turns:
    """Call `give_way` between two transactions.

    SQLite has one writer and no queue: who waits for it looks again from time to time and finds the short gap between
    two transactions by luck only; a note at the desk waited for seconds. PostgreSQL locks rows and needs none of this.
    """

    def __init__(self) -> None:
        self._began = monotonic()

    def give_way(self) -> None:
        """Stand back for a moment when the last one was a second ago."""
        if connection.vendor == "sqlite" and monotonic() - self._began >= WORK:
            sleep(TURN)
            self._began = monotonic()
