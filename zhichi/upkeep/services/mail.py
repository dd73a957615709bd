"""Let mail go on after a restore (6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.outbound import services as outbound
from zhichi.upkeep import policies

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


def release_mail(*, by: Actor, at: datetime) -> bool:
    """Let mail go on; False when it did not rest. Appends outbound.hold_released. Raises Refused."""
    if not by.is_system:
        policies.RUN.check(by.user)
    return outbound.release_mail(by=by, at=at)
