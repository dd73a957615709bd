"""What promises of a period would have come to under another target (3.1). Reads only; exact for ended promises.

For most, the working time used says it all: more than the target is missed. Where it equals the target to the
microsecond (a deed after closing time), and for promises that are still open, the due time is reckoned anew from the
calendar and the pauses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from zhichi.core.lengths import Microseconds
from zhichi.sla.choices import ClockState
from zhichi.sla.models import Clock, Pause
from zhichi.sla.office import calendar_of
from zhichi.sla.promised import KEPT, MISSED, promised, with_overrun
from zhichi.sla.reckoning import runs_out
from zhichi.worktime import deadline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from django.db.models import QuerySet

COUNTS = ("group", "count", "kept", "lost", "gained", "others")
COLUMNS = ("pk", "state", "used", "since", "started_at", "calendar_id", "breached_at", "ended_at")


@dataclass(frozen=True)
class Supposition:
    """Another target for the promises of one kind and group that run under one of `own` targets now."""

    kind: str
    group: str
    target: timedelta
    own: frozenset[timedelta]


@dataclass
class Supposed:
    """What came of it: counts by group as (all, kept), before and after, and which promises change sides."""

    before: dict[str, tuple[int, int]] = field(default_factory=dict)
    after: dict[str, tuple[int, int]] = field(default_factory=dict)
    lost: int = 0  # would have been missed
    gained: int = 0  # would have been kept, or not missed yet
    others: int = 0  # of the group, left as they are: they run under a target of their own
    lost_keys: list[int] = field(default_factory=list)  # those of them that were reckoned one by one
    gained_keys: list[int] = field(default_factory=list)


def suppose(asked: Supposition, start: datetime, end: datetime, *, at: datetime) -> Supposed:
    """Count the promises of a period under another target. Three statements, four where pauses must be read."""
    found = Supposed()
    mine = Q(group=asked.group, target__in=asked.own)
    was_kept, was_late = Q(breached_at=None), Q(breached_at__isnull=False)
    rows = Clock.objects.filter(ended_at__gte=start, ended_at__lt=end, state=ClockState.MET, kind=asked.kind)
    counted = rows.values("group").annotate(
        count=Count("pk"),
        kept=Count("pk", filter=was_kept),
        lost=Count("pk", filter=mine & was_kept & Q(elapsed__gt=asked.target)),
        gained=Count("pk", filter=mine & was_late & Q(elapsed__lt=asked.target)),
        others=Count("pk", filter=~mine),
    )
    for group, count, kept, lost, gained, others in counted.values_list(*COUNTS):
        found.before[group] = (count, kept)
        found.after[group] = (count, kept - lost + gained)
        found.lost += lost
        found.gained += gained
        found.others += others if group == asked.group else 0
    _reckon_one_by_one(found, asked, start, end, at)
    return found


def changing_sides(
    found: Supposed, asked: Supposition, start: datetime, end: datetime
) -> tuple[QuerySet[Clock], QuerySet[Clock]]:
    """The promises that would have been missed, and those that would have been kept."""
    own = {"group": asked.group, "kind": asked.kind, "target__in": asked.own}
    kept, missed = (promised(part, start, end).filter(**own) for part in (KEPT, MISSED))
    more, less = kept.filter(elapsed__gt=asked.target), missed.filter(elapsed__lt=asked.target)
    lost = Clock.objects.filter(Q(pk__in=more.values("pk")) | Q(pk__in=found.lost_keys))
    gained = Clock.objects.filter(Q(pk__in=less.values("pk")) | Q(pk__in=found.gained_keys))
    return with_overrun(lost), with_overrun(gained)


def reached(start: datetime, end: datetime, percents: Sequence[int]) -> dict[str, dict[int, int]]:
    """By kind: how many ended promises of a period used each share of their time, and so were warned of there."""
    rows = Clock.objects.filter(ended_at__gte=start, ended_at__lt=end, state=ClockState.MET)
    rows = rows.annotate(hundredfold=Microseconds(F("elapsed")) * 100, whole=Microseconds(F("target")))
    counts = {f"at_{percent}": Count("pk", filter=Q(hundredfold__gte=F("whole") * percent)) for percent in percents}
    names = ("kind", *counts)
    found = rows.values("kind").annotate(**counts).order_by("kind").values_list(*names)
    return {kind: dict(zip(percents, numbers, strict=True)) for kind, *numbers in found}


def _reckon_one_by_one(found: Supposed, asked: Supposition, start: datetime, end: datetime, at: datetime) -> None:
    rows = Clock.objects.filter(kind=asked.kind)
    own = Q(group=asked.group, target__in=asked.own)
    is_open, was_late = Q(ended_at=None), Q(breached_at__gte=start, breached_at__lt=end)
    # Where a shorter time only runs out earlier within the period, or the time stays the same, nothing changes.
    stays = ~own | Q(target=asked.target) | Q(target__gt=asked.target, started_at__gte=start)
    late = rows.filter(is_open & was_late & stays).values("group").annotate(count=Count("pk"))
    for group, count in late.values_list("group", "count"):
        _add(found, group, before=count, after=count)
    shorter = Q(target__gt=asked.target) & (Q(breached_at=None) | Q(breached_at__gte=start))
    longer = Q(target__lt=asked.target, breached_at__lt=end)
    may_change = is_open & ~(was_late & stays) & (shorter | longer) & Q(started_at__lt=end)
    is_even = Q(ended_at__gte=start, ended_at__lt=end, state=ClockState.MET, elapsed=asked.target)
    mine = list(rows.filter(own & (may_change | is_even)).values_list(*COLUMNS, "group"))
    pauses = _pauses([row[0] for row in mine if row[2] >= asked.target])
    for row in mine:
        key, *_times, breached_at, ended_at, group = row
        due = _due(row, asked.target, pauses.get(key))
        if ended_at is not None:
            was, would = breached_at is None, due is None or ended_at <= due
            found.after[group] = (found.after[group][0], found.after[group][1] + would - was)
        else:
            had_run_out = breached_at is not None and start <= breached_at < end
            is_late = due is not None and start <= due < min(end, at)
            _add(found, group, before=had_run_out, after=is_late)
            was, would = not had_run_out, not is_late
        if was and not would:
            found.lost += 1
            found.lost_keys.append(key)
        elif would and not was:
            found.gained += 1
            found.gained_keys.append(key)


def _add(found: Supposed, group: str, *, before: int, after: int) -> None:
    """Promises that are late and still open: counted, not kept."""
    for counts, more in ((found.before, before), (found.after, after)):
        count, kept = counts.get(group, (0, 0))
        counts[group] = (count + more, kept)


def _due(row: tuple[Any, ...], target: timedelta, pauses: Any) -> datetime | None:
    _key, state, used, since, started_at, calendar_id, *_rest = row
    calendar = calendar_of(calendar_id)
    if used < target:
        # Paused before so much was used: not due at all. An ended promise says "met" whatever it did before.
        return None if state == ClockState.PAUSED else runs_out(calendar, since, target - used)
    return deadline(calendar, started_at, target, pauses or ())


def _pauses(keys: list[int]) -> dict[int, list[tuple[datetime, datetime | None]]]:
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    if keys:
        for key, since, until in Pause.objects.filter(clock__in=keys).values_list("clock_id", "since", "until"):
            found.setdefault(key, []).append((since, until))
    return found
