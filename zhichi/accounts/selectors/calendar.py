"""When people work, when they are away and what they master, for plans of some days (4.1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from zhichi.accounts.models import Absence, StaffSkill, WorkingHours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def absences_between(person_ids: Iterable[int], start: datetime, end: datetime) -> list[Absence]:
    """The absences of these people that touch the time from `start` to `end` (aware), soonest first. One query."""
    rows = Absence.objects.filter(user_id__in=list(person_ids), starts_at__lt=end, ends_at__gt=start)
    return list(rows.order_by("starts_at", "pk"))


def working_between(
    person_ids: Iterable[int], start: datetime, end: datetime
) -> dict[int, list[tuple[datetime, datetime]]]:
    """The stretches of work of these people between `start` and `end`, aware UTC, by person. One query.

    Hours are those of the person's own time zone. A person who wrote down no week is left out.
    """
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for row in WorkingHours.objects.filter(user_id__in=list(person_ids)).select_related("user"):
        stretches = found.setdefault(row.user_id, [])
        zone = row.user.zone
        for day in _days(start.astimezone(zone).date(), end.astimezone(zone).date()):
            if day.weekday() != row.weekday:
                continue
            first = datetime.combine(day, row.start, zone).astimezone(UTC)
            last = datetime.combine(day, row.end, zone).astimezone(UTC)
            if first < end and last > start:
                stretches.append((max(first, start), min(last, end)))
    return {person: sorted(stretches) for person, stretches in found.items()}


def skill_levels(person_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """Skill → level (SkillLevel) of these people, by person. One query."""
    found: dict[int, dict[int, int]] = {}
    rows = StaffSkill.objects.filter(user_id__in=list(person_ids))
    for person, skill, level in rows.values_list("user_id", "skill_id", "level"):
        found.setdefault(person, {})[skill] = level
    return found


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)
