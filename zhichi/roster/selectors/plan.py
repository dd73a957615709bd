"""The plan as pages show it: a week of people and days, a month of days, one's own shifts, gaps."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from zhichi.accounts import selectors as accounts
from zhichi.roster import policies
from zhichi.roster.choices import ON_SHIFTS, OPEN_SWAPS
from zhichi.roster.models import Shift, ShiftKind, Swap, Week

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from zhichi.accounts.models import Absence, User

JOINED = ("person", "kind", "duty_role", "week__team")
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Demand:
    """How many of a kind of shift are planned on a day, and how many are needed."""

    kind: ShiftKind
    day: date
    planned: int
    needed: int
    people: list[User] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """People the day lacks."""
        return max(0, self.needed - self.planned)


@dataclass(frozen=True)
class Gap:
    """A day and a kind of shift with too few people."""

    day: date
    kind: ShiftKind
    missing: int


@dataclass(frozen=True)
class Cell:
    """One person on one day: their shift in this team, one elsewhere, an absence, an open offer."""

    person: User
    day: date
    shift: Shift | None = None
    elsewhere: Shift | None = None
    absence: Absence | None = None
    swap: Swap | None = None


@dataclass(frozen=True)
class Row:
    """One person's days."""

    person: User
    cells: list[Cell]
    hours: float


@dataclass(frozen=True)
class Grid:
    """A week of a team: `week` is None while nobody has planned it; readers see an unpublished one empty."""

    monday: date
    days: list[date]
    rows: list[Row]
    kinds: list[ShiftKind]
    demands: list[tuple[ShiftKind, list[Demand]]]
    week: Week | None
    gaps: list[Gap]

    @property
    def is_published(self) -> bool:
        """Whether the people may see it."""
        return self.week is not None and self.week.published_at is not None

    @property
    def missing(self) -> int:
        """How many people the week lacks, over all shifts."""
        return sum(gap.missing for gap in self.gaps)


def kinds_of(team_id: int, *, only_active: bool = True) -> list[ShiftKind]:
    """A team's kinds of shift by their start."""
    rows = (
        ShiftKind.objects.filter(team=team_id).select_related("duty_role", "team").order_by("-is_active", "start", "pk")
    )
    return list(rows.filter(is_active=True) if only_active else rows)


def all_kinds() -> list[ShiftKind]:
    """Every team's kinds of shift, those in use first."""
    return list(ShiftKind.objects.select_related("duty_role").order_by("team", "-is_active", "start", "pk"))


def kind(kind_id: int) -> ShiftKind | None:
    """One kind of shift with its team, or None."""
    return ShiftKind.objects.select_related("team", "duty_role").filter(pk=kind_id).first()


def shift(for_user: Any, shift_id: int) -> Shift | None:
    """One shift that `for_user` may see, or None."""
    return policies.visible_to(for_user, Shift.objects.select_related(*JOINED)).filter(pk=shift_id).first()


def week_by_id(week_id: int) -> Week | None:
    """One week with its team, or None."""
    return Week.objects.select_related("team").filter(pk=week_id).first()


def shift_on(for_user: Any, person_id: int, day: date) -> Shift | None:
    """Somebody's shift on a day, or None."""
    rows = policies.visible_to(for_user, Shift.objects.select_related(*JOINED))
    return rows.filter(person=person_id, day=day).first()


def week_grid(team_id: int, monday: date, *, for_user: Any) -> Grid:
    """The week of a team that begins on `monday`. Seven queries whatever the number of people."""
    days = [monday + timedelta(days=number) for number in range(7)]
    week = Week.objects.filter(team=team_id, monday=monday).select_related("published_by").first()
    visible = policies.visible_to(for_user, Shift.objects.select_related(*JOINED))
    of_team = Q(week__team=team_id) | Q(person__teams=team_id)
    shifts = list(visible.filter(of_team, day__range=(days[0], days[-1])).distinct())
    here = [item for item in shifts if item.week.team_id == team_id]
    people = _people(team_id, here)
    kinds = [item for item in kinds_of(team_id, only_active=False) if item.is_active or _uses(item, here)]
    cells = _cells(people, days, shifts, team_id)
    demands = [(item, [_demand(item, day, here) for day in days]) for item in kinds]
    return Grid(
        monday=monday,
        days=days,
        rows=[Row(person, cells[person.pk], _hours(cells[person.pk])) for person in people],
        kinds=[item for item in kinds if item.is_active],
        demands=demands,
        week=week,
        gaps=[Gap(day, item, found.missing) for item, row in demands for day, found in _lacking(days, row)],
    )


def month_of(team_id: int, first: date, *, for_user: Any) -> list[list[tuple[date, list[Demand]]]]:
    """The weeks that touch a month, each with its days and what is planned on them."""
    start = first - timedelta(days=first.weekday())
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    visible = policies.visible_to(for_user, Shift.objects.select_related(*JOINED))
    end = after + timedelta(days=(-after.weekday()) % 7)
    shifts = list(visible.filter(week__team=team_id, day__gte=start, day__lt=end))
    kinds = [item for item in kinds_of(team_id, only_active=False) if item.is_active or _uses(item, shifts)]
    by_day: dict[date, list[Shift]] = defaultdict(list)
    for item in shifts:
        by_day[item.day].append(item)
    days = [start + timedelta(days=number) for number in range((end - start).days)]
    found = [(day, _day(kinds, day, by_day[day])) for day in days]
    return [found[place : place + 7] for place in range(0, len(found), 7)]


def own_shifts(user: Any, since: datetime, *, weeks: int = 6) -> QuerySet[Shift]:
    """Somebody's published shifts that end after `since`, for some weeks ahead."""
    rows = Shift.objects.filter(week__published_at__isnull=False, person=user, ends_at__gt=since)
    return rows.filter(starts_at__lt=since + weeks * WEEK).select_related(*JOINED)


def gaps(team_id: int, monday: date) -> list[Gap]:
    """Where a week has too few people, drafts counted."""
    rows = Shift.objects.filter(week__team=team_id, week__monday=monday)
    planned = Counter(rows.values_list("day", "kind_id"))
    days = [monday + timedelta(days=number) for number in range(7)]
    kinds = [(day, item) for item in kinds_of(team_id) for day in days if item.is_needed(day)]
    found = [Gap(day, item, item.needed - planned[day, item.pk]) for day, item in kinds]
    return [gap for gap in found if gap.missing > 0]


def _lacking(days: list[date], row: list[Demand]) -> list[tuple[date, Demand]]:
    return [(day, found) for day, found in zip(days, row, strict=True) if found.missing]


def _people(team_id: int, shifts: Iterable[Shift]) -> list[User]:
    found = {person.pk: person for person in accounts.members(team_id).filter(post__in=ON_SHIFTS)}
    found |= {item.person_id: item.person for item in shifts}
    return sorted(found.values(), key=lambda person: (person.sort_key, person.pk))


def _cells(people: list[User], days: list[date], shifts: list[Shift], team_id: int) -> dict[int, list[Cell]]:
    by_place = {(item.person_id, item.day): item for item in shifts}
    start, end = (
        datetime.combine(days[0], datetime.min.time(), UTC),
        datetime.combine(days[-1], datetime.max.time(), UTC),
    )
    away = _away(people, start - timedelta(days=1), end + timedelta(days=1))
    swaps = {item.shift_id: item for item in Swap.objects.filter(shift__in=shifts, state__in=OPEN_SWAPS)}
    return {
        person.pk: [_cell(person, day, by_place.get((person.pk, day)), away, swaps, team_id) for day in days]
        for person in people
    }


def _cell(
    person: User,
    day: date,
    found: Shift | None,
    away: dict[int, list[Absence]],
    swaps: dict[int | None, Swap],
    team_id: int,
) -> Cell:
    noon = datetime.combine(day, datetime.min.time(), person.zone) + timedelta(hours=12)
    start, end = (found.starts_at, found.ends_at) if found else (noon, noon + timedelta(seconds=1))
    absence = next((row for row in away.get(person.pk, ()) if row.starts_at < end and row.ends_at > start), None)
    is_here = found is not None and found.week.team_id == team_id
    return Cell(
        person,
        day,
        shift=found if is_here else None,
        elsewhere=None if is_here else found,
        absence=absence,
        swap=swaps.get(found.pk) if found else None,
    )


def _away(people: list[User], start: datetime, end: datetime) -> dict[int, list[Absence]]:
    found: dict[int, list[Absence]] = defaultdict(list)
    for row in accounts.absences_between([person.pk for person in people], start, end):
        found[row.user_id].append(row)
    return found


def _hours(cells: list[Cell]) -> float:
    return sum((cell.shift.ends_at - cell.shift.starts_at).total_seconds() / 3600 for cell in cells if cell.shift)


def _demand(item: ShiftKind, day: date, shifts: Iterable[Shift]) -> Demand:
    people = [row.person for row in shifts if row.day == day and row.kind_id == item.pk]
    return Demand(item, day, len(people), item.needed if item.is_active and item.is_needed(day) else 0, people)


def _day(kinds: list[ShiftKind], day: date, shifts: list[Shift]) -> list[Demand]:
    return [found for item in kinds if (found := _demand(item, day, shifts)).needed or found.planned]


def _uses(item: ShiftKind, shifts: Iterable[Shift]) -> bool:
    return any(row.kind_id == item.pk for row in shifts)
