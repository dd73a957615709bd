"""Times that a snooze offers, by the working calendar of the ticket's team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import pgettext_lazy

from zhichi.sla import selectors as sla
from zhichi.tickets import levels
from zhichi.worktime.errors import WorkTimeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.tickets.models import Ticket
    from zhichi.worktime import WorkCalendar

LATER = timedelta(hours=2)
ROUND = timedelta(minutes=5)


@dataclass(frozen=True)
class Preset:
    """One offered time: "later", "tomorrow", "workday" or "week"."""

    code: str
    label: Any
    until: datetime


def presets(ticket: Ticket, *, at: datetime) -> list[Preset]:
    """Later today as long as somebody works then; tomorrow morning, or the next working day when nobody works tomorrow;
    the first working morning of next week when that is another one.
    """
    calendar = sla.calendar_of(levels.calendar_id_of(ticket))
    found: list[Preset] = []
    for preset in _offered(calendar, at):
        if all(preset.until != other.until for other in found):
            found.append(preset)
    return found


def _offered(calendar: WorkCalendar, at: datetime) -> Iterator[Preset]:
    local = at.astimezone(ZoneInfo(calendar.timezone))
    later = at + LATER - timedelta(minutes=local.minute % 5, seconds=local.second, microseconds=local.microsecond)
    try:
        later = later if calendar.is_working(later) else calendar.next_opening(later)
    except WorkTimeError:
        return  # a calendar that never opens again
    if later.astimezone(local.tzinfo).date() == local.date():
        yield Preset("later", pgettext_lazy("snooze", "Later today"), later)
    tomorrow = _morning(calendar, local, 1)
    if tomorrow is not None and tomorrow.astimezone(local.tzinfo).date() == local.date() + timedelta(days=1):
        yield Preset("tomorrow", pgettext_lazy("snooze", "Tomorrow morning"), tomorrow)
    elif tomorrow is not None:
        yield Preset("workday", pgettext_lazy("snooze", "Next working day"), tomorrow)
    monday = _morning(calendar, local, 7 - local.weekday())
    if monday is not None:
        yield Preset("week", pgettext_lazy("snooze", "Next week"), monday)


def _morning(calendar: WorkCalendar, local: datetime, days: int) -> datetime | None:
    """The first opening so many days on or later; where somebody works at midnight too, nine o'clock."""
    midnight = datetime.combine(local.date() + timedelta(days=days), time(0), tzinfo=local.tzinfo)
    if calendar.is_working(midnight):
        return midnight + timedelta(hours=9)
    try:
        return calendar.next_opening(midnight)
    except WorkTimeError:
        return None  # a calendar that never opens again
