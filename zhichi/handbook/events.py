"""What happens to the handbook itself; a changed number is `policy.changed` of the record."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event(
    "handbook.charter_changed", gettext_noop("%(actor)s made version %(version)s of the service charter: %(reason)s")
)
class CharterChanged(Event):
    """The service charter has a new text (1.1); `digest` is the SHA-256 over both languages."""

    version: int
    reason: str
    digest: str
