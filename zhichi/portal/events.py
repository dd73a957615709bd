"""What customers do to their own access."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("portal.signed_in_by_link", gettext_noop("%(actor)s signed in by a link mailed to %(address)s"))
class SignedInByLink(Event):
    """A mailed link was used; it opens nothing any more."""

    address: str
