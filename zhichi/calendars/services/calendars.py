"""Calendars themselves: their names, weeks, and who works by which (1.3, 3.1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.calendars.choices import DayKind, EntryState
from zhichi.calendars.events import (
    CalendarCreated,
    CalendarUpdated,
    DefaultChosen,
    TeamCalendarDropped,
    TeamCalendarSet,
    WeeklySet,
)
from zhichi.calendars.hours import Interval, Week, checked_week, to_json, week_of_json
from zhichi.calendars.models import Calendar, DateEntry, TeamCalendar
from zhichi.calendars.selectors.calendars import uses_of
from zhichi.calendars.services._write import allow, checked_name, checked_zone, lock, record, second_name, touch
from zhichi.calendars.wording import some_of
from zhichi.core.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor


@dataclass(frozen=True, kw_only=True)
class CalendarData:
    """What people write about a calendar itself."""

    name: str
    name_en: str = ""
    time_zone: str = "Asia/Shanghai"
    is_active: bool = True


@transaction.atomic
def create_calendar(*, data: CalendarData, weekly: Sequence[Sequence[Interval]], by: Actor, at: datetime) -> Calendar:
    """A new calendar; the first becomes the company's. `weekly` is seven days, Monday first.

    Appends calendars.calendar_created. Raises DomainError for an empty or taken name, an unknown zone, a week without
    working time, or days that run into each other.
    """
    allow(by)
    name, zone = checked_name(data.name), checked_zone(data.time_zone)
    week = [to_json(day) for day in checked_week(weekly)]
    is_first = not Calendar.objects.exists()
    calendar = Calendar.objects.create(
        name=name,
        name_en=second_name(data.name_en),
        time_zone=zone,
        weekly=week,
        is_default=is_first,
        created_at=at,
        updated_at=at,
    )
    record(calendar, CalendarCreated(name=name, time_zone=zone, weekly=week), by=by, at=at, is_new=True)
    if is_first:
        record(calendar, DefaultChosen(before=0), by=by, at=at)
    return calendar


@transaction.atomic
def update_calendar(*, calendar_id: int, data: CalendarData, by: Actor, at: datetime) -> Calendar:
    """Rename, move to another zone, put out of use. Appends calendars.calendar_updated, if anything differs.

    Raises DomainError as `create_calendar` does, and for putting a calendar out of use that somebody works by.
    """
    calendar = lock(calendar_id, by)
    wanted = {
        "name": checked_name(data.name, except_for=calendar_id),
        "name_en": second_name(data.name_en),
        "time_zone": checked_zone(data.time_zone),
        "is_active": data.is_active,
    }
    if not data.is_active and (calendar.is_default or calendar.team_calendars.exists()):
        message = _("Somebody still works by this calendar.")
        hint = _("Choose another one for the company and its teams first.")
        raise DomainError("in-use", message, hint, fields={"is_active": f"{message} {hint}"})
    if not data.is_active and calendar.is_active:
        _refuse_agreed(calendar, at)
    changes = {
        field: [str(getattr(calendar, field)), str(value)]
        for field, value in wanted.items()
        if getattr(calendar, field) != value
    }
    if changes:
        for field, value in wanted.items():
            setattr(calendar, field, value)
        touch(calendar, at)
        record(calendar, CalendarUpdated(fields=list(changes), changes=changes), by=by, at=at)
    return calendar


@transaction.atomic
def set_weekly(*, calendar_id: int, weekly: Sequence[Sequence[Interval]], by: Actor, at: datetime) -> Calendar:
    """Give the calendar another week. Appends calendars.weekly_set; nothing when it is the same.

    Raises DomainError for a week without working time, for days that run into each other, and for emptying a weekday
    whose hours a make-up day uses: it must never close the desk.
    """
    calendar = lock(calendar_id, by)
    week = checked_week(weekly)
    before = week_of_json(calendar.weekly)
    if week == before:
        return calendar
    _refuse_closing_make_up_days(calendar, week)
    days = [number for number in range(7) if week[number] != before[number]]
    event = WeeklySet(days=days, before=calendar.weekly, after=[to_json(day) for day in week])
    calendar.weekly = event.after
    touch(calendar, at)
    record(calendar, event, by=by, at=at)
    return calendar


def _refuse_closing_make_up_days(calendar: Calendar, week: Week) -> None:
    emptied = [number for number in range(7) if not week[number]]
    bound = DateEntry.objects.filter(
        calendar=calendar, state=EntryState.IN_FORCE, kind=DayKind.MAKE_UP, like_weekday__in=emptied
    )
    entry = bound.order_by("-day").first()
    if entry is not None:
        message = _("The make-up day %(day)s works by these hours; without them it would be closed.") % {
            "day": entry.day.isoformat()
        }
        hint = _("Let it work like another weekday first.")
        raise DomainError("make-up-day", message, hint, fields={f"day_{entry.like_weekday}": f"{message} {hint}"})


@transaction.atomic
def choose_default(*, calendar_id: int, by: Actor, at: datetime) -> Calendar:
    """Make this the company's calendar. Appends calendars.default_chosen. Raises DomainError for one out of use."""
    # Both in one order, so that two people who choose at once do not wait for each other.
    rows = Calendar.objects.select_for_update().filter(Q(pk=calendar_id) | Q(is_default=True)).order_by("pk")
    found = {row.pk: row for row in rows}
    calendar = found.get(calendar_id) or Calendar.objects.get(pk=calendar_id)
    allow(by, calendar)
    if calendar.is_default:
        return calendar
    _refuse_unused(calendar)
    old = next((row for row in found.values() if row.is_default), None)
    if old is not None:
        old.is_default = False
        old.save(update_fields=("is_default",))
    calendar.is_default = True
    calendar.save(update_fields=("is_default",))
    record(calendar, DefaultChosen(before=old.pk if old else 0), by=by, at=at)
    return calendar


@transaction.atomic
def set_team_calendar(*, team_id: int, calendar_id: int, by: Actor, at: datetime) -> TeamCalendar:
    """Let a team work by a calendar of its own. Appends calendars.team_calendar_set; nothing when it does already."""
    calendar, team = lock(calendar_id, by), accounts.team(team_id)
    if team is None or not team.is_active:
        raise DomainError("team", _("Choose a team."), fields={"team": _("Choose a team.")})
    _refuse_unused(calendar)
    before = TeamCalendar.objects.filter(team_id=team_id).first()
    if before is not None and before.calendar_id == calendar_id:
        return before
    event = TeamCalendarSet(team=team.name, team_id=team_id, before=before.calendar_id if before else 0)
    row, _created = TeamCalendar.objects.update_or_create(team_id=team_id, defaults={"calendar": calendar})
    record(calendar, event, by=by, at=at)
    return row


@transaction.atomic
def drop_team_calendar(*, team_id: int, by: Actor, at: datetime) -> None:
    """Let a team work by the company's calendar again. Appends calendars.team_calendar_dropped, if it had its own."""
    allow(by)
    row = TeamCalendar.objects.select_related("team", "calendar").filter(team_id=team_id).first()
    if row is not None:
        row.delete()
        record(row.calendar, TeamCalendarDropped(team=row.team.name, team_id=team_id), by=by, at=at)


def _refuse_agreed(calendar: Calendar, at: datetime) -> None:
    """Contracts and service levels that work by a calendar keep it in use."""
    names = uses_of([calendar.pk], at).get(calendar.pk, [])
    if names:
        message = _("Contracts or service levels work by this calendar: %s.") % some_of(names)
        hint = _("Give them another one first.")
        raise DomainError("in-use", message, hint, fields={"is_active": f"{message} {hint}"})


def _refuse_unused(calendar: Calendar) -> None:
    if not calendar.is_active:
        raise DomainError("out-of-use", _("This calendar is out of use."), _("Put it to use again first."))
