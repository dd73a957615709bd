"""What happens to access tokens."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("api.token_created", gettext_noop("%(actor)s created the access token %(name)s with the scopes %(scopes)s"))
class TokenCreated(Event):
    """A program may act as its owner."""

    name: str
    scopes: str
    owner_id: int
    expires_at: str


@event("api.token_revoked", gettext_noop("%(actor)s revoked the access token %(name)s"))
class TokenRevoked(Event):
    """A token opens nothing any more."""

    name: str
    owner_id: int
