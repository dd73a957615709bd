"""Bring an object's clocks into line with what is promised about it now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhichi.core.insert import fresh, insert, insert_all
from zhichi.core.prepared import Prepared
from zhichi.sla.choices import ENDED, ClockState
from zhichi.sla.events import ClocksChanged
from zhichi.sla.models import Clock, Pause
from zhichi.sla.office import revision_of
from zhichi.sla.reckoning import NONE, due_of, next_look, used_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from zhichi.core.events import Event


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What is promised about an object, as its own row says. `started_at` tells one promise from the next.

    `target` is working time by the calendar. `since` is when `state` was reached: for MET the instant of the deed.
    """

    kind: str
    started_at: datetime
    target: timedelta
    calendar_id: int | None
    state: ClockState
    since: datetime
    reason: str = ""  # PauseReason, when paused
    group: str = ""


@dataclass
class Settled:
    """The clocks that are open now, and the events to append with the deed that moved them."""

    open: list[Clock] = field(default_factory=list)
    fresh: list[Clock] = field(default_factory=list)  # of `begin`, to be stored by `keep`
    events: list[Event] = field(default_factory=list)


def begin(*, promises: Iterable[Promise], at: datetime) -> Settled:
    """The clocks of an object about to be made, not stored yet: its row can show the nearest before it has a key.

    Even a promise that is met at once gets a clock, so that it is counted. `keep` stores them.
    """
    book = _Book("", at)
    for promise in promises:
        book.begin(promise)
    return book.settled()


def keep(settled: Settled, *, stream: str) -> None:
    """Store the clocks of `begin` for the object that now has its key. One statement."""
    for row in settled.fresh:
        row.stream = stream
    insert_all(settled.fresh)


def settle(*, stream: str, promises: Iterable[Promise], at: datetime) -> Settled:
    """Start, pause, resume, end and re-target the clocks of `stream` until they say what `promises` says (3.1).

    To be called inside the transaction of the deed, with the object locked; the caller appends the returned events to
    the same stream. A new promise of a kind ends the one before as met at the instant the new one starts; a kind that
    is no longer promised is void.
    """
    rows = {row.kind: row for row in _open_clocks.rows(stream)}
    book = _Book(stream, at)
    for promise in promises:
        row = rows.pop(promise.kind, None)
        if row is not None and row.started_at != promise.started_at:
            # An earlier start means that the deed which ended the one before was taken back.
            is_later = promise.started_at > row.started_at
            book.end(row, ClockState.MET if is_later else ClockState.VOID, promise.started_at if is_later else at)
            row = None
        if row is None:
            book.take_up(promise)
        else:
            book.move(row, promise)
    for row in rows.values():
        book.end(row, ClockState.VOID, at)
    return book.settled()


_open_clocks = Prepared(lambda stream: Clock.objects.select_for_update().filter(stream=stream, ended_at=None))


def rewrite(*, stream: str, at: datetime, void: Iterable[Clock] = (), carried: Iterable[Clock] = ()) -> list[Event]:
    """End open clocks that no longer matter, note those that came from another object; returns the event to append."""
    book = _Book(stream, at)
    for row in void:
        book.end(row, ClockState.VOID, at)
    for row in carried:
        book.note(row, "carried")
    return book.settled().events


class _Book:
    """The changes of one call. Each row is written once, however much happens to it."""

    def __init__(self, stream: str, at: datetime) -> None:
        self.stream, self.at = stream, at
        self.open: list[Clock] = []
        self.fresh: list[Clock] = []
        self.changes: list[dict[str, str | int]] = []

    def begin(self, promise: Promise) -> None:
        """A promise about something new: a clock that runs, or one that has ended already."""
        row = self._fresh(promise)
        self.fresh.append(row)
        if promise.state in ENDED:
            self._close(row, promise.state, promise.since)
            return
        self._reckon(row)
        self.note(row, "started")
        self.open.append(row)

    def take_up(self, promise: Promise) -> None:
        """A promise without an open clock: start one, or take up again what had ended too early."""
        if promise.state in ENDED:
            return
        same = Clock.objects.filter(stream=self.stream, kind=promise.kind, started_at=promise.started_at)
        earlier = same.select_for_update().first()
        if earlier is None:
            self._start(promise)
            return
        self._revive(earlier)
        self.move(earlier, promise, is_changed=True)

    def move(self, row: Clock, promise: Promise, *, is_changed: bool = False) -> None:
        """An open clock and what should be true of it."""
        if promise.state in ENDED:
            self.end(row, promise.state, promise.since)
            return
        if (row.target, row.calendar_id) != (promise.target, promise.calendar_id):
            self._retarget(row, promise)
            is_changed = True
        if promise.state == ClockState.PAUSED and row.state == ClockState.RUNNING:
            self._stop(row, promise)
            Pause.objects.create(clock=row, reason=promise.reason, since=promise.since)
            self.note(row, "paused")
            is_changed = True
        elif promise.state == ClockState.PAUSED:
            self._wait_for_another_reason(row, promise)
        elif promise.state == ClockState.RUNNING and row.state == ClockState.PAUSED:
            self._go_on(row, promise.since)
            is_changed = True
        if row.group != promise.group:
            row.group, is_changed = promise.group, True
        if is_changed:
            self._reckon(row)
            row.save()
        self.open.append(row)

    def end(self, row: Clock, state: ClockState, at: datetime) -> None:
        """Close a clock. What it had used and since when stays on the row, so that it can be taken up again."""
        Pause.objects.filter(clock=row, until=None).update(until=at)
        self._close(row, state, at)
        row.save()

    def settled(self) -> Settled:
        """What came of it."""
        if not self.changes:
            return Settled(self.open, self.fresh)
        words = ", ".join(f"{change['kind']} {change['what']}" for change in self.changes)
        return Settled(self.open, self.fresh, [ClocksChanged(words=words, changes=self.changes)])

    def _start(self, promise: Promise) -> None:
        row = self._fresh(promise)
        is_paused = promise.state == ClockState.PAUSED
        if is_paused:
            self._stop(row, promise)
        self._reckon(row)
        insert(row)
        if is_paused:
            Pause.objects.create(clock=row, reason=promise.reason, since=promise.since)
        self.note(row, "started")
        self.open.append(row)

    def _fresh(self, promise: Promise) -> Clock:
        row = fresh(
            Clock,
            stream=self.stream,
            kind=promise.kind,
            group=promise.group,
            calendar_id=promise.calendar_id,
            target=promise.target,
            since=promise.started_at,
            started_at=promise.started_at,
        )
        row.due_at = due_of(row)
        return row

    def _close(self, row: Clock, state: ClockState, at: datetime) -> None:
        row.elapsed = used_at(row, at)
        if state == ClockState.MET:
            self._judge(row, at)
        row.state, row.ended_at, row.act_at = state, at, None
        self.note(row, "void" if state == ClockState.VOID else "missed" if row.breached_at else "met")

    def _judge(self, row: Clock, at: datetime) -> None:
        """Whether a clock that runs is late at `at`, whatever a sweep has noted: it may be down, or its time ahead."""
        if row.due_at is None or row.state != ClockState.RUNNING:
            return
        if at > row.due_at:
            row.breached_at = row.breached_at or row.due_at
        elif used_at(row, at) <= row.target:
            row.breached_at = None

    def _revive(self, row: Clock) -> None:
        if row.due_at is None:  # it ended while paused: the time since then was no time
            row.since = self.at
        row.state, row.ended_at, row.elapsed = ClockState.RUNNING, None, None
        if row.breached_at is not None and (row.due_at is None or row.due_at > self.at):
            row.breached_at = None
        self.note(row, "revived")

    def _retarget(self, row: Clock, promise: Promise) -> None:
        self._judge(row, self.at)
        if row.state == ClockState.RUNNING:
            row.used, row.since = used_at(row, self.at), max(row.since, self.at)
        row.target, row.calendar_id = promise.target, promise.calendar_id
        row.warned = 0
        if row.used < row.target:
            row.breached_at = None
        self.note(row, "changed")

    def _stop(self, row: Clock, promise: Promise) -> None:
        self._judge(row, promise.since)
        row.used, row.since = used_at(row, promise.since), max(row.since, promise.since)
        row.state = ClockState.PAUSED

    def _wait_for_another_reason(self, row: Clock, promise: Promise) -> None:
        other = Pause.objects.filter(clock=row, until=None).exclude(reason=promise.reason)
        if other.update(until=promise.since):
            Pause.objects.create(clock=row, reason=promise.reason, since=promise.since)

    def _go_on(self, row: Clock, at: datetime) -> None:
        Pause.objects.filter(clock=row, until=None).update(until=at)
        row.state, row.since = ClockState.RUNNING, max(row.since, at)
        self.note(row, "resumed")

    def _reckon(self, row: Clock) -> None:
        row.due_at = row.breached_at if row.breached_at and row.state == ClockState.RUNNING else due_of(row)
        row.act_at, _percent = next_look(row)
        row.revision = revision_of(row.calendar_id)

    def note(self, row: Clock, what: str) -> None:
        """Put down what became of a clock, for the event."""
        due = due_of(row) if row.ended_at is None else row.due_at
        self.changes.append(
            {
                "kind": row.kind,
                "what": what,
                "due_at": due.isoformat() if due else "",
                "used_seconds": int((row.elapsed if row.elapsed is not None else row.used or NONE).total_seconds()),
            }
        )
