"""Visits as calendar entries (RFC 5545), invitations as RFC 5546 wants them. Pure text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
MAILBOX = "{mailbox}"  # the channel that sends the mail puts its own address here
LONGEST = 75  # octets of a line
_QUOTED = re.compile(r'["\x00-\x1f\x7f\x85\u2028\u2029]')
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One visit in a calendar. Moments are aware; `attendees` are (name, address)."""

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    organiser: str = ""  # a name; the address is that of the mailbox
    attendees: Sequence[tuple[str, str]] = field(default_factory=tuple)
    is_cancelled: bool = False


def calendar(method: Method, entries: Sequence[Entry]) -> str:
    """The calendar with CRLF line ends, lines folded at 75 octets."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Zhichi//visits//EN", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    for entry in entries:
        lines += _event(entry, is_invitation=method != "PUBLISH")
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(entry: Entry, *, is_invitation: bool) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{text(entry.uid)}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{_moment(entry.stamp)}",
        f"DTSTART:{_moment(entry.start)}",
        f"DTEND:{_moment(entry.end)}",
        f"SUMMARY:{text(entry.summary)}",
    ]
    if entry.description:
        lines.append(f"DESCRIPTION:{text(entry.description)}")
    if entry.location:
        lines.append(f"LOCATION:{text(entry.location)}")
    if entry.url:
        lines.append(f"URL:{_CONTROLS.sub('', entry.url)}")
    if is_invitation:
        lines.append(f"ORGANIZER;CN={_parameter(entry.organiser)}:mailto:{MAILBOX}")
        asked = "ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
        lines += [
            f"ATTENDEE;CN={_parameter(name or address)};{asked}:mailto:{address}" for name, address in entry.attendees
        ]
    lines += [f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}", "TRANSP:OPAQUE", "END:VEVENT"]
    return lines


def text(value: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line breaks escaped, other control characters gone."""
    value = re.sub(r"\r\n|\r|\n|\x0b|\x0c|\x85|\u2028|\u2029", "\n", value)
    value = _CONTROLS.sub("", value)
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """A line cut into pieces of at most 75 octets, no character torn, the address of the mailbox in one piece."""
    pieces, room = [""], LONGEST
    for part in re.split(f"({re.escape(MAILBOX)})", line):
        for unit in [part] if part == MAILBOX else part:
            size = len(unit.encode("utf-8", "replace"))
            if size > room:
                pieces.append("")
                room = LONGEST - 1
            pieces[-1] += unit
            room -= size
    return "\r\n ".join(pieces)


def _parameter(value: str) -> str:
    return f'"{_QUOTED.sub(" ", value)}"'


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"
