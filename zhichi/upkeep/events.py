"""Events of upkeep, in a stream for each job ("upkeep:backup")."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("upkeep.asked", gettext_noop("%(actor)s asked for: %(job)s"))
class RunAsked(Event):
    """Somebody started a job by hand."""

    run: int
    job: str


@event("upkeep.ended", gettext_noop("%(job)s: done in %(seconds)s s"))
class RunEnded(Event):
    """A job did its work."""

    run: int
    job: str
    seconds: int
    result: str


@event("upkeep.failed", gettext_noop("%(job)s failed: %(error)s"))
class RunFailed(Event):
    """A job could not do its work."""

    run: int
    job: str
    error: str


@event("upkeep.stopped", gettext_noop("%(job)s was stopped"))
class RunStopped(Event):
    """Somebody stopped a job before its end."""

    run: int
    job: str
