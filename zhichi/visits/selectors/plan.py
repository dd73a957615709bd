"""Whether a plan can hold: who could go, whose time is taken, what speaks against it, what stays free."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.records.selectors import policy
from zhichi.visits.choices import BUSY, Doubt
from zhichi.visits.models import Visit
from zhichi.visits.planning import Span, covers, gaps

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from zhichi.accounts.models import User

GO_OUT = (Post.SUPERVISOR, Post.SENIOR, Post.JUNIOR)


def engineers(person: Any) -> QuerySet[User]:
    """The active people who go to customers, by name, with skills. Three queries."""
    return accounts.staff(for_user=person).filter(is_active=True, post__in=GO_OUT)


def span_of(starts_at: datetime, ends_at: datetime, before: int, after: int) -> Span:
    """The time that a visit takes, with the way there and back (minutes)."""
    return Span(starts_at - timedelta(minutes=before), ends_at + timedelta(minutes=after))


def conflicts(engineer_id: int, span: Span, *, but: int | None = None) -> list[Visit]:
    """The visits of this engineer whose time overlaps, the way included; `but` is the visit that is being planned."""
    rows = Visit.objects.filter(
        engineer_id=engineer_id, state__in=BUSY, busy_from__lt=span.end, busy_until__gt=span.start
    )
    return list(rows.exclude(pk=but or 0).select_related("ticket").order_by("busy_from"))


def doubts(visit: Visit, engineer: User, on_site: Span, whole: Span, *, at: datetime) -> list[Doubt]:
    """What speaks against a plan without forbidding it; `whole` is `on_site` with the way. Four queries.

    The way there and back may lie outside the working hours, the visit itself may not.
    """
    found = []
    if accounts.absences_between([engineer.pk], whole.start, whole.end):
        found.append(Doubt.ABSENT)
    work = accounts.working_between([engineer.pk], on_site.start, on_site.end)
    if engineer.pk in work and not covers([Span(*stretch) for stretch in work[engineer.pk]], on_site):
        found.append(Doubt.OFF_HOURS)
    levels = accounts.skill_levels([engineer.pk]).get(engineer.pk, {})
    enough = policy("2.2.visit_skill_level")
    if any(levels.get(skill.pk, 0) < enough for skill in visit.skills.all()):
        found.append(Doubt.SKILLS)
    if on_site.end <= at:
        found.append(Doubt.PAST)
    return found


def free_spans(
    engineer_id: int, day: datetime, zone: ZoneInfo, *, at_least: timedelta, but: int | None = None
) -> list[Span]:
    """What stays free of the engineer's working time on the local day of `day` at the site. Three queries.

    Where no week is written down the whole day counts as working time.
    """
    local = day.astimezone(zone).date()
    start = datetime.combine(local, time(), zone).astimezone(UTC)
    end = datetime.combine(local + timedelta(days=1), time(), zone).astimezone(UTC)
    work = accounts.working_between([engineer_id], start, end).get(engineer_id, [(start, end)])
    taken = [Span(row.starts_at, row.ends_at) for row in accounts.absences_between([engineer_id], start, end)]
    visits = conflicts(engineer_id, Span(start, end), but=but)
    taken += [Span(row.busy_from, row.busy_until) for row in visits if row.busy_from and row.busy_until]
    return gaps([Span(*stretch) for stretch in work], taken, at_least=at_least)
