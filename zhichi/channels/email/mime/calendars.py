"""Invitations: what an iCalendar part (RFC 5545, 5546) says about what, when, where and who. Pure and bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from zhichi.channels.email.mime import charsets
from zhichi.channels.email.mime.notes import Notes
from zhichi.channels.email.mime.zones import zone_described, zone_named, zone_of_offset
from zhichi.core.ical import Line, looks_like, parts, read_lines, unescaped

MAX_EVENTS = 20
MAX_GUESTS = 200
_MAX_BYTES = 1_000_000  # of the file
_MAX_LINES = 20_000
_MAX_TEXT = 4_000  # characters of a value that are kept
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2})(?::?(\d{2}))?(Z)?)?")
_LENGTH = re.compile(r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?")
_ANSWERS = frozenset(("accepted", "declined", "tentative", "delegated"))
_TYPES = frozenset(("text/calendar", "application/ics", "text/x-vcalendar"))
_EVENTS = frozenset(("VEVENT", "VTODO"))


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as the organiser wrote it.

    `at` is aware where the zone is known, else the naive local time of a zone of which only the `zone` name is known
    ("" for none). `is_day` marks whole days: then only the date of `at` counts.
    """

    at: datetime
    is_day: bool = False
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is invited or invites. `answer` is accepted, declined, tentative, delegated or "" for none yet."""

    name: str
    address: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Repeats:
    """How an event comes again: `every` is daily, weekly, monthly, yearly; `last` and `count` bound it, if anything."""

    every: str
    step: int = 1
    last: Moment | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One event. Ends are exclusive for whole days, as in the file. `status` is confirmed, tentative, cancelled, ""."""

    title: str = ""
    starts: Moment | None = None
    ends: Moment | None = None
    place: str = ""
    organiser: Guest | None = None
    guests: tuple[Guest, ...] = ()
    guests_left_out: int = 0
    about: str = ""
    comment: str = ""
    status: str = ""
    repeats: Repeats | None = None
    sequence: int = 0  # how often its organiser changed it


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a part says. `method` is request, reply, cancel, publish … in lower case, "" for a plain file."""

    method: str = ""
    events: tuple[Event, ...] = ()


def is_calendar(content_type: str, filename: str) -> bool:
    """Whether a file may be an invitation, by what its sender calls it."""
    return content_type in _TYPES or filename.lower().endswith(".ics")


def calendar_of(content: bytes) -> Calendar | None:
    """Read a file; see `read_calendar`."""
    return read_calendar(charsets.decode(content[:_MAX_BYTES], "utf-8", Notes()))


def read_calendar(text: str) -> Calendar | None:
    """Read a part; None for text that is no calendar or holds no event. Never raises."""
    if not looks_like(text):
        return None
    lines = read_lines(text, most=_MAX_LINES)
    zones = _zones(lines)
    method = next((_word(line.value) for line in lines if line.name == "METHOD"), "")
    events = tuple(_event(each, zones) for each in parts(lines, _EVENTS, most=MAX_EVENTS))
    return Calendar(method, events) if events else None


def _zones(lines: list[Line]) -> dict[str, tzinfo | None]:
    """The zones that the file describes itself, if they have one offset all the year."""
    offsets: dict[str, set[str]] = {}
    names: list[str] = []
    is_inside = False
    for line in lines:
        if line.name in ("BEGIN", "END") and line.value.strip().upper() == "VTIMEZONE":
            is_inside = line.name == "BEGIN"
        elif is_inside and line.name == "TZID":
            names.append(line.value.strip())
        elif is_inside and line.name == "TZOFFSETTO" and names:
            offsets.setdefault(names[-1], set()).add(line.value.strip())
    return {name: zone_of_offset(next(iter(each))) if len(each) == 1 else None for name, each in offsets.items()}


def _event(lines: list[Line], zones: dict[str, tzinfo | None]) -> Event:
    first: dict[str, Line] = {}
    for line in lines:
        first.setdefault(line.name, line)
    starts = _moment(first.get("DTSTART"), zones)
    guests = [_guest(line) for line in lines if line.name == "ATTENDEE"]
    organiser = first.get("ORGANIZER")
    return Event(
        title=_text(first, "SUMMARY"),
        starts=starts,
        ends=_moment(first.get("DTEND") or first.get("DUE"), zones) or _end(starts, first.get("DURATION")),
        place=_text(first, "LOCATION"),
        organiser=_guest(organiser) if organiser else None,
        guests=tuple(guests[:MAX_GUESTS]),
        guests_left_out=max(len(guests) - MAX_GUESTS, 0),
        about=_text(first, "DESCRIPTION"),
        comment=_text(first, "COMMENT"),
        status=_word(first["STATUS"].value) if "STATUS" in first else "",
        repeats=_repeats(first.get("RRULE"), zones),
        sequence=_number(first["SEQUENCE"].value.strip()) if "SEQUENCE" in first else 0,
    )


def _moment(line: Line | None, zones: dict[str, tzinfo | None]) -> Moment | None:
    match = _DATE.match(line.value.strip()) if line else None
    if line is None or match is None:
        return None
    year, month, day, hour, minute, second = (int(group or 0) for group in match.groups()[:6])
    try:
        at = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001 - its zone follows
    except ValueError:
        return None
    if match[4] is None:
        return Moment(at, is_day=True)
    if match[7]:
        return Moment(at.replace(tzinfo=UTC))
    name = line.params.get("TZID", "").strip()
    zone = (zone_named(name) or zones.get(name) or zone_described(name)) if name else None
    return Moment(at.replace(tzinfo=zone), zone=name[:100])


def _end(starts: Moment | None, line: Line | None) -> Moment | None:
    match = _LENGTH.fullmatch(line.value.strip()) if line else None
    if starts is None or match is None:
        return None
    weeks, days, hours, minutes, seconds = (int(group or 0) for group in match.groups())
    length = timedelta(days=weeks * 7 + days, hours=hours, minutes=minutes, seconds=seconds)
    try:
        return Moment(starts.at + length, starts.is_day, starts.zone)
    except OverflowError:
        return None


def _repeats(line: Line | None, zones: dict[str, tzinfo | None]) -> Repeats | None:
    if line is None:
        return None
    rule = dict(piece.partition("=")[::2] for piece in line.value.strip().upper().split(";")[:30])
    until = _moment(Line("UNTIL", {}, rule.get("UNTIL", "")), zones)
    step = _number(rule.get("INTERVAL", "")) or 1
    return Repeats(_word(rule.get("FREQ", "")), step, until, _number(rule.get("COUNT", "")))


def _guest(line: Line) -> Guest:
    address = line.value.strip()
    if address[:7].lower() == "mailto:":
        address = address[7:]
    answer = _word(line.params.get("PARTSTAT", ""))
    name = _clean(line.params.get("CN", ""))[:200].strip("'")
    return Guest(name, _clean(address)[:254], answer if answer in _ANSWERS else "")


def _text(first: dict[str, Line], name: str) -> str:
    line = first.get(name)
    if line is None:
        return ""
    return _clean(unescaped(line.value[: _MAX_TEXT * 2]))[:_MAX_TEXT]


def _clean(text: str) -> str:
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable()).strip()


def _word(text: str) -> str:
    word = text.strip().lower()
    return word if word.isascii() and word.replace("-", "").isalnum() and len(word) <= 30 else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
