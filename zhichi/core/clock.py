"""The present, in one place, so that tests can move it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present as an aware UTC datetime. Edges call it once and hand it down as `at`."""
    return timezone.now()
