"""Warn before a promise is broken, and note that it is (3.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.core.actors import Actor
from zhichi.core.turns import Turns
from zhichi.core.update import update_all
from zhichi.records import services as records
from zhichi.sla.events import Breached, Warned
from zhichi.sla.models import Clock
from zhichi.sla.reckoning import next_look

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.events import Event

SWEEPER = Actor.system("clocks")
BATCH = 200


def sweep(*, at: datetime) -> int:
    """Handle every clock that needs a look at `at`; returns how many. Reads only those, whatever the number of others.

    Appends sla.warned and sla.breached to the stream of each. After a standstill only the last warning that was
    passed is given, and a breach bears the time of the target, not of the sweep. Workers may sweep at once.
    """
    count, turns = 0, Turns()
    while batch := _batch(at):
        count += batch
        turns.give_way()
    return count


@transaction.atomic
def _batch(at: datetime) -> int:
    due = Clock.objects.select_for_update(skip_locked=True).filter(act_at__lte=at).order_by("act_at")
    clocks = list(due[:BATCH])
    events: dict[str, list[Event]] = {}
    for clock in clocks:
        events.setdefault(clock.stream, []).extend(_look(clock, at))
    update_all(clocks, ("warned", "breached_at", "act_at"))
    records.append_all(events, by=SWEEPER, at=at)
    return len(clocks)


def _look(clock: Clock, at: datetime) -> list[Event]:
    """Move the row past `at`; the warning or breach that it has come to."""
    warned = clock.warned
    while True:
        clock.act_at, percent = next_look(clock)
        if clock.act_at is None or clock.act_at > at:
            break
        if percent == 100:
            clock.breached_at = clock.act_at
        else:
            clock.warned = percent
    if clock.breached_at is not None:
        seconds = int(clock.target.total_seconds())
        return [Breached(kind=clock.kind, due_at=clock.breached_at.isoformat(), target_seconds=seconds)]
    if clock.warned > warned and clock.due_at is not None:
        return [Warned(kind=clock.kind, percent=clock.warned, due_at=clock.due_at.isoformat())]
    return []
