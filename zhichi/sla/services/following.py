"""Bring running clocks into line with calendars that have changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.calendars import selectors as calendars
from zhichi.core.actors import Actor
from zhichi.records import services as records
from zhichi.sla import office
from zhichi.sla.choices import ClockState
from zhichi.sla.events import ClocksMoved
from zhichi.sla.models import Clock
from zhichi.sla.reckoning import due_of, next_look

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

MOVER = Actor.system("calendar")
BATCH = 500  # a short transaction each, so that the desk goes on


def recompute(*, at: datetime) -> int:
    """Reckon running clocks anew whose calendar has another revision; returns how many were looked at (3.1).

    What was used before the last pause or change stays; the running stretch counts by the calendar as it is now, so a
    day off that was entered late heals a miss that was none. Appends sla.clocks_moved where a due time moved. Stops and
    starts at any point without loss: the revision on each row says what is still to do.
    """
    office.forget()
    count = 0
    for calendar_id, revision in calendars.revisions():
        while batch := _batch(calendar_id, revision, at):
            count += batch
    return count


@transaction.atomic
def _batch(calendar_id: int, revision: UUID, at: datetime) -> int:
    stale = Clock.objects.select_for_update(skip_locked=True).filter(calendar_id=calendar_id, state=ClockState.RUNNING)
    clocks = list(stale.exclude(revision=revision).order_by("pk")[:BATCH])
    moved: dict[str, list[Clock]] = {}
    for clock in clocks:
        if _reckon(clock, at):
            moved.setdefault(clock.stream, []).append(clock)
    Clock.objects.bulk_update(clocks, ("revision", "due_at", "act_at", "breached_at"))
    for stream, rows in moved.items():
        nearest = min(row.due_at for row in rows if row.due_at)
        event = ClocksMoved(kinds=[row.kind for row in rows], due_at=nearest.isoformat())
        records.append_many(stream, [event], by=MOVER, at=at)
    return len(clocks)


def _reckon(clock: Clock, at: datetime) -> bool:
    """Reckon one row anew; whether its due time moved."""
    before = clock.due_at
    clock.due_at = due_of(clock)
    if clock.due_at is not None and clock.due_at > at:
        clock.breached_at = None
    elif clock.breached_at is not None:
        clock.breached_at = clock.due_at
    clock.act_at, _percent = next_look(clock)
    clock.revision = office.revision_of(clock.calendar_id)
    return clock.due_at != before
