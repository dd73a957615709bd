"""The worker's part: capacity frees when shifts begin and absences end, which no event tells."""

from __future__ import annotations

from zhichi.assigner import services
from zhichi.core import clock


def look_again() -> None:
    """Try everything without an owner again (3.3.1)."""
    services.work_off(at=clock.now())
