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


@event(
    "sla.clocks_followed",
    gettext_noop("Open promises followed a change by %(asked_by)s: %(looked)s looked at, %(changed)s changed"),
)
class ClocksFollowed(Event):
    """Every open promise stands as the handbook and the calendars say now. On the stream "levels:1"."""

    asked_by: str
    kind: str
    looked: int
    changed: int


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


@event("sla.draft_changed", gettext_noop("%(actor)s changed the draft of the service levels: %(name)s %(step)s"))
class DraftChanged(Event):
    """A rule of the draft was added, changed, moved or removed. On the stream "levels:1", as all below."""

    step: str
    name: str
    key: str


@event("sla.draft_begun", gettext_noop("%(actor)s began a draft of the service levels from version %(number)s"))
class DraftBegun(Event):
    """The draft is now a copy of a version (0: the empty table)."""

    number: int


@event("sla.draft_discarded", gettext_noop("%(actor)s discarded the draft of the service levels"))
class DraftDiscarded(Event):
    """The draft is gone; what is in force stays."""


@event("sla.levels_published", gettext_noop("%(actor)s published version %(number)s of the service levels: %(reason)s"))
class LevelsPublished(Event):
    """A table of service levels is in force for new tickets. `digest` proves its rules (3.4.2)."""

    number: int
    rules: int
    reason: str
    digest: str
    with_open: bool


@event(
    "sla.levels_rolled_out",
    gettext_noop(
        "Version %(number)s of the service levels was applied to %(looked)s open tickets, %(changed)s changed"
    ),
)
class LevelsRolledOut(Event):
    """Every open ticket runs under the version."""

    number: int
    looked: int
    changed: int
