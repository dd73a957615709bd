"""Work that the worker does for the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import close_old_connections

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.events import gettext_noop
from zhichi.records import selectors, services

if TYPE_CHECKING:
    import threading

ASKED_SECONDS = 1.0
BY_SCHEDULE = gettext_noop("schedule")


def verify_when_asked(stop: threading.Event) -> None:
    """Check the record when somebody asks for it on the page."""
    while not stop.is_set():
        if selectors.open_verification() is not None:
            services.work_off_verifications(at=clock.now())
        close_old_connections()
        stop.wait(ASKED_SECONDS)


def verify_by_schedule() -> None:
    """Check the record as often as the handbook says (3.4.2)."""
    services.verify(by=Actor.system(BY_SCHEDULE), at=clock.now())


def sign_by_schedule() -> None:
    """Sign the head of the record as often as the handbook says (3.4.2)."""
    services.sign_head(at=clock.now())
