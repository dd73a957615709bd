"""Which promises a change would move, reckoned before it is made (3.1)."""

from __future__ import annotations

from heapq import nsmallest
from typing import TYPE_CHECKING

from zhichi.calendars.registry import Foreseen, Move
from zhichi.records.selectors import supposing
from zhichi.sla import office, registry
from zhichi.sla.choices import ClockState
from zhichi.sla.models import Clock
from zhichi.sla.reckoning import runs_out, used_at
from zhichi.sla.registry import label_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from typing import Any

    from zhichi.calendars.registry import Assignment
    from zhichi.sla.registry import Prospect
    from zhichi.worktime import WorkCalendar

LOOKED_AT = 50_000
OBJECTS_LOOKED_AT = 10_000
SHOWN = 20


def foresee(calendar_id: int, calendar: WorkCalendar, at: datetime) -> Foreseen:
    """What `calendar` in the place of the one with this id would do to the clocks that run by it. One query."""
    rows = Clock.objects.filter(calendar_id=calendar_id, state=ClockState.RUNNING, due_at__isnull=False)
    found = list(rows.values_list("stream", "kind", "target", "used", "since", "due_at")[: LOOKED_AT + 1])

    def moves() -> Iterator[Move | None]:
        for stream, kind, target, used, since, before in found[:LOOKED_AT]:
            yield _move(stream, kind, before, runs_out(calendar, since, target - used) if used < target else since, at)

    return _foreseen(moves(), at, is_capped=len(found) > LOOKED_AT)


def foresee_values(values: Mapping[str, Any], at: datetime) -> Foreseen:
    """What other numbers of the handbook would do to open promises, which keep what they have used."""
    with supposing(values):
        return _foresee_prospects(at)


def foresee_assignment(assignment: Assignment, at: datetime) -> Foreseen:
    """What another calendar for the company or a team would do to open promises, which keep what they have used."""
    with office.supposing(assignment):
        return _foresee_prospects(at)


def _foresee_prospects(at: datetime) -> Foreseen:
    return foresee_prospects(
        (found for each in registry.followers.values() for found in each.look(OBJECTS_LOOKED_AT + 1, at)), at
    )


def foresee_prospects(found: Iterable[Prospect], at: datetime) -> Foreseen:
    """What other promises beside open clocks would move; what the clocks have used stays used. `at` is aware."""
    prospects = list(found)
    streams = {prospect.clock.stream for prospect in prospects}
    return _foreseen(map(_moved(at), prospects), at, is_capped=len(streams) > OBJECTS_LOOKED_AT)


def _moved(at: datetime) -> Any:
    def move(prospect: Prospect) -> Move | None:
        clock, calendar = prospect.clock, office.calendar_of(prospect.calendar_id)
        if clock.due_at is None or (clock.target, clock.calendar_id) == (prospect.target, prospect.calendar_id):
            return None
        used, since = used_at(clock, at), max(clock.since, at)
        after = runs_out(calendar, since, prospect.target - used) if used < prospect.target else since
        stays_late = clock.due_at <= at and after <= at
        return None if stays_late else _move(clock.stream, clock.kind, clock.due_at, after, at)

    return move


def _move(stream: str, kind: str, before: datetime | None, after: datetime, at: datetime) -> Move | None:
    """How one promise would move; None where it would not."""
    if before is None or after == before:
        return None
    becomes_late, is_healed = after <= at < before, before <= at < after
    return Move(
        stream=stream, what=label_of(kind), before=before, after=after, becomes_late=becomes_late, is_healed=is_healed
    )


def _foreseen(found: Iterable[Move | None], at: datetime, *, is_capped: bool) -> Foreseen:
    """Counts, and the moves to show first: those that are late at once, then healed misses, then the largest."""
    every = list(found)
    moves = [move for move in every if move is not None]
    return Foreseen(
        looked_at=len(every),
        later=sum(move.after > move.before for move in moves),
        earlier=sum(move.after < move.before for move in moves),
        become_late=sum(move.becomes_late for move in moves),
        healed=sum(move.is_healed for move in moves),
        is_capped=is_capped,
        moves=nsmallest(SHOWN, moves, key=_weight),
    )


def _weight(move: Move) -> tuple[bool, bool, float, str]:
    return not move.becomes_late, not move.is_healed, -abs((move.after - move.before).total_seconds()), move.stream
