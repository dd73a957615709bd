"""Rights over the roster: all staff read what is published, planners see and write everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import LEADERS, by_post, has_post
from zhichi.core.rights import define

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhichi.roster.models import Shift

PLANNERS = frozenset({*LEADERS, Post.ADMINISTRATOR})


def _may_see(person: Any, row: Any) -> bool:
    if has_post(person, *PLANNERS):
        return True
    return has_post(person) and (row is None or row.week.published_at is not None)


def visible_to(person: Any, shifts: QuerySet[Shift]) -> QuerySet[Shift]:
    """Published shifts are no secret among staff; drafts are for planners, customers see none."""
    if has_post(person, *PLANNERS):
        return shifts
    return shifts.filter(week__published_at__isnull=False) if has_post(person) else shifts.none()


def _own(person: Any, row: Any) -> bool:
    return has_post(person) and (row is None or row.person_id == person.pk)


VIEW = define("roster.view", _may_see, visible_to)
PLAN = define("roster.plan", by_post(*PLANNERS))
OWN = define("roster.own", _own)  # one's own shifts: offer, take, link
