"""Tails: subscribers that follow the record after the commit, each under a durable cursor.

A tail reads in order of id, which keeps the order inside each stream, and stops at a gap until the horizon says that
nothing can appear in it any more (`horizon.py`). It moves its cursor in the transaction of its effect.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction

from zhichi.core import clock
from zhichi.core.trouble import is_passing_trouble
from zhichi.records import registry, selectors
from zhichi.records.horizon import Horizon
from zhichi.records.models import Cursor, Event, Parked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.core.turns import Turns
    from zhichi.records.registry import Tail

__all__ = ["Horizon", "drain", "run_all", "run_once"]

log = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=10)
WINDOW = 1000  # how many ids one batch may pass when the tail wants few of them


@dataclass
class _Batch:
    """What one try covers: it passes all ids up to `end`, and hands on those that the tail wants."""

    end: int
    wanted: list[int] = field(default_factory=list)
    is_held: bool = False  # stopped at a gap that may still fill


def run_once(tail: Tail, horizon: Horizon, *, at: datetime | None = None) -> int:
    """Handle one batch for one tail and move its cursor in the same transaction; returns how many ids it passed.

    After a failure the events of the batch are taken one at a time; the one at fault is retried with growing pauses
    and parked after `tail.attempts` failures, then the rest go on. Trouble of the database itself raises
    OperationalError or InterfaceError: no event is at fault, the caller tries again later.
    """
    at = at or clock.now()
    passed, is_held = _attempt(tail, horizon, at)
    if is_held and not passed and horizon.look():
        passed, is_held = _attempt(tail, horizon, at)
    return passed


def _attempt(tail: Tail, horizon: Horizon, at: datetime) -> tuple[int, bool]:
    batch: _Batch | None = None
    try:
        with transaction.atomic():
            cursor = _claim(tail, at)
            if cursor is None:
                return 0, False
            batch = _next_batch(tail, cursor, horizon.settled)
            if batch.end == cursor.position:
                return 0, batch.is_held
            if batch.wanted:
                tail.handle(selectors.recorded(batch.wanted))
            return _move(cursor, batch.end, at), batch.is_held
    except Exception as error:
        if batch is None or is_passing_trouble(error):
            raise
        log.warning("tail %s failed: %r", tail.name, error)
        failed = batch, repr(error)
    if _goes_on_alone(tail, *failed):
        return _attempt(tail, horizon, at)
    return _note_failure(tail, *failed, at), False


def _claim(tail: Tail, at: datetime) -> Cursor | None:
    rows = Cursor.objects.filter(subscriber=tail.name)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    cursor = rows.first()
    if cursor is None or (cursor.retry_at is not None and cursor.retry_at > at):
        return None
    return cursor


def _next_batch(tail: Tail, cursor: Cursor, settled: int) -> _Batch:
    is_alone = cursor.position < cursor.alone_until
    limit = 1 if is_alone else tail.batch
    batch = _Batch(end=cursor.position)
    rows = Event.objects.filter(pk__gt=cursor.position).order_by("pk").values_list("pk", "code")
    for pk, code in rows[: max(WINDOW, limit)]:
        if pk != batch.end + 1 and pk > settled:
            batch.is_held = True
            break
        is_wanted = not tail.codes or code in tail.codes
        if is_wanted and len(batch.wanted) == limit:
            break
        batch.end = pk
        if is_wanted:
            batch.wanted.append(pk)
    return batch


def _move(cursor: Cursor, position: int, at: datetime) -> int:
    count = position - cursor.position
    cursor.position, cursor.attempts, cursor.retry_at, cursor.last_error, cursor.moved_at = position, 0, None, "", at
    cursor.save()
    return count


def _goes_on_alone(tail: Tail, batch: _Batch, error: str) -> bool:
    """The fault may be anywhere in a batch: from here to its end one event at a time, at once."""
    if len(batch.wanted) < 2:
        return False
    Cursor.objects.filter(subscriber=tail.name).update(alone_until=batch.end, last_error=error)
    return True


@transaction.atomic
def _note_failure(tail: Tail, batch: _Batch, error: str, at: datetime) -> int:
    cursor = Cursor.objects.select_for_update().get(subscriber=tail.name)
    cursor.last_error = error
    cursor.attempts += 1
    if cursor.attempts >= tail.attempts:
        return _park(tail, cursor, batch, at)
    cursor.retry_at = at + min(FIRST_RETRY * 2 ** (cursor.attempts - 1), LONGEST_RETRY)
    cursor.save()
    return 0


def _park(tail: Tail, cursor: Cursor, batch: _Batch, at: datetime) -> int:
    event_id = batch.wanted[0]
    Parked.objects.update_or_create(
        subscriber=tail.name,
        event_id=event_id,
        defaults={
            "error": cursor.last_error,
            "attempts": cursor.attempts,
            "parked_at": at,
            "settled_at": None,
            "settled_how": "",
        },
    )
    return _move(cursor, event_id, at)


def run_all(horizon: Horizon, *, at: datetime | None = None, turns: Turns | None = None) -> int:
    """One round over every tail that is behind; returns how many ids were passed in all (0 means: rest a little).

    `turns` lets others write between two batches: who has much to catch up gives the same one to each round.
    """
    at = at or clock.now()
    last = selectors.last_event_id()
    cursors = _cursors(list(registry.tails.values()))
    behind = [
        tail
        for tail, cursor in cursors
        if cursor.position < last and (cursor.retry_at is None or cursor.retry_at <= at)
    ]
    passed = 0
    for tail in behind:
        passed += run_once(tail, horizon, at=at)
        if turns is not None:
            turns.give_way()
    return passed


def _cursors(tails: Sequence[Tail]) -> list[tuple[Tail, Cursor]]:
    known = Cursor.objects.in_bulk([tail.name for tail in tails])
    new = [Cursor(subscriber=tail.name) for tail in tails if tail.name not in known]
    if new:
        Cursor.objects.bulk_create(new, ignore_conflicts=True)
        known |= {cursor.subscriber: cursor for cursor in new}
    return [(tail, known[tail.name]) for tail in tails]


def drain(*, rounds: int = 10_000) -> None:
    """Run the tails until nothing moves: for commands and tests."""
    horizon = Horizon()
    for _ in range(rounds):
        if not run_all(horizon):
            return
