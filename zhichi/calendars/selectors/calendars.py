"""Calendars, who works by which, and the arithmetic behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from zhichi.calendars import policies, registry
from zhichi.calendars.choices import DayKind, EntryState
from zhichi.calendars.hours import Hours, of_json, week_of_json
from zhichi.calendars.models import Calendar, DateEntry, TeamCalendar
from zhichi.core.names import in_two
from zhichi.worktime import WorkCalendar

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

# The newest arithmetic of each calendar this process has used, with the revision it was made for.
_made: dict[int, tuple[uuid.UUID, WorkCalendar]] = {}


def calendars(person: Any) -> QuerySet[Calendar]:
    """All calendars, the company's first, with the number of days that wait for review (`proposed`)."""
    rows: QuerySet[Calendar] = policies.visible_to(person, Calendar.objects.all())
    waiting = Count("entries", filter=Q(entries__state=EntryState.PROPOSED))
    return rows.annotate(proposed=waiting).order_by("-is_default", "-is_active", "name")


def calendar(person: Any, key: int) -> Calendar | None:
    """One calendar that `person` may see, or None."""
    row: Calendar | None = calendars(person).filter(pk=key).first()
    return row


def names_in_use() -> dict[int, str]:
    """Id and name of every calendar in use, the company's first."""
    rows = Calendar.objects.filter(is_active=True).order_by("-is_default", "name")
    return {pk: in_two(name, english) for pk, name, english in rows.values_list("pk", "name", "name_en")}


def default_calendar() -> Calendar | None:
    """The company's calendar; None before there is any."""
    return Calendar.objects.filter(is_default=True).first()


def has_dates(row: Calendar, year: int) -> bool:
    """Whether any date of `year` is other than its weekday: somebody has looked at that year's holidays."""
    return row.entries.filter(state=EntryState.IN_FORCE, day__year=year).exists()


def names() -> dict[int, str]:
    """Id and name of every calendar."""
    return {pk: in_two(name, english) for pk, name, english in Calendar.objects.values_list("pk", "name", "name_en")}


def revisions() -> list[tuple[int, uuid.UUID]]:
    """Id and present revision of every calendar."""
    return list(Calendar.objects.order_by("pk").values_list("pk", "revision"))


def team_calendar_ids() -> dict[int, int]:
    """Team id → calendar id, for teams with a calendar of their own."""
    return dict(TeamCalendar.objects.values_list("team_id", "calendar_id"))


def calendars_for_teams(keys: Iterable[int]) -> dict[int, list[str]]:
    """Calendar id → names of the teams that work by it of their own choice."""
    found: dict[int, list[str]] = {}
    rows = TeamCalendar.objects.filter(calendar__in=list(keys)).select_related("team").order_by("team__order")
    for row in rows:
        found.setdefault(row.calendar_id, []).append(row.team.title)
    return found


def uses_of(keys: Iterable[int], at: datetime) -> dict[int, list[str]]:
    """Calendar id → what works by it at `at` (aware) or later beside company and teams: contracts, service levels."""
    found: dict[int, list[str]] = {}
    wanted = list(keys)
    for say in registry.uses.values():
        for key, names in say(wanted, at).items():
            found.setdefault(key, []).extend(names)
    return found


def entry(person: Any, key: int) -> DateEntry | None:
    """One entry of a calendar that `person` may see, or None."""
    rows = DateEntry.objects.select_related("calendar").filter(pk=key)
    return rows.first() if policies.VIEW.allows(person, None) else None


def entries_on(row: Calendar, day: date) -> list[DateEntry]:
    """What is in force or proposed on a date."""
    states = (EntryState.IN_FORCE, EntryState.PROPOSED)
    return list(row.entries.filter(day=day, state__in=states).select_related("origin"))


def work_calendar(calendar_id: int) -> WorkCalendar:
    """The arithmetic of what is in force now. Raises Calendar.DoesNotExist.

    One small query while the calendar does not change: it is kept by revision, in each process.
    """
    return work_calendar_with_revision(calendar_id)[0]


def work_calendar_with_revision(calendar_id: int) -> tuple[WorkCalendar, uuid.UUID]:
    """Like `work_calendar`, with the revision that the arithmetic was made for."""
    revision = Calendar.objects.values_list("revision", flat=True).get(pk=calendar_id)
    kept = _made.get(calendar_id)
    if kept is not None and kept[0] == revision:
        return kept[1], revision
    row = Calendar.objects.get(pk=calendar_id)
    made = _make(row)
    _made[calendar_id] = row.revision, made
    return made, row.revision


def unsaved_work_calendar(calendar_id: int) -> WorkCalendar:
    """The arithmetic of what this transaction sees, remembered nowhere."""
    return _make(Calendar.objects.get(pk=calendar_id))


def work_calendar_for_team(team_id: int | None) -> WorkCalendar | None:
    """What a team works by: its own calendar, else the company's; None before there is any."""
    own = team_calendar_ids().get(team_id) if team_id else None
    if own is not None:
        return work_calendar(own)
    default = default_calendar()
    return work_calendar(default.pk) if default else None


def _make(row: Calendar) -> WorkCalendar:
    week = week_of_json(row.weekly)
    holidays: list[date] = []
    overrides: dict[date, Hours] = {}
    breaks: dict[date, Hours] = {}
    for item in row.entries.filter(state=EntryState.IN_FORCE):
        if item.kind == DayKind.BREAK:
            breaks[item.day] = of_json(item.hours)
        elif item.kind == DayKind.HOLIDAY:
            holidays.append(item.day)
        else:
            overrides[item.day] = hours_of(item, week)
    return WorkCalendar(row.time_zone, dict(enumerate(week)), holidays, overrides, breaks)


def hours_of(item: DateEntry, week: tuple[Hours, ...]) -> Hours:
    """The hours that begin on the day of an entry."""
    if item.kind == DayKind.MAKE_UP:
        return week[item.like_weekday] if item.like_weekday is not None else ()
    return () if item.kind == DayKind.HOLIDAY else of_json(item.hours)
