"""Events of escalation, in the stream of what the promise is about."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("escalation.raised", gettext_noop("%(clock)s is late: escalated to %(step)s, told: %(names)s"))
class Raised(Event):
    """A step of the escalation was told (3.1.2). `clock` is a kind of clock, `people` the ids of those told."""

    clock: str
    step: str
    names: str
    people: list[int]
    due_at: str


@event("escalation.skipped", gettext_noop("%(clock)s is late: nobody to tell as %(step)s, because %(why)s"))
class Skipped(Event):
    """A step had nobody, so the next one is told at once. `why` is a code of Why."""

    clock: str
    step: str
    why: str
    due_at: str
