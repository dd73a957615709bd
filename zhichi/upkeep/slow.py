"""Statements that take long are counted by their text; what they cost otherwise is one look at the clock each.

A wrapper around each connection's statements measures them. A slow one is added to a small table in memory; a thread
that lives only while there is something to write puts it into the database, outside anybody's transaction.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection, connections
from django.db.backends.signals import connection_created

from zhichi.core import clock
from zhichi.records.selectors import policy
from zhichi.upkeep import definitions

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.base.base import BaseDatabaseWrapper

log = logging.getLogger("zhichi.upkeep")

MOST = 200  # different statements kept in memory between two writes
LONGEST_TEXT = 4000
WRITE_SECONDS = 20.0
LEAST = 0.02  # seconds; the lowest value the handbook takes. From here a statement has the thread look at the value
LITERALS = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
LISTS = re.compile(r"\((?:%s|\?)(?:, ?(?:%s|\?))+\)")
MANY_ROWS = re.compile(r"(\(…\))(?:, ?\(…\))+")


@dataclass
class Seen:
    """One statement since the last write."""

    text: str
    count: int = 0
    total: float = 0.0  # seconds
    longest: float = 0.0


class _Watch:
    """What this process has seen. `threshold` is in seconds; it is read anew by the thread, never while measuring."""

    def __init__(self) -> None:
        self.threshold = 0.5
        self.process = "command"
        self.seen: dict[str, Seen] = {}
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None

    def note(self, sql: str, seconds: float) -> None:
        """Count a statement that is slow, and have the thread write it and read the threshold anew.

        One that took `LEAST` without being slow starts the thread too: else nobody would hear of a lower threshold
        until a statement was slower than the old one.
        """
        with self._lock:
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_soon, name="slow statements", daemon=True)
                self._writer.start()
            if seconds >= self.threshold:
                self._count(plain(sql), seconds)

    def _count(self, text: str, seconds: float) -> None:
        digest = hashlib.sha256(text.encode()).hexdigest()
        if digest not in self.seen and len(self.seen) >= MOST:
            return
        seen = self.seen.setdefault(digest, Seen(text))
        seen.count += 1
        seen.total += seconds
        seen.longest = max(seen.longest, seconds)

    def take(self) -> dict[str, Seen]:
        """Everything seen since the last time."""
        with self._lock:
            taken, self.seen = self.seen, {}
        return taken

    def _write_soon(self) -> None:
        time.sleep(WRITE_SECONDS)
        with self._lock:
            self._writer = None
        try:
            write(self.take())
            self.threshold = float(policy(definitions.SLOW_MS)) / 1000
        except DatabaseError:
            log.warning("slow statements could not be written", exc_info=True)
        finally:
            connections.close_all()


watch = _Watch()


def install(process: str) -> None:
    """Measure the statements of every new connection of this process ("web" or "worker"). Called when it starts."""
    watch.process = process
    connection_created.connect(_wrap, dispatch_uid="upkeep.slow")


def _wrap(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    if measured not in connection.execute_wrappers:
        connection.execute_wrappers.append(measured)


def measured(
    execute: Callable[[str, Any, bool, dict[str, Any]], Any],
    sql: str,
    params: Any,
    many: bool,  # noqa: FBT001 - Django calls it so
    context: dict[str, Any],
) -> Any:
    """Run a statement; see Django's execute_wrapper."""
    started = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = time.perf_counter() - started
        if took >= LEAST:
            watch.note(str(sql), took)


def plain(sql: str) -> str:
    """The text without values: literals become ?, lists of any length one mark."""
    text = LITERALS.sub("?", sql)
    text = MANY_ROWS.sub(r"\1", LISTS.sub("(…)", text))
    return " ".join(text.split())[:LONGEST_TEXT]


def write(seen: dict[str, Seen]) -> None:
    """Add what was seen to the table. Two statements for each, and there are few."""
    at, process = clock.now(), watch.process
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(at)
        for digest, one in seen.items():
            total, longest = round(one.total * 1000), round(one.longest * 1000)
            cursor.execute(
                "INSERT INTO upkeep_slowstatement"
                " (digest, text, process, count, total_ms, longest_ms, first_at, last_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (digest) DO UPDATE SET"
                " process = excluded.process, count = upkeep_slowstatement.count + excluded.count,"
                " total_ms = upkeep_slowstatement.total_ms + excluded.total_ms, last_at = excluded.last_at,"
                " longest_ms = CASE WHEN excluded.longest_ms > upkeep_slowstatement.longest_ms"
                " THEN excluded.longest_ms ELSE upkeep_slowstatement.longest_ms END",
                [digest, one.text, process, one.count, total, longest, moment, moment],
            )
