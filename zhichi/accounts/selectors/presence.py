"""Who is at work and who is away, head counts, cover of the service hours (4.1)."""

from __future__ import annotations

import zoneinfo
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet

from zhichi.accounts.choices import Post
from zhichi.accounts.models import Absence, Acknowledgement, User, WorkingHours
from zhichi.accounts.selectors.people import holding_post, members
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HALF_HOUR = timedelta(minutes=30)
COVERING = (Post.SUPERVISOR, Post.SENIOR, Post.JUNIOR, Post.ASSISTANT, Post.CUSTOMER_SERVICE)


@dataclass(frozen=True)
class Slot:
    """One half hour of service, from `at` (aware UTC)."""

    at: datetime
    people: int
    is_covered: bool


@dataclass(frozen=True)
class Coverage:
    """Half hours of the service week that were to be covered, and those with enough people at work."""

    wanted: int
    covered: int

    @property
    def share(self) -> float | None:
        """Covered part, 0 to 1; None when nothing was to be covered."""
        return self.covered / self.wanted if self.wanted else None


def absences_at(at: datetime) -> QuerySet[Absence]:
    """The absences of active staff that cover `at` (aware)."""
    return Absence.objects.filter(starts_at__lte=at, ends_at__gt=at, user__is_active=True).select_related("user")


def away_ids(at: datetime) -> set[int]:
    """Ids of the people who are away at `at`."""
    return set(absences_at(at).values_list("user_id", flat=True))


def supervisors_of(team_id: int, at: datetime) -> list[User]:
    """The supervisors who are there at `at`: those of the team, where none of them is those of other teams."""
    away = away_ids(at)
    everyone = [person for person in holding_post(Post.SUPERVISOR) if person.pk not in away]
    team = set(members(team_id).values_list("pk", flat=True))
    return [person for person in everyone if person.pk in team] or everyone


def is_away(user: User, at: datetime) -> bool:
    """Whether somebody is away at `at`."""
    return Absence.objects.filter(user=user, starts_at__lte=at, ends_at__gt=at).exists()


def upcoming_absences(at: datetime, *, days: int = 30) -> QuerySet[Absence]:
    """Absences that are running or start within `days` after `at`, soonest first."""
    rows = Absence.objects.filter(ends_at__gt=at, starts_at__lt=at + timedelta(days=days), user__is_active=True)
    return rows.select_related("user").order_by("starts_at")


def at_work_ids(at: datetime) -> set[int]:
    """Ids of the active staff whose working hours cover `at` and who are not away."""
    away = away_ids(at)
    hours = WorkingHours.objects.filter(user__is_active=True).exclude(user__post="").select_related("user")
    return {row.user_id for row in hours if row.user_id not in away and covers(row, at)}


def reachable_ids(at: datetime) -> set[int]:
    """Ids of the active staff who may be disturbed at `at`: at work, or without working hours on file; nobody away."""
    timed = WorkingHours.objects.values("user")
    untimed = User.objects.filter(is_active=True).exclude(post="").exclude(pk__in=timed)
    return at_work_ids(at) | (set(untimed.values_list("pk", flat=True)) - away_ids(at))


def active_people() -> QuerySet[User]:
    """Active staff, whoever asks: what head counts count (1.2, 4.1)."""
    return User.objects.filter(is_active=True).exclude(post="")


def readers_of(version: int) -> QuerySet[User]:
    """The active members of staff who have read this version of the handbook (1.2)."""
    return active_people().filter(_has_read(version))


def head_counts(version: int) -> tuple[dict[str, int], int]:
    """Active staff by post, every post named (4.1), and how many of them have read `version` (1.2). One query."""
    read = Count("pk", filter=_has_read(version))
    rows = active_people().order_by().values_list("post").annotate(people=Count("pk"), read=read)
    found = {post: (people, read) for post, people, read in rows}
    counts = {post: found.get(post, (0, 0))[0] for post in Post.values}
    return counts, sum(read for _people, read in found.values())


def _has_read(version: int) -> Exists:
    return Exists(Acknowledgement.objects.filter(user=OuterRef("pk"), version=version))


def active_staff_count() -> int:
    """How many active members of staff there are."""
    return active_people().count()


def acknowledged_count(version: int) -> int:
    """How many active members of staff have read this version of the handbook (1.2)."""
    return readers_of(version).count()


def acknowledged_version(user_id: int) -> int:
    """The newest version of the handbook that somebody has read; 0 for none."""
    row = Acknowledgement.objects.filter(user_id=user_id).order_by("-version").values_list("version", flat=True).first()
    return row or 0


def not_acknowledged(version: int) -> QuerySet[User]:
    """The active members of staff who have not read this version, by name."""
    read = Acknowledgement.objects.filter(version=version).values("user")
    return User.objects.filter(is_active=True).exclude(post="").exclude(pk__in=read)


def coverage(slots: Iterable[Slot]) -> Coverage:
    """How much of the service hours is covered by people at work (4.1)."""
    found = [slot.is_covered for slot in slots]
    return Coverage(wanted=len(found), covered=sum(found))


def service_slots(start: datetime, end: datetime, absences: Iterable[Absence] | None = None) -> list[Slot]:
    """The half hours of service between `start` and `end` (aware) with how many people are at work in each (4.1).

    Service hours and the number of people asked for are policy values of 4.1, in the site's time zone. Two queries, one
    where the absences that touch this time are known.
    """
    enough = policy("4.1.cover_people")
    present = _present(start, end, all_absences(start, end) if absences is None else absences)
    return [Slot(at, present[at], present[at] >= enough) for at in _service_slots(start, end)]


def all_absences(start: datetime, end: datetime) -> list[Absence]:
    """Everybody's absences that touch the time from `start` to `end` (aware). One query."""
    return list(Absence.objects.filter(starts_at__lt=end, ends_at__gt=start))


def _service_slots(start: datetime, end: datetime) -> Iterator[datetime]:
    zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    first, last = policy("4.1.cover_from_hour"), policy("4.1.cover_until_hour")
    days = policy("4.1.cover_days")
    for day in _days(start.astimezone(zone).date(), end.astimezone(zone).date()):
        if day.weekday() >= days:
            continue
        for half in range(first * 2, last * 2):
            moment = datetime.combine(day, time(half // 2, half % 2 * 30), zone).astimezone(UTC)
            if start <= moment < end:
                yield moment


def _present(start: datetime, end: datetime, absences: Iterable[Absence]) -> Counter[datetime]:
    """How many covering people are at work at each half hour, aware UTC."""
    hours = WorkingHours.objects.filter(user__is_active=True, user__post__in=COVERING).select_related("user")
    away: dict[int, list[tuple[datetime, datetime]]] = {}
    for absence in absences:
        away.setdefault(absence.user_id, []).append((absence.starts_at, absence.ends_at))
    days = list(_days((start - timedelta(days=1)).date(), (end + timedelta(days=1)).date()))
    present: Counter[datetime] = Counter()
    for row in hours:
        zone = row.user.zone
        for day in days:
            if day.weekday() == row.weekday:
                present.update(_slots(row, day, zone, away.get(row.user_id, ())))
    return present


def _slots(
    row: WorkingHours, day: date, zone: zoneinfo.ZoneInfo, away: Iterable[tuple[datetime, datetime]]
) -> Iterator[datetime]:
    moment = datetime.combine(day, row.start, zone).astimezone(UTC)
    until = datetime.combine(day, row.end, zone).astimezone(UTC)
    while moment + HALF_HOUR <= until:
        if not any(first <= moment < last for first, last in away):
            yield moment
        moment += HALF_HOUR


def covers(row: WorkingHours, at: datetime) -> bool:
    """Whether `at` lies in this stretch of a week, by the person's clock."""
    local = at.astimezone(row.user.zone)
    return local.weekday() == row.weekday and row.start <= local.time() < row.end


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)
