"""What the mail channel does when others tell the record something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.channels.email import services
from zhichi.core import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.records.registry import Recorded


def on_virus_found_tell_senders(events: Sequence[Recorded]) -> None:
    """A virus was found in files of requests: their senders hear of it, where the handbook says so (6.4.1)."""
    streams = dict.fromkeys(event.stream for event in events if event.stream.startswith("ticket:"))
    for stream in streams:
        services.tell_of_virus(ticket_id=int(stream.partition(":")[2]), at=clock.now())
