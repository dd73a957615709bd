"""The worker: one process with threads for the tails, the schedule and the loops that parts register."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

from zhichi.config.lifeline import RENEWED, Lifeline
from zhichi.config.renewal import LOOK_SECONDS, Renewal, limit

if TYPE_CHECKING:
    from zhichi.config.schedule import Schedule
    from zhichi.records.registry import Loop

log = logging.getLogger("zhichi.worker")

HOLDER = f"{socket.gethostname()}:{os.getpid()}"
BEAT_SECONDS = 15.0
IDLE_SECONDS = 5.0
RETRY_SECONDS = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
STOP_SECONDS = 6.0
MUCH = 2_000  # ids passed by all tails together, after which a rest gives memory back


def follow_tails(stop: threading.Event) -> None:
    """Run the tails whenever the record has grown, and now and then for what waits for another try.

    A long catching-up needs several times the memory of rest: when it is over, the thread lets go of its connection
    (whose cache of pages is part of it) and gives back what it freed.
    """
    from django.db import connection

    from zhichi.core import memory
    from zhichi.core.turns import Turns
    from zhichi.records import selectors
    from zhichi.records.follow import Wakeup
    from zhichi.records.tails import Horizon, run_all

    horizon, wakeup, turns = Horizon(), Wakeup(stop), Turns()
    seen, looked_at, passed = -1, 0.0, 0
    while not stop.is_set():
        last = selectors.last_event_id()
        if last == seen and time.monotonic() - looked_at < RETRY_SECONDS:
            if passed >= MUCH:
                connection.close()
                memory.give_back()
                passed = 0
            wakeup.wait(IDLE_SECONDS)
            turns = Turns()  # what comes after a rest need not wait
            continue
        looked_at = time.monotonic()
        moved = run_all(horizon, turns=turns)
        passed += moved
        seen = -1 if moved else last


def beat(stop: threading.Event) -> None:
    """Leave a sign of life, and take it away at the end."""
    from zhichi.core import clock
    from zhichi.records import services

    started = clock.now()
    while not stop.is_set():
        services.beat(holder=HOLDER, started_at=started, at=clock.now())
        stop.wait(BEAT_SECONDS)
    services.fall_silent(holder=HOLDER)


def keep_running(name: str, run: Loop, stop: threading.Event) -> None:
    """Run a loop until `stop`; when it raises or returns early, again after a growing pause."""
    from django.db import connections

    pause = FIRST_PAUSE
    while not stop.is_set():
        started = time.monotonic()
        try:
            run(stop)
        except Exception:
            log.warning("loop %s failed and starts again in %.0f s", name, pause, exc_info=True)
        finally:
            connections.close_all()
        if time.monotonic() - started > LONGEST_PAUSE:
            pause = FIRST_PAUSE
        stop.wait(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def watch_size(schedule: Schedule, stop: threading.Event) -> bool:
    """Wait for `stop`, or for the moment in which a worker that has grown should give way: True."""
    from zhichi.core import memory

    renewal = Renewal(limit=limit(), started=time.monotonic())
    while not stop.wait(LOOK_SECONDS):
        if renewal.is_due(
            at=time.monotonic(), cpu=time.process_time(), resident=memory.resident(), is_busy=schedule.is_busy
        ):
            return True
    return False


def main() -> int:
    """Run everything that is not a page until SIGTERM; RENEWED: it made room for a fresh worker."""
    lifeline = Lifeline()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django

    django.setup()
    from zhichi.config.schedule import Schedule
    from zhichi.records import registry
    from zhichi.upkeep import slow

    slow.install("worker")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    schedule = Schedule(HOLDER)
    work: dict[str, Loop] = {
        "sign of life": beat,
        "tails": follow_tails,
        "schedule": schedule.run,
        **dict(registry.loops.items()),
    }
    threads = [
        threading.Thread(target=keep_running, args=(name, run, stop), name=name, daemon=True)
        for name, run in work.items()
    ]
    for thread in threads:
        thread.start()
    lifeline.ready()
    is_renewed = lifeline.has_parent and watch_size(schedule, stop)
    if is_renewed:
        stop.set()
    stop.wait()
    deadline = time.monotonic() + STOP_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return RENEWED if is_renewed else 0


if __name__ == "__main__":
    sys.exit(main())
