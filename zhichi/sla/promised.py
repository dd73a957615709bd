"""Promises of a period one by one (3.1): those that were kept, those that were missed, those late and still open.

A promise belongs to the period in which it came to an end; one that is late and still open to the period in which its
time ran out. So each is counted once, and every figure about promises is a count of these three.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, F
from django.db.models.functions import Cast, Coalesce, Substr

from zhichi.core.lengths import Microseconds
from zhichi.sla.choices import ClockState
from zhichi.sla.models import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

KEPT, MISSED, OPEN_LATE = "kept", "missed", "open"
PARTS = (OPEN_LATE, MISSED, KEPT)  # the worst first


@dataclass(frozen=True)
class Figures:
    """How promises of one kind were kept: `kept` of `count` in target; the middle and the 90th percentile of time."""

    count: int
    kept: int
    median: timedelta | None
    p90: timedelta | None

    @property
    def share(self) -> float | None:
        """The share in target (0 to 1); None without any."""
        return self.kept / self.count if self.count else None


NO_FIGURES = Figures(0, 0, None, None)


def promised(part: str, start: datetime, end: datetime, *, kind: str = "", group: str = "") -> QuerySet[Clock]:
    """The promises of one part of a period; of one kind and one group (an urgency) where they are named."""
    if part == OPEN_LATE:
        rows = Clock.objects.filter(ended_at=None, breached_at__gte=start, breached_at__lt=end)
    else:
        rows = Clock.objects.filter(ended_at__gte=start, ended_at__lt=end, state=ClockState.MET)
        rows = rows.filter(breached_at__isnull=part == KEPT)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(group=group) if group else rows


def with_overrun(rows: QuerySet[Clock]) -> Any:
    """Ended promises with `over`: microseconds of working time beyond the target, negative when kept."""
    return rows.annotate(over=Coalesce(Microseconds(F("elapsed")), 0) - Microseconds(F("target")))


def with_object(rows: Any, stream: str) -> Any:
    """The promises about objects of one kind of stream ("ticket"), with the object's id as `object_id`."""
    begin = f"{stream}:"
    number = Cast(Substr("stream", len(begin) + 1), BigIntegerField())
    return rows.filter(stream__startswith=begin).annotate(object_id=number)


def promise_rows(start: datetime, end: datetime) -> list[tuple[Any, ...]]:
    """All promises of a period as (its instant, kind, group, state, elapsed, breached_at), the oldest first. One query.

    The instant is the end of an ended promise and the due time of one that is late and open.
    """
    columns = ("kind", "group", "state", "elapsed", "breached_at")
    ended = Clock.objects.filter(ended_at__gte=start, ended_at__lt=end, state=ClockState.MET)
    late = promised(OPEN_LATE, start, end)
    rows = (
        ended.annotate(instant=F("ended_at"))
        .values_list("instant", *columns)
        .union(late.annotate(instant=F("breached_at")).values_list("instant", *columns), all=True)
    )
    return sorted(rows, key=lambda row: row[0])


def figures_of(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[str, str], Figures]:
    """What rows of `promise_rows` come to, by kind and group. The group "" holds all of a kind."""
    times: dict[tuple[str, str], list[float]] = {}
    kept: Counter[tuple[str, str]] = Counter()
    late: Counter[tuple[str, str]] = Counter()
    for _instant, kind, group, state, elapsed, breached_at in rows:
        for key in {(kind, ""), (kind, group)}:
            if state != ClockState.MET:
                late[key] += 1
                continue
            times.setdefault(key, []).append(elapsed.total_seconds() if elapsed else 0.0)
            kept[key] += breached_at is None
    return {key: _figures(times.get(key, []), kept[key], late[key]) for key in times.keys() | late.keys()}


def _figures(seconds: list[float], kept: int, open_late: int) -> Figures:
    return Figures(
        count=len(seconds) + open_late,
        kept=kept,
        median=timedelta(seconds=median(seconds)) if seconds else None,
        p90=_p90(seconds),
    )


def _p90(seconds: list[float]) -> timedelta | None:
    if len(seconds) < 2:
        return timedelta(seconds=seconds[0]) if seconds else None
    return timedelta(seconds=quantiles(seconds, n=10, method="inclusive")[-1])
