"""Who could go when: proposals for a plan, the best first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from zhichi.accounts import selectors as accounts
from zhichi.calendars import selectors as calendars
from zhichi.records.selectors import policy
from zhichi.visits.choices import BUSY
from zhichi.visits.models import Visit
from zhichi.visits.planning import Span, without
from zhichi.visits.selectors.plan import engineers, goes_with, missing_skills

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhichi.accounts.models import User

LOOK_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Proposal:
    """Somebody who could go, and when. `way` is in minutes, each; `lacks` names skills that are not mastered enough."""

    engineer: User
    start: datetime
    end: datetime
    way: int
    lacks: tuple[str, ...]
    is_known_there: bool
    on_that_day: int  # visits they already have then


def proposals(
    person: Any, visit: Visit, *, minutes: int, at: datetime, limit: int = 6, people: Sequence[User] | None = None
) -> list[Proposal]:
    """Who could go when: the earliest free time of each, best first. About a dozen queries, however many people.

    `people` are the engineers that `person` may see, where they are at hand: three queries less.

    Ranked by skills that are missing, the day, the way, the start. The time is sought in the window that the customer
    wants, else in the next LOOK_AHEAD days; inside working hours, clear of absence, other visits and their ways, and
    not on days off. The way is that of the last visit to the same customer, else the usual one.
    """
    window = _search_window(visit, at)
    people = list(engineers(person)) if people is None else people
    ids = [one.pk for one in people]
    taken = _taken(ids, window, but=visit.pk)
    work = accounts.working_between(ids, window.start, window.end)
    levels, ways, usual = accounts.skill_levels(ids), _known_ways(visit), policy("2.2.visit_travel_minutes")
    off = _days_off(window)
    found = []
    for one in people:
        way = ways.get(one.pk, usual)
        free = without([Span(*item) for item in work.get(one.pk, [(window.start, window.end)])], [*taken[one.pk], *off])
        start = _first_start(free, window, timedelta(minutes=minutes), timedelta(minutes=way))
        if start is None:
            continue
        day = start.astimezone(visit.site_zone).date()
        same_day = sum(span.start.astimezone(visit.site_zone).date() == day for span in taken[one.pk])
        lacks = tuple(missing_skills(visit, [levels.get(one.pk, {})]))
        end = start + timedelta(minutes=minutes)
        found.append(Proposal(one, start, end, way, lacks, one.pk in ways, same_day))
    zone = visit.site_zone
    found.sort(key=lambda item: (len(item.lacks), item.start.astimezone(zone).date(), item.way, item.start))
    return found[:limit]


def _search_window(visit: Visit, at: datetime) -> Span:
    start = max(at, visit.wanted_from or at)
    end = visit.wanted_until or start + LOOK_AHEAD
    return Span(start, end if end > start else start + LOOK_AHEAD)


def _taken(ids: Sequence[int], window: Span, *, but: int) -> dict[int, list[Span]]:
    """By person, what is not free: visits with their ways, and absences."""
    found: dict[int, list[Span]] = {one: [] for one in ids}
    rows = goes_with(*ids).filter(state__in=BUSY, busy_from__lt=window.end, busy_until__gt=window.start)
    for row in rows.exclude(pk=but).prefetch_related("companions"):
        if row.busy_from is None or row.busy_until is None:
            continue
        for person_id in {row.engineer_id, *(one.pk for one in row.companions.all())} & found.keys():
            found[person_id].append(Span(row.busy_from, row.busy_until))
    for absence in accounts.absences_between(ids, window.start, window.end):
        found[absence.user_id].append(Span(absence.starts_at, absence.ends_at))
    return found


def _known_ways(visit: Visit) -> dict[int, int]:
    """Minutes to this customer by person, from the last visit that each made there."""
    ticket = visit.ticket
    if ticket.organisation_id is None:
        return {}
    rows = Visit.objects.filter(ticket__organisation_id=ticket.organisation_id, checked_in_at__isnull=False)
    return dict(rows.order_by("checked_in_at").values_list("engineer_id", "travel_before"))


def _days_off(window: Span) -> list[Span]:
    """The days without working time in the company's calendar, whole."""
    company = calendars.default_calendar()
    if company is None:
        return []
    zone, reckoning, found = ZoneInfo(company.time_zone), calendars.work_calendar(company.pk), []
    day, last = window.start.astimezone(zone).date(), window.end.astimezone(zone).date()
    while day <= last:
        start = datetime.combine(day, time(), zone)
        end = datetime.combine(day + timedelta(days=1), time(), zone)
        if next(iter(reckoning.periods(start, end)), None) is None:
            found.append(Span(start.astimezone(UTC), end.astimezone(UTC)))
        day += timedelta(days=1)
    return found


def _first_start(free: Iterable[Span], window: Span, length: timedelta, way: timedelta) -> datetime | None:
    """The first quarter of an hour from which the visit fits, with the way there and back in free time too."""
    for span in free:
        start = _quarter(max(span.start + way, window.start))
        if start + length + way <= span.end and start + length <= window.end:
            return start
    return None


def _quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour."""
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not past else moment - past + timedelta(minutes=15)
