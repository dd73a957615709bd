"""Say what happened to a mail on the stream of what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.records.services import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event
    from zhichi.outbound.models import OutboundMail


def tell(mail: OutboundMail, event: Event, *, by: Actor, at: datetime) -> None:
    """Append `event` to the mail's stream; mail about nothing leaves no event."""
    if mail.stream:
        append(mail.stream, event, by=by, at=at)
