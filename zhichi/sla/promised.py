"""Promises of a period one by one (3.1): those that were kept, those that were missed, those late and still open.

A promise belongs to the period in which it came to an end; one that is late and still open to the period in which its
time ran out. So each is counted once, and every figure about promises is a count of these three.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Case, CharField, ExpressionWrapper, F, Value, When
from django.db.models.functions import Cast, Coalesce, Substr

from zhichi.core.lengths import Microseconds
from zhichi.sla.choices import ClockState
from zhichi.sla.models import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

KEPT, MISSED, OPEN_LATE = "kept", "missed", "open"
COLUMNS = ("instant", "kind", "group", "taken", "part")
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
    over = Coalesce(Microseconds(F("elapsed")), 0) - Microseconds(F("target"))
    # Django takes the difference of two large numbers for a small one, and finds nothing beyond 36 minutes of it.
    return rows.annotate(over=ExpressionWrapper(over, output_field=BigIntegerField()))


def with_object(rows: Any, stream: str, *, column: str = "stream") -> Any:
    """The promises about objects of one kind of stream ("ticket"), with the object's id as `object_id`.

    Other rows that name a stream in `column` do as well.
    """
    begin = f"{stream}:"
    number = Cast(Substr(column, len(begin) + 1), BigIntegerField())
    return rows.filter(**{f"{column}__startswith": begin}).annotate(object_id=number)


def promise_rows(start: datetime, end: datetime) -> list[tuple[Any, ...]]:
    """All promises of a period as (its instant, kind, group, microseconds used, what it counts as), the oldest first.

    The instant is the end of an ended promise and the due time of one that is late and open; the last is one of PARTS.
    Numbers and codes instead of lengths and times: a year holds many. One query.
    """
    ended = Clock.objects.filter(ended_at__gte=start, ended_at__lt=end, state=ClockState.MET)
    used = Coalesce(Microseconds(F("elapsed")), 0)
    kept = Case(When(breached_at=None, then=_code(KEPT)), default=_code(MISSED))
    rows = ended.annotate(instant=F("ended_at"), taken=used, part=kept).values_list(*COLUMNS)
    late = promised(OPEN_LATE, start, end).annotate(instant=F("breached_at"), taken=used, part=_code(OPEN_LATE))
    return sorted(rows.union(late.values_list(*COLUMNS), all=True), key=itemgetter(0))


def figures_of(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[str, str], Figures]:
    """What rows of `promise_rows` come to, by kind and group. The group "" holds all of a kind."""
    times: dict[tuple[str, str], list[int]] = {}
    counts: Counter[tuple[str, str, str]] = Counter()
    for _instant, kind, group, taken, part in rows:
        for name in {"", group}:
            counts[kind, name, part] += 1
            own = times.setdefault((kind, name), [])
            if part != OPEN_LATE:
                own.append(taken)
    return {key: _figures(taken, counts[*key, KEPT], counts[*key, OPEN_LATE]) for key, taken in times.items()}


def _code(part: str) -> Value:
    return Value(part, output_field=CharField())


def _figures(taken: list[int], kept: int, open_late: int) -> Figures:
    return Figures(
        count=len(taken) + open_late,
        kept=kept,
        median=timedelta(microseconds=median(taken)) if taken else None,
        p90=_p90(taken),
    )


def _p90(taken: list[int]) -> timedelta | None:
    if len(taken) < 2:
        return timedelta(microseconds=taken[0]) if taken else None
    return timedelta(microseconds=quantiles(taken, n=10, method="inclusive")[-1])
