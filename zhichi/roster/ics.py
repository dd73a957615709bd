"""Shifts as an iCalendar file (RFC 5545), read by calendars on phones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from zhichi.roster.models import Shift

LONGEST_LINE = 75  # octets


def calendar_of(shifts: Iterable[Shift], *, name: str, host: str, at: datetime) -> bytes:
    """The file; `host` makes the ids of events unique."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Zhichi//Duty roster//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]
    for shift in shifts:
        lines += _event(shift, host, at)
    lines.append("END:VCALENDAR")
    return b"".join(part for line in lines for part in _folded(line))


def _event(shift: Shift, host: str, at: datetime) -> list[str]:
    summary = shift.kind.title if shift.duty_role is None else f"{shift.kind.title} · {shift.duty_role.title}"
    return [
        "BEGIN:VEVENT",
        f"UID:shift-{shift.pk}@{host}",
        f"DTSTAMP:{_moment(at)}",
        f"DTSTART:{_moment(shift.starts_at)}",
        f"DTEND:{_moment(shift.ends_at)}",
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(shift.week.team.title)}",
        "END:VEVENT",
    ]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return value


def _folded(line: str) -> Iterator[bytes]:
    """Lines of at most 75 octets, a character never cut; a continuation begins with a blank."""
    part, room = b"", LONGEST_LINE
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > room:
            yield part + b"\r\n"
            part, room = b" ", LONGEST_LINE
        part += octets
    yield part + b"\r\n"
