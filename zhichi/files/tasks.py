"""Scheduled work of files."""

from __future__ import annotations

from zhichi.core import clock
from zhichi.files import services


def sweep_abandoned_uploads() -> None:
    """Delete what was uploaded into forms that nobody sent."""
    services.sweep(at=clock.now())
