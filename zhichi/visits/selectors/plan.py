"""Whether a plan can hold: who could go, whose time is taken, what speaks against it, what stays free."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.calendars import selectors as calendars
from zhichi.records.selectors import policy
from zhichi.visits.choices import BUSY, Doubt
from zhichi.visits.models import Visit
from zhichi.visits.planning import Span, covers, gaps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from zhichi.accounts.models import User

GO_OUT = (Post.SUPERVISOR, Post.SENIOR, Post.JUNIOR)


def engineers(person: Any) -> QuerySet[User]:
    """The active people who go to customers, by name, with skills. Three queries."""
    return accounts.staff(for_user=person).filter(is_active=True, post__in=GO_OUT)


def span_of(starts_at: datetime, ends_at: datetime, before: int, after: int) -> Span:
    """The time that a visit takes, with the way there and back (minutes)."""
    return Span(starts_at - timedelta(minutes=before), ends_at + timedelta(minutes=after))


def goes_with(*person_ids: int) -> QuerySet[Visit]:
    """The visits to which any of these people go, first or as companions."""
    companions = Visit.objects.filter(companions__in=person_ids).values("pk")
    return Visit.objects.filter(Q(engineer_id__in=person_ids) | Q(pk__in=companions))


def conflicts(engineer_id: int, span: Span, *, but: int | None = None) -> list[Visit]:
    """The visits of this engineer whose time overlaps, the way included; `but` is the visit that is being planned."""
    rows = goes_with(engineer_id).filter(state__in=BUSY, busy_from__lt=span.end, busy_until__gt=span.start)
    return list(rows.exclude(pk=but or 0).select_related("ticket").order_by("busy_from"))


def doubts(visit: Visit, going: Sequence[User], on_site: Span, whole: Span, *, at: datetime) -> list[Doubt]:
    """What speaks against a plan without forbidding it; `whole` is `on_site` with the way. At most nine queries.

    The way there and back may lie outside the working hours, the visit itself may not; whoever wrote down no week has
    the company's. Of the skills each must be
    mastered by one of those who go.
    """
    ids, found = [person.pk for person in going], []
    if accounts.absences_between(ids, whole.start, whole.end):
        found.append(Doubt.ABSENT)
    work = accounts.working_between(ids, on_site.start, on_site.end)
    company = company_hours(on_site)
    weeks = [[Span(*stretch) for stretch in stretches] for stretches in work.values()]
    if company and set(ids) - set(work):
        weeks.append(company)
    if any(not covers(week, on_site) for week in weeks):
        found.append(Doubt.OFF_HOURS)
    if company == []:
        found.append(Doubt.DAY_OFF)
    if missing_skills(visit, accounts.skill_levels(ids).values()):
        found.append(Doubt.SKILLS)
    if is_unwanted(visit, on_site):
        found.append(Doubt.WINDOW)
    if on_site.end <= at:
        found.append(Doubt.PAST)
    return found


def company_hours(span: Span) -> list[Span] | None:
    """From the first opening to the last closing of the company while this lasts; None without a calendar.

    Empty when the day on which it begins is off. Breaks at noon do not count: people on site have them when it fits.
    """
    company = calendars.default_calendar()
    if company is None:
        return None
    zone = ZoneInfo(company.time_zone)
    day = datetime.combine(span.start.astimezone(zone).date(), time(), zone)
    work = calendars.work_calendar(company.pk)
    if not any(True for _period in work.periods(day, day + timedelta(days=1))):
        return []
    periods = list(work.periods(day, max(span.end, day + timedelta(days=1))))
    return [Span(periods[0][0], periods[-1][1])]


def missing_skills(visit: Visit, levels: Iterable[Mapping[int, int]]) -> list[str]:
    """The names of the skills that none of these people master as well as the visit needs."""
    enough, known = policy("2.2.visit_skill_level"), list(levels)
    return [str(skill) for skill in visit.skills.all() if all(person.get(skill.pk, 0) < enough for person in known)]


def is_unwanted(visit: Visit, on_site: Span) -> bool:
    """Whether the time lies outside the one that the customer wants."""
    too_early = visit.wanted_from is not None and on_site.start < visit.wanted_from
    return too_early or (visit.wanted_until is not None and on_site.end > visit.wanted_until)


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
