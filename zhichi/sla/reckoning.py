"""Arithmetic on one clock row: how much is used, when it is due, when somebody should look. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from zhichi.records.selectors import policy
from zhichi.sla.choices import ClockState
from zhichi.sla.definitions import WARNINGS
from zhichi.sla.office import calendar_of
from zhichi.worktime import NoWorkingTime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.worktime import WorkCalendar

NONE = timedelta()
END = datetime(2100, 12, 31, tzinfo=UTC)
LONG_TARGET = timedelta(hours=1)  # shorter targets are nearly due by their share alone


class Reckoned(Protocol):
    """What arithmetic needs of a clock: a row, or plain values where there are thousands."""

    @property
    def state(self) -> str: ...
    @property
    def calendar_id(self) -> int | None: ...
    @property
    def target(self) -> timedelta: ...
    @property
    def used(self) -> timedelta: ...
    @property
    def since(self) -> datetime: ...
    @property
    def warned(self) -> int: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def breached_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Reading:
    """What a chip shows. `left` is working time, negative when late; `share` is what is left of the target (0 to 1)."""

    kind: str
    look: str  # "track", "soon", "late", "paused"
    left: timedelta
    share: float
    due_at: datetime | None


def used_at(clock: Reckoned, at: datetime) -> timedelta:
    """Working time used until `at`; while paused it does not grow."""
    if clock.state != ClockState.RUNNING or at <= clock.since:
        return clock.used
    return clock.used + calendar_of(clock.calendar_id).between(clock.since, at)


def runs_out(calendar: WorkCalendar, since: datetime, length: timedelta) -> datetime:
    """When so much working time has passed; the end of time, where until 2100 the calendar has not that much.

    A year of work by a calendar of an hour a week is such a promise: no reason to refuse the request it is made about.
    """
    try:
        return calendar.add(since, length)
    except NoWorkingTime:
        return END


def due_of(clock: Reckoned, calendar: WorkCalendar | None = None) -> datetime | None:
    """When the target is used up; the instant since which it is, if it was when last changed; None while paused.

    `calendar` is the clock's own, for whoever has it at hand.
    """
    if clock.state != ClockState.RUNNING:
        return None
    if clock.used >= clock.target:
        return clock.since
    return runs_out(calendar or calendar_of(clock.calendar_id), clock.since, clock.target - clock.used)


def warnings() -> tuple[int, ...]:
    """The shares of the time, in percent and ascending, at which somebody is warned (3.1.2)."""
    return tuple(sorted({int(policy(key)) for key in WARNINGS}))


def next_look(
    clock: Reckoned, shares: Sequence[int] | None = None, calendar: WorkCalendar | None = None
) -> tuple[datetime | None, int]:
    """When the sweep must look at a running clock next, and at which percent that is (100: due); None for never.

    A breach that is noted needs no further look. `shares` are those of `warnings`, `calendar` is the clock's own: for
    whoever asks about many clocks.
    """
    if clock.state != ClockState.RUNNING or clock.breached_at is not None:
        return None, 0
    calendar = calendar or calendar_of(clock.calendar_id)
    for percent in warnings() if shares is None else shares:
        share = clock.target * percent // 100
        if percent > clock.warned and share > clock.used:
            return runs_out(calendar, clock.since, share - clock.used), percent
    return clock.due_at, 100


def read(
    *,
    kind: str,
    state: str,
    due_at: datetime | None,
    target: timedelta,
    calendar_id: int | None,
    at: datetime,
) -> Reading:
    """What a clock shows at `at` (3.1.2): on track, nearly due, late by how much, or paused."""
    if state == ClockState.PAUSED or due_at is None:
        return Reading(kind, "paused", NONE, 1.0, None)
    calendar = calendar_of(calendar_id)
    if at >= due_at:
        return Reading(kind, "late", -calendar.between(due_at, at), 0.0, due_at)
    left = calendar.between(at, due_at)
    share = min(1.0, left / target) if target else 0.0
    is_soon = share * 100 <= policy("3.1.2.soon_percent") or (
        target >= LONG_TARGET and left <= timedelta(minutes=policy("3.1.2.soon_minutes"))
    )
    return Reading(kind, "soon" if is_soon else "track", left, share, due_at)
