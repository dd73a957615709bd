"""Whole days from an iCalendar file (RFC 5545), as phones and companies publish holidays."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhichi.calendars.choices import DayKind
from zhichi.calendars.sources.reading import LONGEST, Reading
from zhichi.calendars.sources.table import day_of, days_between
from zhichi.core import ical

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORK = re.compile(r"补班|上班|调休日?班|[（(]班[)）]|\bmake-?up\b|\bworking day\b|\bworkday\b", re.IGNORECASE)
Values = dict[str, str]  # by name, the first of each


def read(text: str) -> Reading:
    """Every event; the number of an event counts as its row."""
    reading = Reading()
    for number, event in enumerate(_events(text), 1):
        name = _plain(event.get("SUMMARY", ""))
        if "DTSTART" not in event:
            reading.refuse(number, "date", name)
        elif "RRULE" in event or "RDATE" in event:
            reading.refuse(number, "repeats", name)
        elif event.get("STATUS", "").upper() != "CANCELLED":
            _read_event(reading, number, event, name)
    return reading


def _read_event(reading: Reading, number: int, event: Values, name: str) -> None:
    value = event["DTSTART"]
    first = day_of(value)
    if first is None:
        reading.refuse(number, "timed" if "T" in value else "date", name or value)
        return
    last = _last_day(event, first)
    if last is None or not 0 <= (last - first).days < LONGEST:
        reading.refuse(number, "span", name or value)
        return
    reading.add(number, days_between(first, last), _kind_of(event, name), name)


def _last_day(event: Values, first: date) -> date | None:
    """The end of whole days is exclusive; without one the event is one day long."""
    if "DTEND" in event:
        end = day_of(event["DTEND"])
        return max(first, end - timedelta(days=1)) if end and end >= first else None
    days = re.fullmatch(r"P(\d+)D", event.get("DURATION", "P1D"))
    return first + timedelta(days=max(int(days[1]), 1) - 1) if days else None


def _kind_of(event: Values, name: str) -> str:
    special = event.get("X-APPLE-SPECIAL-DAY", "").upper()
    works = "WORKDAY" in special or (not special and _WORK.search(name))
    return DayKind.MAKE_UP if works else DayKind.HOLIDAY


def _events(text: str) -> Iterator[Values]:
    for lines in ical.parts(ical.read_lines(text), ("VEVENT",)):
        event: Values = {}
        for line in lines:
            event.setdefault(line.name, line.value.strip())
        yield event


def _plain(text: str) -> str:
    return ical.unescaped(text).replace("\n", " ").strip()
