"""What time does with mail that is held back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import close_old_connections

from zhichi.channels.email import services
from zhichi.core import clock
from zhichi.core.events import gettext_noop
from zhichi.core.jobs import Outcome

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping

    from zhichi.core.jobs import Progress

REMIND_SECONDS = 600.0
ASKED_SECONDS = 2.0


def clean_up(stop: threading.Event) -> None:
    """Close as spam what somebody found, or take it back, bit by bit until `stop`."""
    while not stop.is_set():
        if not services.clean_up_some(at=clock.now()):
            close_old_connections()
            stop.wait(ASKED_SECONDS)


def remind() -> None:
    """Tell those who may release of what waits."""
    services.remind(at=clock.now())


def clear(options: Mapping[str, Any], progress: Progress) -> Outcome:
    """Delete originals whose days are over; with "preview" only count them."""
    progress.step(gettext_noop("Clearing away held mail"))
    is_preview = bool(options.get("preview"))
    count = services.clear(at=clock.now(), removes=not is_preview, progress=progress)
    words = (
        gettext_noop("Would delete the originals of %(count)s mails.")
        if is_preview
        else gettext_noop("Deleted the originals of %(count)s mails; the mail log keeps their lines.")
    )
    return Outcome(words, {"count": count})
