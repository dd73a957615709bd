"""Events of clocks, appended to the stream of what the promise is about."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("sla.clocks_changed", gettext_noop("Promised times: %(words)s"))
class ClocksChanged(Event):
    """Clocks were started, paused, resumed, ended or given another target.

    `changes` holds for each clock `kind`, `what` (started, paused, resumed, met, missed, void, changed, revived,
    carried over from another object),
    `due_at` (ISO 8601, UTC; empty while paused) and `used_seconds`. `words` says the same in codes.
    """

    words: str
    changes: list[dict[str, str | int]]


@event("sla.clocks_moved", gettext_noop("The calendar changed: %(kinds)s now due at %(due_at)s"))
class ClocksMoved(Event):
    """A changed calendar moved clocks. `kinds` names them; `due_at` is the nearest of them, ISO 8601, UTC."""

    kinds: list[str]
    due_at: str


@event("sla.warned", gettext_noop("%(kind)s: %(percent)s %% of the time is used, due at %(due_at)s"))
class Warned(Event):
    """A share of the time is used up (3.1.2). `due_at` is ISO 8601, UTC."""

    kind: str
    percent: int
    due_at: str


@event("sla.breached", gettext_noop("%(kind)s is late; it was due at %(due_at)s"))
class Breached(Event):
    """The target passed. `due_at` is the true instant, whenever it was noticed; ISO 8601, UTC."""

    kind: str
    due_at: str
    target_seconds: int
