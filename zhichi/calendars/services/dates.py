"""Single dates of a calendar: set, taken back, put back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.calendars.choices import DayKind, EntryState
from zhichi.calendars.events import DateDropped, DateSet
from zhichi.calendars.hours import Hours, of_json, show, to_json, week_of_json
from zhichi.calendars.models import Calendar, DateEntry
from zhichi.calendars.services._write import checked_day, lock, record, touch
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean

if TYPE_CHECKING:
    from datetime import date, datetime

    from zhichi.core.actors import Actor


@dataclass(frozen=True, kw_only=True)
class DateData:
    """What a date becomes. `hours` belong to own hours and breaks, `like_weekday` (0 = Monday) to make-up days."""

    day: date
    kind: str
    name: str = ""
    hours: Hours = ()
    like_weekday: int | None = None


@transaction.atomic
def set_date(*, calendar_id: int, data: DateData, by: Actor, at: datetime) -> DateEntry:
    """Put an entry in force; the one that stands there is replaced. Appends calendars.date_set.

    Raises DomainError for a date out of range, hours that are missing or overlap, and a make-up day that would be
    closed.
    """
    calendar = lock(calendar_id, by)
    checked = checked_entry(calendar, data)
    old = standing(calendar, data.day, data.kind)
    if old is not None and _same(old, checked):
        return old
    put_in_force(checked, old)
    touch(calendar, at)
    record(calendar, set_event(checked, old), by=by, at=at)
    return checked


@transaction.atomic
def drop_date(*, entry_id: int, by: Actor, at: datetime, restore: bool = False) -> DateEntry:
    """Let an entry no longer count; with `restore` what it had replaced counts again, else the week does.

    Appends calendars.date_dropped. Raises Conflict when it no longer counts.
    """
    entry = _locked(entry_id, by)
    if entry.state != EntryState.IN_FORCE:
        raise Conflict("not-in-force", _("This entry no longer counts."), _("Look at the day again."))
    restored = end(entry, restore=restore)
    touch(entry.calendar, at)
    event = DateDropped(
        day=entry.day.isoformat(),
        kind=entry.kind,
        name=entry.name,
        entry_id=entry.pk,
        restored=restored.pk if restored else 0,
    )
    record(entry.calendar, event, by=by, at=at)
    return entry


@transaction.atomic
def restore_date(*, entry_id: int, by: Actor, at: datetime) -> DateEntry:
    """Let an entry that had ended count again. Appends calendars.date_set. Raises Conflict when another is there."""
    entry = _locked(entry_id, by)
    old = standing(entry.calendar, entry.day, entry.kind)
    if entry.state != EntryState.ENDED or old is not None:
        raise Conflict("changed-since", _("The day was changed since."), _("Look at the day again."))
    checked_entry(entry.calendar, data_of(entry))
    entry.replaced_by = None
    put_in_force(entry, None)
    touch(entry.calendar, at)
    record(entry.calendar, set_event(entry, None), by=by, at=at)
    return entry


def checked_entry(calendar: Calendar, data: DateData) -> DateEntry:
    """An entry, not saved, that may be put in force. Raises DomainError."""
    day = checked_day(data.day)
    if data.kind not in DayKind.values:
        raise DomainError("kind", _("Choose what the day is."), fields={"kind": _("Choose one.")})
    hours = data.hours if data.kind in {DayKind.HOURS, DayKind.BREAK} else ()
    if data.kind in {DayKind.HOURS, DayKind.BREAK} and not hours:
        message = _("Write the hours, such as 09:00-12:00. A day without any is a holiday.")
        raise DomainError("hours", message, fields={"hours": message})
    weekday = data.like_weekday if data.kind == DayKind.MAKE_UP else None
    if data.kind == DayKind.MAKE_UP and (weekday not in range(7) or not week_of_json(calendar.weekly)[weekday or 0]):
        message = _("Choose a weekday that has working hours: a make-up day must not close the desk.")
        raise DomainError("make-up-day", message, fields={"like_weekday": message})
    return DateEntry(
        calendar=calendar,
        day=day,
        kind=data.kind,
        hours=to_json(hours),
        like_weekday=weekday,
        name=" ".join(clean(data.name).split())[:120],
        state=EntryState.IN_FORCE,
    )


def data_of(entry: DateEntry) -> DateData:
    """What an entry says."""
    return DateData(
        day=entry.day,
        kind=entry.kind,
        name=entry.name,
        hours=of_json(entry.hours),
        like_weekday=entry.like_weekday,
    )


def standing(calendar: Calendar, day: date, kind: str) -> DateEntry | None:
    """What is in force on a day: its break where a break is asked for, else what makes the whole day."""
    rows = DateEntry.objects.filter(calendar=calendar, day=day, state=EntryState.IN_FORCE)
    is_break = kind == DayKind.BREAK
    return (rows.filter(kind=DayKind.BREAK) if is_break else rows.exclude(kind=DayKind.BREAK)).first()


def put_in_force(entry: DateEntry, old: DateEntry | None) -> None:
    """Save the entry in the place of the old one: that ends first, for one at most counts."""
    if old is not None:
        old.state = EntryState.ENDED
        old.save(update_fields=("state",))
    entry.state = EntryState.IN_FORCE
    entry.save()
    if old is not None:
        old.replaced_by = entry
        old.save(update_fields=("replaced_by",))


def end(entry: DateEntry, *, restore: bool, state: str = EntryState.ENDED) -> DateEntry | None:
    """Let an entry no longer count; the one that it had replaced and that counts again, if any."""
    entry.state = state
    entry.save(update_fields=("state",))
    old = entry.replaces.filter(state=EntryState.ENDED).order_by("-pk").first() if restore else None
    if old is not None:
        old.state, old.replaced_by = EntryState.IN_FORCE.value, None
        old.save(update_fields=("state", "replaced_by"))
    return old


def set_event(entry: DateEntry, old: DateEntry | None) -> DateSet:
    """What to record about an entry put in force."""
    return DateSet(
        day=entry.day.isoformat(),
        kind=entry.kind,
        name=entry.name,
        hours=show(of_json(entry.hours)),
        source=entry.source,
        entry_id=entry.pk,
        replaced=old.pk if old else 0,
    )


def _same(old: DateEntry, new: DateEntry) -> bool:
    return all(getattr(old, name) == getattr(new, name) for name in ("kind", "hours", "like_weekday", "name"))


def _locked(entry_id: int, by: Actor) -> DateEntry:
    """The entry with its calendar locked, which every writer of entries locks first."""
    calendar_id = DateEntry.objects.values_list("calendar_id", flat=True).get(pk=entry_id)
    calendar = lock(calendar_id, by)
    entry = DateEntry.objects.get(pk=entry_id)
    entry.calendar = calendar
    return entry
