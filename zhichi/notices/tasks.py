"""The worker's part: mail what was collected long enough."""

from __future__ import annotations

from zhichi.core import clock
from zhichi.notices import services

EVERY_SECONDS = 15.0


def send_digests() -> None:
    """One mail a person, if any is due (3.1.2)."""
    services.send_digests(at=clock.now())
