"""What escalation hears: a tail over the events of clocks and over what people acknowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.escalation import services
from zhichi.notices.events import Acknowledged
from zhichi.sla.events import Breached, ClocksChanged, ClocksMoved, Warned
from zhichi.tickets.events import Assigned, Transferred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.records.registry import Recorded

HEARD = (Warned, Breached, ClocksChanged, ClocksMoved, Acknowledged, Assigned, Transferred)
OF_CLOCKS = {kind.code for kind in (Warned, Breached, ClocksChanged, ClocksMoved)}


def follow(events: Sequence[Recorded]) -> None:
    """Bring what is about these tickets into line with their clocks, once a batch; then warn, begin, note."""
    mine = [item for item in events if item.stream.startswith("ticket:")]
    streams = sorted({item.stream for item in mine if item.code in OF_CLOCKS})
    if streams:
        services.align(streams=streams, at=mine[-1].at)
    for item in mine:
        _follow(item)


def _follow(item: Recorded) -> None:
    what = item.event
    if isinstance(what, Warned):
        services.warn(ticket_id=item.object_id, kind=what.kind, percent=what.percent, at=item.at)
    elif isinstance(what, Breached):
        services.begin(ticket_id=item.object_id, kind=what.kind, at=item.at)
    elif isinstance(what, Assigned):
        services.hand_on(ticket_id=item.object_id, by_id=item.actor_id, at=item.at)
    elif isinstance(what, Acknowledged) and item.actor_id is not None:
        services.note_acknowledged(stream=item.stream, kind=what.kind, person_id=item.actor_id, at=item.at)
