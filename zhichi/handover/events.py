"""What happens at the end of a shift. The tickets' own histories tell each transfer."""

from __future__ import annotations

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
    gettext_noop("The shift %(shift)s ended: %(count)s tickets due before the next one went to the duty role"),
)
class HandedOverByItself(Event):
    """What was not handed over and is due before the next own shift went to the duty role."""

    hand_over_id: int
    shift: str
    count: int
    tickets: list[int]


@event("handover.undone", gettext_noop("%(actor)s took the hand-over back: %(count)s tickets returned"))
class HandOverUndone(Event):
    """Tickets that nobody had moved on since came back."""

    hand_over_id: int
    count: int
