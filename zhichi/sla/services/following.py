"""Bring running clocks into line with calendars that have changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.calendars import selectors as calendars
from zhichi.core.actors import Actor
from zhichi.core.events import gettext_noop
from zhichi.core.raw import raw_rows
from zhichi.core.turns import Turns
from zhichi.core.update import update_all
from zhichi.records import services as records
from zhichi.sla import office, registry
from zhichi.sla.choices import ClockState
from zhichi.sla.events import ClocksMoved
from zhichi.sla.models import Clock
from zhichi.sla.plain import Held, held_of
from zhichi.sla.reckoning import due_of, next_look, warnings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from zhichi.worktime import WorkCalendar

MOVER = Actor.system(gettext_noop("calendar"))
BATCH = 500  # a short transaction each, so that the desk goes on


def recompute(*, at: datetime) -> int:
    """Reckon running clocks anew whose calendar has another revision; returns how many were looked at (3.1).

    What was used before the last pause or change stays; the running stretch counts by the calendar as it is now, so a
    day off that was entered late heals a miss that was none. Appends sla.clocks_moved where a due time moved. Stops and
    starts at any point without loss: the revision on each row says what is still to do. A calendar that changes again
    meanwhile is followed at the next call.
    """
    office.forget()
    return sum(
        _follow(calendar_id, at) for calendar_id, revision in calendars.revisions() if _is_behind(calendar_id, revision)
    )


@dataclass(frozen=True)
class _Work:
    """One state of a calendar for a whole call: read anew in between, a second change would never let it end."""

    calendar_id: int
    calendar: WorkCalendar
    revision: UUID
    shares: Sequence[int]
    at: datetime

    def concerns(self, clock: Held) -> bool:
        """Whether a clock runs by another state of this calendar."""
        return clock.calendar_id == self.calendar_id and clock.state == ClockState.RUNNING and not clock.is_current

    def reckon(self, clock: Held) -> bool:
        """Reckon one clock anew; whether its due time moved."""
        before = clock.due_at
        clock.due_at = due_of(clock, self.calendar)
        if clock.due_at is not None and clock.due_at > self.at:
            clock.breached_at = None
        elif clock.breached_at is not None:
            clock.breached_at = clock.due_at
        clock.act_at, _percent = next_look(clock, self.shares, self.calendar)
        clock.revision = self.revision
        return clock.due_at != before


def _follow(calendar_id: int, at: datetime) -> int:
    calendar, revision = calendars.work_calendar_with_revision(calendar_id)
    work, count = _Work(calendar_id, calendar, revision, warnings(), at), 0
    turns = Turns()
    for stale in _stale(calendar_id, revision):
        while batch := _batch(stale, work):
            count += batch
            turns.give_way()
    return count


def _is_behind(calendar_id: int, revision: UUID) -> bool:
    """Whether any clock is. Three questions, each answered by the index."""
    found = [stale.exists() for stale in _stale(calendar_id, revision)]
    return any(found)


def _stale(calendar_id: int, revision: UUID) -> list[QuerySet[Clock]]:
    """The clocks of another revision, in parts of which each is one stretch of the index: none reads what is done."""
    running = Clock.objects.filter(calendar_id=calendar_id, state=ClockState.RUNNING)
    return [running.filter(revision__lt=revision), running.filter(revision__gt=revision), running.filter(revision=None)]


@transaction.atomic
def _batch(stale: QuerySet[Clock], work: _Work) -> int:
    """Some stale clocks, those of an object together; an object that somebody works on now waits for the next turn."""
    held = registry.hold(stream for (stream,) in raw_rows(stale.values_list("stream")[:BATCH]))
    reckoned: list[Held] = []
    moved: dict[str, list[Held]] = {}
    shown: dict[str, list[Held]] = {}
    for stream, clocks in (held_of(held, work.revision) if held else {}).items():
        mine = [clock for clock in clocks if work.concerns(clock)]
        reckoned += mine
        if found := [clock for clock in mine if work.reckon(clock)]:
            moved[stream], shown[stream] = found, clocks
    update_all(reckoned, ("revision", "due_at", "act_at", "breached_at"), of=Clock)
    registry.keep(held, shown)
    records.append_all({stream: [_event(rows)] for stream, rows in moved.items()}, by=MOVER, at=work.at)
    return len(reckoned)


def _event(rows: Sequence[Held]) -> ClocksMoved:
    nearest = min(row.due_at for row in rows if row.due_at)
    return ClocksMoved(kinds=[row.kind for row in rows], due_at=nearest.isoformat())
