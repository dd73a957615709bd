"""The worker's part: ask for another review of years that are provisional."""

from __future__ import annotations

from zhichi.calendars.services import expected
from zhichi.core import clock

EVERY_SECONDS = 600.0


def ask_for_reviews() -> None:
    """A second turn finds nothing left to do."""
    expected.ask_for_reviews(at=clock.now())
