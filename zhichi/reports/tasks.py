"""The hourly look at which reports are due."""

from __future__ import annotations

from zhichi.core import clock
from zhichi.reports import services

HOUR = 3600.0


def draft_due() -> None:
    """Draft what is due by now; a second turn finds nothing left to do."""
    services.draft_due(at=clock.now())
