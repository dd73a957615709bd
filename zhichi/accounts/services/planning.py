"""Who belongs to which team, who knows what, who works when, who is away (4.1, 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import policies
from zhichi.accounts.choices import AbsenceKind, SkillLevel
from zhichi.accounts.events import AbsenceAdded, AbsenceRemoved, SkillsSet, TeamsSet, WorkingHoursSet
from zhichi.accounts.models import Absence, Skill, StaffSkill, Team, User, WorkingHours
from zhichi.accounts.services._write import allow, lock_person
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.records import services as records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zhichi.core.actors import Actor


@dataclass(frozen=True, order=True)
class Interval:
    """A stretch of work on one weekday (0 = Monday) in the person's time zone; it does not pass midnight."""

    weekday: int
    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.weekday} {self.start:%H:%M}-{self.end:%H:%M}"


@transaction.atomic
def set_teams(*, person_id: int, team_ids: Iterable[int], by: Actor, at: datetime) -> User:
    """Make somebody a member of exactly these teams. Appends accounts.teams_set; nothing when they are the same."""
    user = _staff(person_id, by)
    before = sorted(user.teams.values_list("pk", flat=True))
    teams = list(Team.objects.filter(pk__in=set(team_ids)))
    after = sorted(team.pk for team in teams)
    if before == after:
        return user
    user.teams.set(teams)
    names = ", ".join(team.name for team in teams)
    records.append(f"user:{user.pk}", TeamsSet(names=names or "–", before=before, after=after), by=by, at=at)
    return user


@transaction.atomic
def set_skills(*, person_id: int, levels: Mapping[int, int], by: Actor, at: datetime) -> User:
    """Set somebody's skills: skill id → level (SkillLevel). Appends accounts.skills_set, if they differ.

    Raises DomainError for an unknown skill or level.
    """
    user = _staff(person_id, by)
    skills = Skill.objects.in_bulk(list(levels))
    if skills.keys() != levels.keys() or not set(levels.values()) <= set(SkillLevel.values):
        raise DomainError("skill", _("Choose skills and levels of the list."))
    before = dict(user.skills.values_list("skill_id", "level"))
    if before == dict(levels):
        return user
    user.skills.all().delete()
    StaffSkill.objects.bulk_create(StaffSkill(user=user, skill_id=key, level=level) for key, level in levels.items())
    event = SkillsSet(
        names=", ".join(f"{skills[key].name} {level}" for key, level in levels.items()) or "–",
        before={str(key): level for key, level in before.items()},
        after={str(key): level for key, level in levels.items()},
    )
    records.append(f"user:{user.pk}", event, by=by, at=at)
    return user


@transaction.atomic
def set_working_hours(*, person_id: int, intervals: Sequence[Interval], by: Actor, at: datetime) -> User:
    """Set somebody's week. Appends accounts.working_hours_set; nothing when it is the same.

    Raises DomainError for an interval that ends before it starts, or two that overlap.
    """
    user = _staff(person_id, by)
    week = sorted(intervals)
    _refuse_bad(week)
    before = _week(Interval(row.weekday, row.start, row.end) for row in user.working_hours.all())
    if before == _week(week):
        return user
    user.working_hours.all().delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(user=user, weekday=item.weekday, start=item.start, end=item.end) for item in week
    )
    event = WorkingHoursSet(hours=_week(week) or "–", before=before)
    records.append(f"user:{user.pk}", event, by=by, at=at)
    return user


@transaction.atomic
def add_absence(
    *, person_id: int, kind: str, starts_at: datetime, ends_at: datetime, by: Actor, at: datetime, note: str = ""
) -> Absence:
    """Note that somebody is away from `starts_at` until `ends_at` (aware). Appends accounts.absence_added."""
    user = _staff(person_id, by)
    if kind not in AbsenceKind.values:
        raise DomainError("kind", _("Choose the kind of absence."), fields={"kind": _("Choose one.")})
    if ends_at <= starts_at:
        message = _("The end must be after the start.")
        raise DomainError("ends-before-start", message, fields={"ends_at": message, "last_day": message})
    absence = Absence.objects.create(
        user=user, kind=kind, starts_at=starts_at, ends_at=ends_at, note=clean(note).strip()[:200]
    )
    event = AbsenceAdded(kind=kind, starts_at=_iso(starts_at), ends_at=_iso(ends_at), note=absence.note)
    records.append(f"user:{user.pk}", event, by=by, at=at)
    return absence


@transaction.atomic
def remove_absence(*, absence_id: int, by: Actor, at: datetime) -> None:
    """Take an absence back. Appends accounts.absence_removed. Raises Absence.DoesNotExist."""
    absence = Absence.objects.get(pk=absence_id)
    user = _staff(absence.user_id, by)
    event = AbsenceRemoved(kind=absence.kind, starts_at=_iso(absence.starts_at), ends_at=_iso(absence.ends_at))
    absence.delete()
    records.append(f"user:{user.pk}", event, by=by, at=at)


def _staff(person_id: int, by: Actor) -> User:
    user = lock_person(person_id)
    allow(policies.PLAN_WORK, by, user)
    if not user.is_staff_member:
        raise DomainError("not-staff", _("%s is a customer, not a member of staff.") % user.display_name)
    return user


def _refuse_bad(week: Sequence[Interval]) -> None:
    for item in week:
        if not 0 <= item.weekday <= 6 or item.end <= item.start:
            raise DomainError("hours", _("Working hours must end after they start, on the same day."))
    for one, next_one in pairwise(week):
        if one.weekday == next_one.weekday and next_one.start < one.end:
            raise DomainError("hours-overlap", _("Two stretches of work on one day overlap."))


def _week(intervals: Iterable[Interval]) -> str:
    return "; ".join(str(item) for item in sorted(intervals))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="minutes")
