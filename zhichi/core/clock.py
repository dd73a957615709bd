"""The present, in one place, so that tests can move it."""

from __future__ import annotations

import time
import zoneinfo
from functools import cache
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime


def now() -> datetime:
    """The present as an aware UTC datetime. Edges call it once and hand it down as `at`."""
    return timezone.now()


def ticks() -> float:
    """Seconds of a clock that nobody sets, to measure how long something has been."""
    return time.monotonic()


@cache
def zones() -> frozenset[str]:
    """Names of all time zones that this machine knows. To ask reads a thousand files, so a process asks once."""
    return frozenset(zoneinfo.available_timezones())
