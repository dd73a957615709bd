"""How well shifts were manned in a period (4.1), place by place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from zhichi.roster.models import Shift, ShiftKind, Week

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from zhichi.accounts.models import Absence


class Place(NamedTuple):
    """One person that one shift of a published week needed, and whether somebody was there."""

    starts_at: datetime
    ends_at: datetime
    kind: ShiftKind
    day: date
    is_manned: bool

    @property
    def hours(self) -> float:
        """How long the shift is by the clock on the wall."""
        return self.kind.length.total_seconds() / 3600


@dataclass(frozen=True)
class Plan:
    """The published plan of a period: places needed and (start, person) of each shift, the oldest first."""

    places: list[Place]
    shifts: list[tuple[datetime, int]]


@dataclass(frozen=True)
class Cover:
    """Hours of shifts that were needed in published weeks and those that were manned; places, and those left empty."""

    needed: float
    manned: float
    places: int
    gaps: int

    @property
    def percent(self) -> float | None:
        """Places manned of those needed, 0 to 100; None when nothing was needed."""
        return round(100 * (self.places - self.gaps) / self.places, 1) if self.places else None


def cover_of(places: Sequence[Place]) -> Cover:
    """What places come to."""
    return Cover(
        needed=sum(place.hours for place in places),
        manned=sum(place.hours for place in places if place.is_manned),
        places=len(places),
        gaps=sum(not place.is_manned for place in places),
    )


def plan_of(start: datetime, end: datetime, absences: Iterable[Absence]) -> Plan:
    """Shifts that begin from `start` to before `end` (aware), in weeks that are published. Two queries.

    A planned person who is away for any part of the shift does not count; `absences` are those that touch the time from
    a week before the period to a week after it.
    """
    weeks, shifts = _published(start, end)
    away: dict[int, list[tuple[datetime, datetime]]] = {}
    for row in absences:
        away.setdefault(row.user_id, []).append((row.starts_at, row.ends_at))
    present: Counter[tuple[int, date]] = Counter(
        (kind_id, day)
        for person_id, kind_id, day, begins, ends in shifts
        if not any(gone < ends and back > begins for gone, back in away.get(person_id, ()))
    )
    places = [
        Place(*kind.span(day), kind, day, number < present[kind.pk, day])
        for kind, day in _wanted(weeks, start, end)
        for number in range(kind.needed)
    ]
    begun = [(begins, person_id) for person_id, _kind, _day, begins, _ends in shifts if start <= begins < end]
    return Plan(sorted(places, key=lambda place: (place.starts_at, place.kind.pk)), sorted(begun))


def shifts_in(start: datetime, end: datetime) -> QuerySet[Shift]:
    """Published shifts that begin in a period."""
    return Shift.objects.filter(week__published_at__isnull=False, starts_at__gte=start, starts_at__lt=end)


def _published(start: datetime, end: datetime) -> tuple[list[tuple[int, date]], list[tuple[Any, ...]]]:
    """Team and Monday of the published weeks around a period, and their shifts. One query."""
    first, last = start.astimezone(UTC).date() - timedelta(days=1), end.astimezone(UTC).date() + timedelta(days=1)
    rows = Week.objects.filter(published_at__isnull=False, monday__gt=first - timedelta(days=7), monday__lte=last)
    shift = [f"shifts__{name}" for name in ("person_id", "kind_id", "day", "starts_at", "ends_at")]
    found = list(rows.order_by("monday", "pk").values_list("team_id", "monday", *shift))
    weeks = dict.fromkeys((team_id, monday) for team_id, monday, *_shift in found)
    return list(weeks), [row[2:] for row in found if row[2] is not None]


def _wanted(weeks: list[tuple[int, date]], start: datetime, end: datetime) -> list[tuple[ShiftKind, date]]:
    by_team: dict[int, list[ShiftKind]] = {}
    for kind in ShiftKind.objects.filter(is_active=True).select_related("team"):
        by_team.setdefault(kind.team_id, []).append(kind)
    days = [(team_id, monday + timedelta(days=number)) for team_id, monday in weeks for number in range(7)]
    found = [(kind, day) for team_id, day in days for kind in by_team.get(team_id, ()) if kind.is_needed(day)]
    return [(kind, day) for kind, day in found if start <= kind.span(day)[0] < end]
