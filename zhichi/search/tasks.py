"""Work that the worker does for search."""

from __future__ import annotations

import os
import platform
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import close_old_connections

from zhichi.core import clock
from zhichi.core.events import gettext_noop
from zhichi.core.jobs import Outcome
from zhichi.records import services as records
from zhichi.search import services
from zhichi.search.meaning import embedder
from zhichi.search.meaning.away import Away

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping

    from zhichi.core.jobs import Progress

EVERY_SECONDS = 600.0
LEASE = "search.meaning"
LASTS = timedelta(minutes=10)  # longer than a lot takes
IDLE_SECONDS = 3.0
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
TIDY_SECONDS = 3600.0


def count_words() -> None:
    """Count how frequent words are when the index has changed enough; before the first time, put synonyms in place."""
    services.supply_synonyms(at=clock.now())
    services.take_census_when_due(at=clock.now())


def rebuild_index(_options: Mapping[str, Any], progress: Progress) -> Outcome:
    """Build the search index anew, as `zhichi reindex` does (6.3.1). Raises Conflict while another rebuild goes on."""
    progress.step(gettext_noop("Rebuilding the search index"))
    done = services.rebuild(at=clock.now(), progress=lambda count: progress.show(count, 0))
    return Outcome(gettext_noop("%(count)s objects are in the new index."), {"count": done})


def give_meaning(stop: threading.Event) -> None:
    """Give texts their vectors, and bring them over to pgvector; one worker of all does it.

    While the embedder is away the pauses grow.
    """
    holder = f"{platform.node()}:{os.getpid()}"
    pause = 0.0
    while not stop.is_set():
        wait = IDLE_SECONDS
        if embedder.name() and records.take_lease(name=LEASE, holder=holder, lasts=LASTS, at=clock.now()):
            try:
                services.bring_over()
                wait = 0.0 if services.embed_some(at=clock.now()) else IDLE_SECONDS
                pause = 0.0
            except Away as error:
                services.note_trouble(str(error))
                wait = pause = min(max(pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
        close_old_connections()
        stop.wait(wait)


def tidy_meaning() -> None:
    """Take away vectors of texts that are gone."""
    services.clear_away()
