"""What the assigner asks about people: who there is with teams and skills, and whose working hours run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from zhichi.accounts.models import Absence, StaffSkill, User, WorkingHours
from zhichi.accounts.selectors.presence import covers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def routing_people(posts: Iterable[str], *, at: datetime, also: Iterable[int] = ()) -> QuerySet[User]:
    """Active people of these posts, and those named by id whatever they are, with `is_absent` at `at`.

    Teams and skills come along. Three queries.
    """
    absences = Absence.objects.filter(user=OuterRef("pk"), starts_at__lte=at, ends_at__gt=at)
    rows = User.objects.filter(Q(is_active=True, post__in=list(posts)) | Q(pk__in=list(also))).order_by("pk")
    skills = Prefetch("skills", StaffSkill.objects.select_related("skill"))
    return rows.annotate(is_absent=Exists(absences)).prefetch_related("teams", skills)


def hours_at(at: datetime) -> dict[int, bool]:
    """Whether `at` lies in the working hours of each active person who has any noted. One query."""
    found: dict[int, bool] = {}
    for row in WorkingHours.objects.filter(user__is_active=True).select_related("user"):
        found[row.user_id] = found.get(row.user_id, False) or covers(row, at)
    return found
