"""Who is on shift and on duty at an instant: the doors for routing, notices and hand-over."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from zhichi.accounts import selectors as accounts
from zhichi.accounts.registry import OnDuty
from zhichi.roster.models import Feed, Shift

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from zhichi.accounts.models import DutyRole, Team, User

LONGEST = timedelta(days=2)  # no shift is longer: bounds the index scan


def on_duty(at: datetime, *, team: Team | None = None, role: DutyRole | None = None) -> list[Shift]:
    """The published shifts that run at `at` (aware), of a team or with a duty role; nobody who is away or left.

    Each has `person`, `kind` and `duty_role` joined. One query.
    """
    rows = _running(at)
    if team is not None:
        rows = rows.filter(week__team=team)
    if role is not None:
        rows = rows.filter(duty_role=role)
    return list(rows)


def is_on_shift(user: Any, at: datetime) -> bool:
    """Whether somebody's published shift runs at `at` and they are not away."""
    return _running(at).filter(person=user).exists()


def on_shift_ids(at: datetime) -> set[int]:
    """Ids of everybody on shift at `at`. One query."""
    return set(_running(at).values_list("person_id", flat=True))


def shifts_at(person_ids: Collection[int], at: datetime) -> dict[int, bool]:
    """Whether the shift of each runs at `at`, for those who are planned in a published week around it. Two queries.

    Who is in no published plan is left out: the plan says nothing about them.
    """
    day = timezone.localdate(at)
    week = Shift.objects.filter(
        week__published_at__isnull=False, week__monday__lte=day, week__monday__gt=day - timedelta(days=7)
    )
    planned = set(week.filter(person__in=person_ids).values_list("person_id", flat=True))
    working = on_shift_ids(at) & set(person_ids)  # a night shift may belong to the week before
    return {person_id: person_id in working for person_id in planned | working}


def running_shift(user: Any, at: datetime) -> Shift | None:
    """The published shift of somebody's that runs at `at`, or None."""
    return _running(at).filter(person=user).first()


def next_shift(user: Any, after: datetime) -> Shift | None:
    """Somebody's next published shift that begins at or after `after`, or None."""
    rows = _published().filter(person=user, starts_at__gte=after)
    return rows.select_related("kind", "duty_role").first()


def following(shift: Shift) -> list[Shift]:
    """Who of the team takes over when a shift ends: colleagues whose shift runs then, the latest to end first."""
    rows = _running(shift.ends_at).filter(week__team=shift.week.team_id).exclude(person=shift.person)
    return list(rows.order_by("-ends_at", "pk"))


def ended(since: datetime, until: datetime) -> list[Shift]:
    """Published shifts that ended after `since` and at or before `until`, earliest first."""
    rows = _published().filter(ends_at__gt=since, ends_at__lte=until, person__is_active=True)
    return list(rows.select_related("person", "kind", "week").order_by("ends_at", "pk"))


def role_holders(role_ids: Sequence[int], at: datetime) -> dict[int, OnDuty]:
    """Who holds these duty roles by the roster at `at`; asked by accounts through its registry. One query."""
    rows = _running(at).filter(duty_role__in=role_ids)
    return {row.duty_role_id: OnDuty(row.person, row.ends_at) for row in rows if row.duty_role_id is not None}


def future_count(person_id: int, at: datetime) -> int:
    """How many shifts of somebody's have not begun, drafts included."""
    return Shift.objects.filter(person=person_id, starts_at__gt=at).count()


def person_of_feed(token: str) -> User | None:
    """Whose private link this is; None for one that was revoked or never made."""
    feed = Feed.objects.filter(digest=digest_of(token), revoked_at=None, person__is_active=True)
    row = feed.select_related("person").first()
    return row.person if row else None


def feed_of(user: Any) -> Feed | None:
    """The private link that somebody has now."""
    return Feed.objects.filter(person=user, revoked_at=None).first()


def digest_of(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def _published() -> QuerySet[Shift]:
    return Shift.objects.filter(week__published_at__isnull=False)


def _running(at: datetime) -> QuerySet[Shift]:
    absences = accounts.absences_at(at).filter(user=OuterRef("person")).order_by().values("pk")
    rows = _published().filter(starts_at__lte=at, starts_at__gt=at - LONGEST, ends_at__gt=at, person__is_active=True)
    return (
        rows.exclude(Exists(absences))
        .select_related("person", "kind", "duty_role", "week__team")
        .order_by("starts_at", "pk")
    )
