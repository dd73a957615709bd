"""Events of the record itself."""

from __future__ import annotations

from typing import Any

from zhichi.core.events import Event, event, gettext_noop


@event("links.made", gettext_noop("%(actor)s linked %(source)s to %(target)s"))
class LinkMade(Event):
    """Two objects were bound."""

    source: str
    target: str
    kind: str


@event("links.removed", gettext_noop("%(actor)s removed the link between %(source)s and %(target)s"))
class LinkRemoved(Event):
    """A bond was undone."""

    source: str
    target: str
    kind: str


@event("policy.changed", gettext_noop("%(actor)s changed %(key)s from %(before)s to %(after)s: %(reason)s"))
class PolicyChanged(Event):
    """A number of the handbook has a new value; makes a new handbook version."""

    key: str
    version: int
    before: Any
    after: Any
    reason: str


@event("record.parked_settled", gettext_noop("%(actor)s settled a parked event of %(subscriber)s: %(how)s"))
class ParkedSettled(Event):
    """Somebody retried or dropped an event that a subscriber could not handle."""

    subscriber: str
    event_id: int
    how: str


@event("record.tail_reset", gettext_noop("%(actor)s let %(subscriber)s read the record from event %(position)s again"))
class TailReset(Event):
    """A subscriber was sent back, to build what it keeps anew."""

    subscriber: str
    position: int


@event("record.hold_placed", gettext_noop("%(actor)s placed a legal hold: %(reason)s"))
class HoldPlaced(Event):
    """Nothing of the object may be erased from now on (3.4.3)."""

    hold_id: int
    reason: str


@event("record.hold_lifted", gettext_noop("%(actor)s lifted the legal hold: %(reason)s"))
class HoldLifted(Event):
    """The legal hold is over (3.4.3)."""

    hold_id: int
    reason: str


@event("record.key_made", gettext_noop("%(actor)s made a key that signs heads of the record: %(fingerprint)s"))
class NotaryKeyMade(Event):
    """From now on heads are signed with another key (3.4.2)."""

    fingerprint: str


@event("record.exported", gettext_noop("%(actor)s exported %(events)s events of the record as a bundle"))
class RecordExported(Event):
    """A part of the record left the house (3.4.3): one object's stream or, with an empty `of`, a period."""

    export: int
    of: str
    start: str
    end: str
    events: int
    manifest: str


@event(
    "record.person_erased",
    gettext_noop("%(actor)s erased the personal data by law: %(payloads)s contents of events. Reason: %(reason)s"),
)
class PersonErased(Event):
    """Personal data was lawfully erased (3.4.3, 5.1.1). On the contact's stream; never the data itself.

    `by_type` counts the removed contents by event type, `digest` is the SHA-256 over the ids of those events.
    """

    erasure_id: int
    reason: str
    payloads: int
    by_type: dict[str, int]
    digest: str
