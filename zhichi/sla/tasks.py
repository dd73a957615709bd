"""The worker's part: look at the clocks that are due for a look."""

from __future__ import annotations

from zhichi.core import clock
from zhichi.sla import services

EVERY_SECONDS = 5.0


def catch_up() -> None:
    """Let open promises follow a changed handbook and calendars that were assigned anew (3.1)."""
    services.catch_up(at=clock.now())


def sweep_clocks() -> None:
    """Follow changed calendars, then warn and note breaches (3.1.2)."""
    services.recompute(at=clock.now())
    services.sweep(at=clock.now())
