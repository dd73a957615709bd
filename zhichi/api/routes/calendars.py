"""Calendars: list them, the hours of days, and calculations with working time (1.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from zhichi.api.auth import actor, operation
from zhichi.api.choices import Scope
from zhichi.api.idempotency import once
from zhichi.api.paging import page_of
from zhichi.api.problems import NotFound
from zhichi.api.schemas.calendars import (
    CalendarDayOut,
    CalendarDaysOut,
    CalendarOut,
    CalendarSpanOut,
    DayImportIn,
    DayImportOut,
    PeriodQuery,
    ProposedDayOut,
    WorkingTimeOut,
    WorkingTimeQuery,
)
from zhichi.api.schemas.values import AddressId, Key, Page, Paging, Ref
from zhichi.calendars import policies, selectors, services
from zhichi.calendars.choices import FIRST_YEAR, LAST_YEAR, DayKind, EntryState, SourceKind
from zhichi.calendars.models import Calendar, DayImport, TeamCalendar
from zhichi.calendars.wording import problem_words
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.worktime import WorkCalendar
from zhichi.worktime.errors import WorkTimeError

router = Router(tags=["Calendars"])
READ, WRITE = Scope.CALENDARS_READ, Scope.CALENDARS_WRITE
SAME_NAME = ("name", "time_zone", "is_default", "is_active", "version")
MOST_DAYS = 366
NO_TIME = timedelta()


@operation(router, "get", "/calendars", scope=READ, right=policies.VIEW, response=Page[CalendarOut])
def list_calendars(request: HttpRequest, paging: Paging) -> Page[CalendarOut]:
    """Every calendar by name, with its week and the teams that work by it."""
    rows = policies.visible_to(request.user, Calendar.objects.all())
    return page_of(rows, paging, order=("name", "id"), shape=_calendars)


@operation(router, "get", "/calendars/{calendar_id}", scope=READ, right=policies.VIEW, response=CalendarOut)
def get_calendar(request: HttpRequest, calendar_id: AddressId) -> CalendarOut:
    """One calendar."""
    return _calendars([_found(request, calendar_id)])[0]


@operation(router, "get", "/calendars/{calendar_id}/days", scope=READ, right=policies.VIEW, response=CalendarDaysOut)
def list_calendar_days(
    request: HttpRequest, calendar_id: AddressId, filters: Annotated[PeriodQuery, Query()]
) -> CalendarDaysOut:
    """The working hours of each date of a period: holidays, make-up days and breaks counted in."""
    _check_period(filters.first, filters.last)
    row = _found(request, calendar_id)
    work = selectors.work_calendar(row.pk)
    zone = ZoneInfo(row.time_zone)
    shown = selectors.days_of(row, filters.first, filters.last, today=clock.now().astimezone(zone).date())
    items = [_day(day, list(_spans(work, day.date, zone))) for day in shown]
    return CalendarDaysOut(
        calendar=Ref(id=row.pk, name=row.title),
        time_zone=row.time_zone,
        items=items,
        working_seconds=sum(item.working_seconds for item in items),
    )


@operation(
    router, "get", "/calendars/{calendar_id}/working-time", scope=READ, right=policies.VIEW, response=WorkingTimeOut
)  # fmt: skip
def calculate_working_time(
    request: HttpRequest, calendar_id: AddressId, filters: Annotated[WorkingTimeQuery, Query()]
) -> WorkingTimeOut:
    """Add working time to a moment (`seconds`), or count it between two moments (`end`)."""
    if (filters.seconds is None) == (filters.end is None):
        words = _("Give either seconds or end.")
        raise DomainError("one-of", words, _("See fields."), fields={"seconds": words, "end": words})
    row = _found(request, calendar_id)
    work = selectors.work_calendar(row.pk)
    end, length = _reckoned(work, filters)
    return WorkingTimeOut(
        calendar=Ref(id=row.pk, name=row.title),
        start=filters.start,
        end=end,
        working_seconds=int(length.total_seconds()),
        starts_in_working_time=work.is_working(filters.start),
    )


@operation(
    router, "get", "/calendars/{calendar_id}/imports", scope=READ, right=policies.MANAGE, response=Page[DayImportOut]
)
def list_day_imports(request: HttpRequest, calendar_id: AddressId, paging: Paging) -> Page[DayImportOut]:
    """Days that were proposed for a calendar, the newest import first, and how the review of each stands."""
    return page_of(_found(request, calendar_id).imports.all(), paging, order=("-created_at", "-id"), shape=_imports)


@operation(
    router, "post", "/calendars/{calendar_id}/imports", scope=WRITE, right=policies.MANAGE, response={201: DayImportOut}
)  # fmt: skip
def propose_days(
    request: HttpRequest, calendar_id: AddressId, data: DayImportIn, idempotency_key: Key = ""
) -> HttpResponse:
    """Propose the days of an ICS or CSV file. Nothing counts before somebody has reviewed them on the page."""
    row = _found(request, calendar_id)

    def propose() -> DayImportOut:
        try:
            made = services.propose_file(
                calendar_id=row.pk, name=data.name, content=data.content.encode(), by=actor(request), at=clock.now()
            )
        except DomainError as error:
            error.fields = {"content" if name == "file" else name: words for name, words in error.fields.items()}
            raise
        return _imports([made])[0]

    return once(request, idempotency_key, propose)


def _reckoned(work: WorkCalendar, query: WorkingTimeQuery) -> tuple[datetime, timedelta]:
    """The end and the length. Raises DomainError beyond what the calendar reaches."""
    for name in ("start", "end"):
        moment = getattr(query, name)
        if moment is not None and not FIRST_YEAR <= moment.astimezone(ZoneInfo(work.timezone)).year < LAST_YEAR:
            raise _out_of_reach(name)
    if query.end is not None:
        if query.end < query.start:
            words = _("It ends before it begins.")
            raise DomainError("reversed", words, _("See fields."), fields={"end": words})
        return query.end, work.between(query.start, query.end)
    length = timedelta(seconds=query.seconds or 0)
    try:
        return work.add(query.start, length), length
    except WorkTimeError:
        words = _("The calendar has no more working time by then.")
        raise DomainError("no-working-time", words, _("See fields."), fields={"seconds": words}) from None


def _found(request: HttpRequest, key: int) -> Calendar:
    row = selectors.calendar(request.user, key)
    if row is None:
        raise NotFound
    return row


def _imports(rows: list[DayImport]) -> list[DayImportOut]:
    """Two queries for any number."""
    prefetch_related_objects(rows, "calendar", "entries")
    return [
        DayImportOut(
            id=row.pk,
            calendar=Ref(id=row.calendar_id, name=row.calendar.title),
            name=row.label,
            kind=SourceKind(row.kind),
            created_at=row.created_at,
            items=[
                ProposedDayOut(
                    date=item.day,
                    kind=DayKind(item.kind),
                    name=item.name,
                    hours=item.hours,
                    state=EntryState(item.state),
                )
                for item in row.entries.all()
            ],
            waiting=sum(item.state == EntryState.PROPOSED for item in row.entries.all()),
            problems=[problem_words(problem) for problem in row.problems],
        )
        for row in rows
    ]


def _calendars(rows: list[Calendar]) -> list[CalendarOut]:
    """One query for the teams of all of them."""
    teams: dict[int, list[Ref]] = {}
    own = TeamCalendar.objects.filter(calendar__in=[row.pk for row in rows]).select_related("team")
    for item in own.order_by("team__order", "team_id"):
        teams.setdefault(item.calendar_id, []).append(Ref(id=item.team_id, name=str(item.team)))
    return [
        CalendarOut.model_construct(
            **{name: getattr(row, name) for name in SAME_NAME}, id=row.pk, week=row.weekly, teams=teams.get(row.pk, [])
        )
        for row in rows
    ]


def _check_period(first: date, last: date) -> None:
    for name, day in (("from", first), ("to", last)):
        if not FIRST_YEAR <= day.year < LAST_YEAR:
            raise _out_of_reach(name)
    if not 0 <= (last - first).days < MOST_DAYS:
        words = _("The last day must lie on or after the first, within a year.")
        raise DomainError("period", words, _("See fields."), fields={"to": words})


def _out_of_reach(field: str) -> DomainError:
    words = _("Calendars reach from 1970 to 2100.")
    return DomainError("out-of-reach", words, _("See fields."), fields={field: words})


def _spans(work: WorkCalendar, day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """What is open from midnight to midnight on the calendar's clock."""
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(date.fromordinal(day.toordinal() + 1), time(), zone)
    return work.periods(start, end)


def _day(day: selectors.Day, spans: list[tuple[datetime, datetime]]) -> CalendarDayOut:
    return CalendarDayOut.model_construct(
        date=day.date,
        kind=day.kind,
        name=day.name,
        is_expected=day.is_expected,
        spans=[CalendarSpanOut.model_construct(start=start, end=end) for start, end in spans],
        working_seconds=int(sum((end - start for start, end in spans), NO_TIME).total_seconds()),
    )
