"""What knowledge does by itself."""

from __future__ import annotations

from zhichi.core import clock
from zhichi.knowledge import services

EVERY_SECONDS = 20.0


def publish_due() -> None:
    """Publish reviewed articles whose moment has come."""
    services.publish_due(at=clock.now())
