"""Which promises a changed calendar would move, reckoned before it is changed (3.1)."""

from __future__ import annotations

from heapq import nsmallest
from typing import TYPE_CHECKING

from zhichi.calendars.registry import Foreseen, Move
from zhichi.sla.choices import ClockState
from zhichi.sla.models import Clock
from zhichi.sla.registry import label_of

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.worktime import WorkCalendar

LOOKED_AT = 50_000
SHOWN = 20


def foresee(calendar_id: int, calendar: WorkCalendar, at: datetime) -> Foreseen:
    """What `calendar` in the place of the one with this id would do to the clocks that run by it. One query.

    The moves shown first are those that are late at once, then healed misses, then the largest.
    """
    rows = Clock.objects.filter(calendar_id=calendar_id, state=ClockState.RUNNING, due_at__isnull=False)
    found = list(rows.values_list("stream", "kind", "target", "used", "since", "due_at")[: LOOKED_AT + 1])
    moves: list[Move] = []
    for stream, kind, target, used, since, before in found[:LOOKED_AT]:
        after = calendar.add(since, target - used) if used < target else since
        if before is not None and after != before:
            moves.append(
                Move(
                    stream=stream,
                    what=label_of(kind),
                    before=before,
                    after=after,
                    becomes_late=after <= at < before,
                    is_healed=before <= at < after,
                )
            )
    return Foreseen(
        looked_at=min(len(found), LOOKED_AT),
        later=sum(move.after > move.before for move in moves),
        earlier=sum(move.after < move.before for move in moves),
        become_late=sum(move.becomes_late for move in moves),
        healed=sum(move.is_healed for move in moves),
        is_capped=len(found) > LOOKED_AT,
        moves=nsmallest(SHOWN, moves, key=_weight),
    )


def _weight(move: Move) -> tuple[bool, bool, float, str]:
    return not move.becomes_late, not move.is_healed, -abs((move.after - move.before).total_seconds()), move.stream
