"""Scheduled work: each cadence of the registry about every so many seconds, on one worker of all."""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import close_old_connections, connections

from zhichi.core import clock, memory
from zhichi.records import registry, selectors, services

if TYPE_CHECKING:
    import threading

    from zhichi.records.registry import Cadence

log = logging.getLogger("zhichi.worker")

AT_ONCE = 2
SHORTEST_SECONDS = 1.0
SHORTEST_LEASE = 60.0
MUCH_SECONDS = 0.3  # of CPU


class Schedule:
    """Decides what is due. How long to pause is asked anew each time, because it may be a policy value."""

    def __init__(self, holder: str) -> None:
        self._holder = holder
        self._due: dict[str, float] = {}  # on this process's monotonic clock
        self._running: dict[str, Future[None]] = {}

    @property
    def is_busy(self) -> bool:
        """Whether scheduled work runs now, also where it only waits for another machine."""
        return any(not running.done() for running in list(self._running.values()))

    def run(self, stop: threading.Event) -> None:
        """Start what is due until `stop` is set; work that has begun is finished."""
        self._plan_first()
        connections.close_all()
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="scheduled") as pool:
            while not stop.is_set() and self._due:
                name = min(self._due, key=self._due.__getitem__)
                if stop.wait(max(0.0, self._due[name] - time.monotonic())):
                    return
                self._start(pool, registry.cadences.get(name))
            stop.wait()

    def _plan_first(self) -> None:
        """What ran before a restart goes on where it was: nothing daily runs at each start, or never."""
        now, started = clock.now(), time.monotonic()
        for row in selectors.cadence_health():
            since = (now - row["run"].started_at).total_seconds() if row["run"] else row["seconds"]
            self._due[row["name"]] = started + max(0.0, row["seconds"] - since)

    def _start(self, pool: ThreadPoolExecutor, cadence: Cadence) -> None:
        before = self._running.get(cadence.name)
        if before is None or before.done():
            self._running[cadence.name] = pool.submit(run_cadence, cadence, self._holder)
        self._due[cadence.name] = time.monotonic() + max(SHORTEST_SECONDS, cadence.seconds())
        close_old_connections()


def run_cadence(cadence: Cadence, holder: str) -> None:
    """One turn of scheduled work under its lease, with its run record.

    It lets go of its connection, whose cache of pages may hold megabytes, and gives memory back after much work.
    """
    began = time.thread_time()
    close_old_connections()
    try:
        # Held for most of the pause, also after the work is done: other workers' clocks tick at other moments.
        lasts = timedelta(seconds=max(SHORTEST_LEASE, cadence.seconds() * 0.9))
        if not services.take_lease(name=f"cadence:{cadence.name}", holder=holder, lasts=lasts, at=clock.now()):
            return
        services.note_start(name=cadence.name, at=clock.now())
        error = _run(cadence)
        services.note_end(name=cadence.name, at=clock.now(), error=error)
    except Exception:
        log.warning("scheduled work %s could not run", cadence.name, exc_info=True)
    finally:
        connections.close_all()
        if time.thread_time() - began > MUCH_SECONDS:
            memory.give_back()


def _run(cadence: Cadence) -> str:
    try:
        cadence.run()
    except Exception as error:
        log.warning("scheduled work %s failed", cadence.name, exc_info=True)
        return repr(error)[:2000]
    return ""
