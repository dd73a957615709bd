"""Scheduled work of the portal."""

from __future__ import annotations

from zhichi.core import clock
from zhichi.portal import services


def forget_old() -> None:
    """Forget forms and sign-in links that have had their day."""
    services.forget_submissions(at=clock.now())
    services.forget_links(at=clock.now())
