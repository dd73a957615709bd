"""The worker's part: look at the clocks that are due for a look."""

from __future__ import annotations

from zhichi.core import clock
from zhichi.sla import services

EVERY_SECONDS = 5.0


def sweep_clocks() -> None:
    """Follow changed calendars, then warn and note breaches (3.1.2)."""
    services.recompute(at=clock.now())
    services.sweep(at=clock.now())
