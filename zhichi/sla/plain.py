"""Open clocks as plain values, for where thousands are read at once: a model instance costs five times as much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Protocol

from zhichi.core.lengths import Microseconds
from zhichi.core.lookups import Among
from zhichi.sla.choices import ClockState
from zhichi.sla.models import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet


class OpenClock(Protocol):
    """What shows a promise: a row, or plain values where there are thousands."""

    @property
    def pk(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def target(self) -> timedelta: ...
    @property
    def calendar_id(self) -> int | None: ...
    @property
    def due_at(self) -> datetime | None: ...


@dataclass(slots=True)
class Open:
    """As much of an open clock as a chip shows. See Clock for what each value means."""

    pk: int
    stream: str
    kind: str
    state: str
    target: timedelta
    calendar_id: int | None
    due_at: datetime | None


@dataclass(slots=True)
class Running:
    """As much of a running clock as it is reckoned from, and what comes of that."""

    state: ClassVar[str] = ClockState.RUNNING

    pk: int
    stream: str
    kind: str
    calendar_id: int | None
    target: timedelta
    used: timedelta
    since: datetime
    warned: int
    due_at: datetime | None
    breached_at: datetime | None
    act_at: datetime | None = None
    revision: UUID | None = None


def open_of(streams: Iterable[str]) -> dict[str, list[Open]]:
    """The open clocks of many objects, by stream and in the order of their keys. One query."""
    rows = Clock.objects.filter(Among("stream", streams), ended_at=None).order_by("pk")
    plain = rows.values_list("pk", "stream", "kind", "state", Microseconds("target"), "calendar_id", "due_at")
    found: dict[str, list[Open]] = {}
    for pk, stream, kind, state, target, calendar_id, due_at in plain:
        row = Open(pk, stream, kind, state, timedelta(microseconds=target), calendar_id, due_at)
        found.setdefault(stream, []).append(row)
    return found


def running(clocks: QuerySet[Clock]) -> list[Running]:
    """These clocks, which must be running. One query; `act_at` and `revision` are not read."""
    plain = clocks.values_list(
        "pk", "stream", "kind", "calendar_id", Microseconds("target"), Microseconds("used"), "since", "warned",
        "due_at", "breached_at",
    )  # fmt: skip
    return [
        Running(pk, stream, kind, calendar_id, timedelta(microseconds=target), timedelta(microseconds=used), *others)
        for pk, stream, kind, calendar_id, target, used, *others in plain
    ]
