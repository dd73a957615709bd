"""What calendar services share: rights, locks, checks, and the rise of the version."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.calendars import policies
from zhichi.calendars.choices import FIRST_YEAR, LAST_YEAR
from zhichi.calendars.models import Calendar
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.records import services as records

if TYPE_CHECKING:
    from datetime import date, datetime

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event


def allow(by: Actor, row: Any = None) -> None:
    """Raise Refused when `by` is a person who may not change calendars."""
    if not by.is_system:
        policies.MANAGE.check(by.user, row)


def lock(calendar_id: int, by: Actor) -> Calendar:
    """The calendar, locked until the transaction ends. Raises Calendar.DoesNotExist."""
    calendar = Calendar.objects.select_for_update().get(pk=calendar_id)
    allow(by, calendar)
    return calendar


def record(calendar: Calendar, event: Event, *, by: Actor, at: datetime, is_new: bool = False) -> None:
    """Append to the calendar's stream."""
    records.append(f"calendar:{calendar.pk}", event, by=by, at=at, is_new=is_new)


def touch(calendar: Calendar, at: datetime) -> None:
    """Save the calendar as a new version: whoever computed with the old one computes again."""
    calendar.version += 1
    calendar.revision = uuid.uuid4()
    calendar.updated_at = at
    calendar.save()


def checked_name(name: str, *, except_for: int = 0) -> str:
    """The name of a calendar, unlike any other. Raises DomainError."""
    text = " ".join(clean(name).split())[:80]
    message = ""
    if not text:
        message = _("Give the calendar a name.")
    elif Calendar.objects.filter(name=text).exclude(pk=except_for).exists():
        message = _("There is a calendar “%s” already.") % text
    if message:
        raise DomainError("name", message, fields={"name": message})
    return text


def second_name(name: str) -> str:
    """The English name of a calendar, white space at the ends removed; may be empty."""
    return " ".join(clean(name).split())[:80]


def checked_zone(name: str) -> str:
    """The name of a time zone. Raises DomainError."""
    if name not in clock.zones():
        message = _("“%s” is no time zone. Write it like Asia/Shanghai.") % name
        raise DomainError("time-zone", message, fields={"time_zone": message})
    return name


def checked_day(day: date) -> date:
    """A date the product can compute with. Raises DomainError."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        message = _("Calendars reach from 1970 to 2100.")
        raise DomainError("day", message, fields={"day": message})
    return day
