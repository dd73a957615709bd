"""The decision about one message, as routing makes it and filing carries it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhichi.accounts.models import User
    from zhichi.channels.email.choices import Done, Reason
    from zhichi.channels.email.forwards import Original
    from zhichi.outbound.models import OutboundMail


@dataclass(frozen=True)
class Route:
    """The ticket (None for a new one), what the message is there, and why."""

    ticket_id: int | None
    done: Done
    reason: Reason
    colleague: User | None = None  # the member of staff who wrote it, or sent it on
    notice: str = ""  # code of what the reader should know
    because: list[str] = field(default_factory=list)  # codes of choices.Because with their evidence
    is_quiet: bool = False  # it sets nothing off although a person may have written it
    original: Original | None = None  # the letter that a colleague forwarded
    returned: OutboundMail | None = None  # the mail of ours that it reports on, when that is proven
    recipients: tuple[str, ...] = ()  # those of its recipients that it concerns
