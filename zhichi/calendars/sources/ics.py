"""Whole days from an iCalendar file (RFC 5545), as phones and companies publish holidays."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhichi.calendars.choices import DayKind
from zhichi.calendars.sources.reading import LONGEST, Reading
from zhichi.calendars.sources.table import day_of, days_between

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORK = re.compile(r"补班|上班|调休日?班|[（(]班[)）]|\bmake-?up\b|\bworking day\b|\bworkday\b", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\;,nN])")
Properties = dict[str, tuple[str, str]]  # name → parameters, value


def looks_like(text: str) -> bool:
    """Whether the text is an iCalendar file, whatever its name."""
    return "BEGIN:VCALENDAR" in text[:2000].upper()


def read(text: str) -> Reading:
    """Every event; the number of an event counts as its row."""
    reading = Reading()
    for number, event in enumerate(_events(text), 1):
        name = _plain(event.get("SUMMARY", ("", ""))[1])
        if "DTSTART" not in event:
            reading.refuse(number, "date", name)
        elif "RRULE" in event or "RDATE" in event:
            reading.refuse(number, "repeats", name)
        elif event.get("STATUS", ("", ""))[1].upper() != "CANCELLED":
            _read_event(reading, number, event, name)
    return reading


def _read_event(reading: Reading, number: int, event: Properties, name: str) -> None:
    _parameters, value = event["DTSTART"]
    first = day_of(value)
    if first is None:
        reading.refuse(number, "timed" if "T" in value else "date", name or value)
        return
    last = _last_day(event, first)
    if last is None or not 0 <= (last - first).days < LONGEST:
        reading.refuse(number, "span", name or value)
        return
    reading.add(number, days_between(first, last), _kind_of(event, name), name)


def _last_day(event: Properties, first: date) -> date | None:
    """The end of whole days is exclusive; without one the event is one day long."""
    if "DTEND" in event:
        end = day_of(event["DTEND"][1])
        return max(first, end - timedelta(days=1)) if end and end >= first else None
    days = re.fullmatch(r"P(\d+)D", event.get("DURATION", ("", "P1D"))[1])
    return first + timedelta(days=max(int(days[1]), 1) - 1) if days else None


def _kind_of(event: Properties, name: str) -> str:
    special = event.get("X-APPLE-SPECIAL-DAY", ("", ""))[1].upper()
    works = "WORKDAY" in special or (not special and _WORK.search(name))
    return DayKind.MAKE_UP if works else DayKind.HOLIDAY


def _events(text: str) -> Iterator[Properties]:
    """The properties of each event; those of alarms and other parts inside it are left out."""
    event: Properties | None = None
    inner = 0
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        head, _colon, value = line.partition(":")
        name, _semicolon, parameters = head.partition(";")
        name = name.strip().upper()
        if name == "BEGIN" and value.strip().upper() == "VEVENT":
            event, inner = {}, 0
        elif event is not None and name == "BEGIN":
            inner += 1
        elif event is not None and name == "END":
            if value.strip().upper() == "VEVENT":
                yield event
                event = None
            else:
                inner -= 1
        elif event is not None and not inner:
            event.setdefault(name, (parameters, value.strip()))


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], text).strip()
