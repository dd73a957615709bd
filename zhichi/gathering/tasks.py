"""Work of the worker: run what was asked for and what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import close_old_connections

from zhichi.core import clock, memory
from zhichi.gathering import services

if TYPE_CHECKING:
    import threading

LOOK_SECONDS = 2.0
DUE_EVERY = 15  # looks


def run_when_asked(stop: threading.Event) -> None:
    """Runs, one after the other; now and then ask for those that are due."""
    looks = 0
    while not stop.is_set():
        at = clock.now()
        if looks % DUE_EVERY == 0:
            services.give_up_lost(at=at)
            services.ask_due(at=at)
        looks += 1
        claimed = services.claim(at=at)
        if claimed is not None:
            services.run(run=claimed)
            memory.give_back()
        close_old_connections()
        if claimed is None:
            stop.wait(LOOK_SECONDS)


def forget_old() -> None:
    """Remove rows of runs that are kept no longer."""
    services.forget_old(at=clock.now())
