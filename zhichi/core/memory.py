"""Memory that a process has freed goes back to the machine."""

from __future__ import annotations

import ctypes
import functools
import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def give_back() -> bool:
    """Collect what is not used any more and hand freed memory back to the machine; returns whether any went back.

    glibc keeps the pages of freed objects for each thread that once needed them, so a worker that was busy for a
    minute would hold the most it ever needed. Other C libraries need no asking, or cannot be asked: False. It takes
    some 20 to 60 ms: for the moment in which a process begins to rest.
    """
    gc.collect()
    trim = _trim()
    return bool(trim and trim(0))


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
