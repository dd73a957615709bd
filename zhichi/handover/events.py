"""What happens at the end of a shift. The tickets' own histories tell each transfer."""

from __future__ import annotations

from dataclasses import field

from zhichi.core.events import Event, event, gettext_noop


@event("handover.done", gettext_noop("%(actor)s handed %(count)s tickets over at the end of the shift %(shift)s"))
class HandedOver(Event):
    """Somebody handed tickets over; `tickets` are their ids."""

    hand_over_id: int
    shift: str
    count: int
    tickets: list[int]
    note: str


@event(
    "handover.automatic",
    gettext_noop(
        "The shift %(shift)s ended at %(ended_at)s: %(count)s tickets that need care before the next one went to %(to)s"
    ),
)
class HandedOverByItself(Event):
    """What was not handed over and needs care before the next own shift went on. `ended_at` is the true end (UTC)."""

    hand_over_id: int
    shift: str
    count: int
    tickets: list[int]
    ended_at: str = ""
    to: list[str] = field(default_factory=list)


@event("handover.undone", gettext_noop("%(actor)s took the hand-over back: %(count)s tickets returned"))
class HandOverUndone(Event):
    """Tickets that nobody had moved on since came back."""

    hand_over_id: int
    count: int
