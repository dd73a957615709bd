"""Events of notices: what a person was told and confirmed."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("notices.told", gettext_noop("Told about %(matter)s: %(kind)s"))
class Told(Event):
    """Somebody was told something; in the stream of their inbox. `matter` is the stream it is about, or empty."""

    notice: int
    kind: str
    matter: str


@event("notices.acknowledged", gettext_noop("%(actor)s acknowledged: %(kind)s"))
class Acknowledged(Event):
    """Somebody confirmed that they know; in the stream of what the notice is about."""

    notice: int
    kind: str


@event(
    "notices.withdrawn", gettext_noop("The notice about %(matter)s was withdrawn, as %(whose)s has it now: %(kind)s")
)
class Withdrawn(Event):
    """A notice waits for somebody else now; in the stream of the inbox that had it."""

    notice: int
    kind: str
    matter: str
    whose: str


@event("notices.inbox_cleared", gettext_noop("%(actor)s acknowledged notices: %(count)s"))
class InboxCleared(Event):
    """Notices were acknowledged; in the stream of the inbox."""

    count: int


@event("notices.mailed", gettext_noop("A digest of %(count)s notices was put into the outgoing mail"))
class DigestMailed(Event):
    """Notices were collected into one mail; in the stream of the inbox."""

    count: int


@event("notices.preferences_set", gettext_noop("%(actor)s changed how notices arrive"))
class PreferencesSet(Event):
    """Somebody chose whether notices are mailed, and whether only in working hours; in the stream of the inbox."""

    mails: bool
    quiet: bool
