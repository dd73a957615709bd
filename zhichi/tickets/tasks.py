"""The worker's part: bring open tickets under a published version of the service levels."""

from __future__ import annotations

from zhichi.core import clock
from zhichi.tickets.services import levels

EVERY_SECONDS = 5.0


def roll_out_levels() -> None:
    """Look whether a version waits for the open tickets (3.1)."""
    levels.roll_out(at=clock.now())
