"""The worker's part: look at the shifts that have ended."""

from __future__ import annotations

from zhichi.core import clock
from zhichi.handover import services

EVERY_SECONDS = 60.0


def end_shifts() -> None:
    """What is due before its owner is back goes to the duty role (3.3.1)."""
    services.end_shifts(at=clock.now())
