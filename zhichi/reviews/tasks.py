"""The hourly care of reviews: draw the week that is over, hand out, settle, compare."""

from __future__ import annotations

from zhichi.core import clock
from zhichi.reviews import services, spans

HOUR = 3600.0


def care() -> None:
    """Everything that is due by now; a second turn finds nothing left to do."""
    at = clock.now()
    services.supply(at=at)
    week = spans.last_week(at)
    services.draw_week(week=week, at=at)
    services.assign_waiting(at=at)
    services.close_expired(at=at)
    services.compare_effect(week=week, month=spans.last_month(at), at=at)
