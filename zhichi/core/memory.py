"""Memory that a process has freed goes back to the machine."""

from __future__ import annotations

import ctypes
import functools
import gc
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

LOOK_SECONDS = 10.0
QUIET_SECONDS = 0.1  # of CPU between two looks: nobody turns pages
MUCH_SECONDS = 1.0  # of CPU since memory was given back last, before which there is little to give


def give_back() -> bool:
    """Collect what is not used any more and hand freed memory back to the machine; returns whether any went back.

    glibc keeps the pages of freed objects for each thread that once needed them, so a worker that was busy for a
    minute would hold the most it ever needed. Other C libraries need no asking, or cannot be asked: False. It takes
    some 20 to 60 ms: for the moment in which a process begins to rest.
    """
    gc.collect()
    trim = _trim()
    return bool(trim and trim(0))


def give_back_at_rest(stop: threading.Event, *, look: float = LOOK_SECONDS) -> None:
    """Until `stop`: give back whenever the process comes to rest after work; looks every `look` seconds.

    For a process that only answers others and never knows which answer was the last for a while.
    """
    given = seen = time.process_time()
    while not stop.wait(look):
        before, seen = seen, time.process_time()
        if seen - before < QUIET_SECONDS and seen - given > MUCH_SECONDS:
            give_back()
            given = seen = time.process_time()


def resident(process: int | str = "self") -> int:
    """Bytes of the machine's memory that a process holds now; 0 where it is gone or the system does not tell."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


@functools.cache
def _trim() -> Callable[[int], int] | None:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError):
        return None
