"""Work of the schedule."""

from __future__ import annotations

from zhichi.core import clock
from zhichi.guidance import services


def forget_old() -> None:
    """Remove questions that are kept no longer."""
    services.forget_old(at=clock.now())


def gather() -> None:
    """Make writing tasks of questions that nobody got an answer to."""
    services.gather(at=clock.now())
