"""Open clocks as plain values, for where thousands are read at once: a model instance costs five times as much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from django.db.models import BooleanField, ExpressionWrapper, Q

from zhichi.core.lengths import Microseconds
from zhichi.core.lookups import Among
from zhichi.core.raw import aware, raw_rows
from zhichi.sla.models import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID


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
class Held:
    """As much of an open clock as it is reckoned from, and what comes of that. `is_current`: of the revision asked."""

    pk: int
    stream: str
    kind: str
    state: str
    calendar_id: int | None
    target: timedelta
    used: timedelta
    since: datetime
    warned: int
    due_at: datetime | None
    breached_at: datetime | None
    is_current: bool = False
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


def held_of(streams: Iterable[str], revision: UUID) -> dict[str, list[Held]]:
    """The open clocks of objects that the caller holds, locked, by stream. One query; `act_at` is not read."""
    rows = Clock.objects.select_for_update().filter(Among("stream", streams), ended_at=None).order_by("pk")
    is_current = ExpressionWrapper(Q(revision=revision), output_field=BooleanField())
    columns = rows.values_list(
        "pk", "stream", "kind", "state", "calendar_id", Microseconds("target"), Microseconds("used"), "since", "warned",
        "due_at", "breached_at", is_current,
    )  # fmt: skip
    found: dict[str, list[Held]] = {}
    for pk, stream, kind, state, calendar_id, target, used, since, warned, due_at, late_at, is_new in raw_rows(columns):
        row = Held(
            pk, stream, kind, state, calendar_id, timedelta(microseconds=target), timedelta(microseconds=used),
            aware(since), warned, aware(due_at), aware(late_at), bool(is_new),
        )  # fmt: skip
        found.setdefault(stream, []).append(row)
    return found
