"""How well shifts were manned in a period (4.1)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count

from zhichi.accounts import selectors as accounts
from zhichi.roster.models import Shift, ShiftKind, Week


@dataclass(frozen=True)
class Cover:
    """Hours of shifts that were needed in published weeks and those that were manned; shifts that lacked somebody."""

    needed: float
    manned: float
    gaps: int
    weeks: int

    @property
    def percent(self) -> float | None:
        """Manned of needed, 0 to 100; None when nothing was needed."""
        return round(100 * self.manned / self.needed, 1) if self.needed else None


def coverage(start: datetime, end: datetime) -> Cover:
    """Shifts that begin from `start` to before `end` (aware), in weeks that are published.

    A planned person who is away for any part of the shift does not count. Four queries whatever the period.
    """
    first, last = start.astimezone(UTC).date() - timedelta(days=1), end.astimezone(UTC).date() + timedelta(days=1)
    weeks = list(
        Week.objects.filter(published_at__isnull=False, monday__gt=first - timedelta(days=7), monday__lte=last)
    )
    shifts = list(
        Shift.objects.filter(week__in=weeks).values_list("person_id", "kind_id", "day", "starts_at", "ends_at")
    )
    absences = accounts.absences_between({row[0] for row in shifts}, start - timedelta(days=8), end + timedelta(days=8))
    away: dict[int, list[tuple[datetime, datetime]]] = {}
    for row in absences:
        away.setdefault(row.user_id, []).append((row.starts_at, row.ends_at))
    present: Counter[tuple[int, date]] = Counter(
        (kind_id, day)
        for person_id, kind_id, day, begins, ends in shifts
        if not any(gone < ends and back > begins for gone, back in away.get(person_id, ()))
    )
    needed = manned = 0.0
    gaps = 0
    for kind, day in _wanted(weeks, start, end):
        hours = kind.length.total_seconds() / 3600
        there = min(present[kind.pk, day], kind.needed)
        needed += kind.needed * hours
        manned += there * hours
        gaps += kind.needed - there
    return Cover(needed=needed, manned=manned, gaps=gaps, weeks=len(weeks))


def head_count_on_shift(start: datetime, end: datetime) -> dict[str, int]:
    """How many people of each post had published shifts in the period."""
    rows = Shift.objects.filter(week__published_at__isnull=False, starts_at__gte=start, starts_at__lt=end)
    counted = rows.order_by().values_list("person__post").annotate(people=Count("person", distinct=True))
    return dict(counted)


def _wanted(weeks: list[Week], start: datetime, end: datetime) -> list[tuple[ShiftKind, date]]:
    by_team: dict[int, list[ShiftKind]] = {}
    for kind in ShiftKind.objects.filter(is_active=True):
        by_team.setdefault(kind.team_id, []).append(kind)
    days = [(week, week.monday + timedelta(days=number)) for week in weeks for number in range(7)]
    found = [(kind, day) for week, day in days for kind in by_team.get(week.team_id, ()) if kind.is_needed(day)]
    return [(kind, day) for kind, day in found if start <= kind.span(day)[0] < end]
