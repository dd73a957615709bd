"""The worker's part: take the steps that are due."""

from __future__ import annotations

from zhichi.core import clock
from zhichi.escalation import services

EVERY_SECONDS = 5.0


def take_steps() -> None:
    """Senior, supervisor, manager, each in their time (3.1.2)."""
    services.sweep(at=clock.now())
