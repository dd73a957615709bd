"""Two objects become one: the stricter of their promises stands (3.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhichi.core.insert import insert
from zhichi.sla.choices import ClockState
from zhichi.sla.models import Clock, Pause
from zhichi.sla.reckoning import used_at
from zhichi.sla.services.settle import rewrite

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.core.events import Event

# A clock in its own right: what the copy in the other object takes over.
COPIED = (
    "kind", "group", "state", "calendar_id", "revision", "target", "used", "since", "started_at", "due_at", "act_at",
    "warned", "breached_at",
)  # fmt: skip


def stricter(*, source: str, target: str, at: datetime) -> list[Clock]:
    """The open clocks of `source` that leave less time than `target`'s own of the same kind, or have none there."""
    own = {row.kind: row for row in Clock.objects.filter(stream=target, ended_at=None)}
    theirs = Clock.objects.select_for_update().filter(stream=source, ended_at=None)
    return [row for row in theirs if row.kind not in own or _left(row, at) < _left(own[row.kind], at)]


def take_over(*, clocks: Iterable[Clock], stream: str, at: datetime) -> tuple[list[Clock], list[Event]]:
    """Let these clocks of another object go on in `stream` with what they have used; its own of their kinds are void.

    To be called inside the transaction that joins the two, before `settle`, whose promises must start when these did.
    The clocks they come from stay as they are: `settle` ends them with their object. Returns the clocks as they stand
    in `stream`, and the events for it.
    """
    wanted = list(clocks)
    events = void(stream=stream, kinds=[row.kind for row in wanted], at=at)
    copies = [_copy(row, stream) for row in wanted]
    return copies, [*events, *rewrite(stream=stream, at=at, carried=copies)]


def _copy(row: Clock, stream: str) -> Clock:
    """This clock as one of another object: a new row, or the one of an earlier merge that was undone."""
    same = Clock.objects.filter(stream=stream, kind=row.kind)
    started_at = row.started_at
    while same.filter(started_at=started_at, state=ClockState.MET).exists():  # what was kept stays in the figures
        started_at += timedelta(microseconds=1)
    earlier = same.filter(started_at=started_at).first()
    copy = earlier or Clock(stream=stream)
    for name in COPIED:
        setattr(copy, name, getattr(row, name))
    copy.started_at = started_at
    copy.ended_at = copy.elapsed = None
    if earlier is None:
        insert(copy)
    else:
        copy.save()
    for pause in Pause.objects.filter(clock=row, until=None):
        Pause.objects.create(clock=copy, reason=pause.reason, since=pause.since)
    return copy


def void(*, stream: str, kinds: Iterable[str], at: datetime) -> list[Event]:
    """End the open clocks of these kinds; `settle` can take them up again. Returns the events for `stream`."""
    rows = list(Clock.objects.select_for_update().filter(stream=stream, kind__in=list(kinds), ended_at=None))
    return rewrite(stream=stream, at=at, void=rows)


def _left(clock: Clock, at: datetime) -> float:
    return (clock.target - used_at(clock, at)).total_seconds()


__all__ = ["stricter", "take_over", "void"]
