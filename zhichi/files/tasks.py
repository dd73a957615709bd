"""Scheduled work of files, and the worker's loop that has them scanned."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from django.db import close_old_connections

from zhichi.core import clock
from zhichi.files import services
from zhichi.files.clamd import Away, Unclear

if TYPE_CHECKING:
    import threading

log = logging.getLogger(__name__)
PAUSE_SECONDS = 1.0
LONGEST_PAUSE = 60.0
RESCAN_SECONDS = 900


def sweep_abandoned_uploads() -> None:
    """Delete what was uploaded into forms that nobody sent."""
    services.sweep(at=clock.now())


def scan_again() -> None:
    """Have contents scanned again when the signatures changed; while the scanner is away the next turn does it."""
    with contextlib.suppress(Away, Unclear):
        services.rescan(at=clock.now())


def scan_files(stop: threading.Event) -> None:
    """Look every second whether contents wait for the scanner, until `stop`; less and less often while it is away."""
    pause = PAUSE_SECONDS
    while not stop.is_set():
        close_old_connections()
        try:
            done = services.scan_due(at=clock.now())
            pause = PAUSE_SECONDS
        except (Away, Unclear) as error:
            log.warning("the virus scanner does not answer, next try in %.0f s: %s", pause, error)
            done, pause = 0, min(pause * 2, LONGEST_PAUSE)
        if not done:
            stop.wait(pause)
