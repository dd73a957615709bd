"""Bring running clocks into line with calendars that have changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.calendars import selectors as calendars
from zhichi.core.actors import Actor
from zhichi.core.events import gettext_noop
from zhichi.core.lookups import Among
from zhichi.core.update import update_all
from zhichi.records import services as records
from zhichi.sla import office, registry
from zhichi.sla.choices import ClockState
from zhichi.sla.events import ClocksMoved
from zhichi.sla.models import Clock
from zhichi.sla.plain import Running, running
from zhichi.sla.reckoning import due_of, next_look, warnings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

MOVER = Actor.system(gettext_noop("calendar"))
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
        for stale in _stale(calendar_id, revision):
            while batch := _batch(stale, at):
                count += batch
    return count


def _stale(calendar_id: int, revision: UUID) -> list[QuerySet[Clock]]:
    """The clocks of another revision, in parts of which each is one stretch of the index: none reads what is done."""
    running = Clock.objects.filter(calendar_id=calendar_id, state=ClockState.RUNNING)
    return [running.filter(revision__lt=revision), running.filter(revision__gt=revision), running.filter(revision=None)]


@transaction.atomic
def _batch(stale: QuerySet[Clock], at: datetime) -> int:
    """Some stale clocks, those of an object together; an object that somebody works on now waits for the next turn."""
    streams = registry.hold(stale.values_list("stream", flat=True)[:BATCH])
    clocks = running(stale.select_for_update().filter(Among("stream", streams)).order_by("pk"))
    moved: dict[str, list[Running]] = {}
    shares = warnings()
    for clock in clocks:
        if _reckon(clock, shares, at):
            moved.setdefault(clock.stream, []).append(clock)
    update_all(clocks, ("revision", "due_at", "act_at", "breached_at"), of=Clock)
    records.append_all({stream: [_event(rows)] for stream, rows in moved.items()}, by=MOVER, at=at)
    return len(clocks)


def _event(rows: Sequence[Running]) -> ClocksMoved:
    nearest = min(row.due_at for row in rows if row.due_at)
    return ClocksMoved(kinds=[row.kind for row in rows], due_at=nearest.isoformat())


def _reckon(clock: Running, shares: Sequence[int], at: datetime) -> bool:
    """Reckon one row anew; whether its due time moved."""
    before = clock.due_at
    clock.due_at = due_of(clock)
    if clock.due_at is not None and clock.due_at > at:
        clock.breached_at = None
    elif clock.breached_at is not None:
        clock.breached_at = clock.due_at
    clock.act_at, _percent = next_look(clock, shares)
    clock.revision = office.revision_of(clock.calendar_id)
    return clock.due_at != before
