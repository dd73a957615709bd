"""Scheduled work of the API."""

from __future__ import annotations

from zhichi.api import services
from zhichi.core import clock


def forget_answers() -> None:
    """Drop the answers to repeated requests after a day."""
    services.forget_answers(at=clock.now())
