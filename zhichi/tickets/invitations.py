"""Invitations in messages: what a channel read from a calendar file, kept as plain data, and said in words.

The data: `{"method": "request", "events": [{"title", "starts", "ends", "place", "organiser", "guests", "left_out",
"about", "comment", "status", "sequence", "repeats"}]}`. A moment is `{"at": ISO time, "day": bool, "zone": name}`;
without an offset it is the local time of a zone that only its name tells. Ends of whole days are exclusive.
A guest is `[name, address, answer]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhichi.ui.timing import weekday_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Invitation:
    """One event in words. `tone` is "" or "bad" for what does not take place."""

    what: str
    title: str
    when: str
    there: str = ""  # the same time as the organiser's clock shows it, where that is another
    place: str = ""
    repeats: str = ""
    organiser: str = ""
    guests: Sequence[str] = field(default_factory=tuple)
    more_guests: int = 0
    about: str = ""
    comment: str = ""
    icon: str = "calendar-days"
    tone: str = ""

    @property
    def guest_count(self) -> int:
        """How many are invited, those that are not named here among them."""
        return len(self.guests) + self.more_guests


def shown(data: Mapping[str, Any]) -> list[Invitation]:
    """The events of an invitation, times in the reader's zone."""
    method = data.get("method", "")
    return [_invitation(event, method) for event in data.get("events", ())]


def _invitation(event: Mapping[str, Any], method: str) -> Invitation:
    is_off = method == "cancel" or event.get("status") == "cancelled"
    guests = event.get("guests", [])
    when, there = _when(event.get("starts"), event.get("ends"))
    return Invitation(
        what=_what(event, method, is_off=is_off),
        title=event.get("title") or _("(no subject)"),
        when=when,
        there=there,
        place=event.get("place", ""),
        repeats=_repeats(event.get("repeats")),
        organiser=_person(event["organiser"]) if event.get("organiser") else "",
        guests=[_guest(guest) for guest in guests],
        more_guests=event.get("left_out", 0),
        about=event.get("about", ""),
        comment=event.get("comment", ""),
        icon="calendar-x" if is_off else "calendar-days",
        tone="bad" if is_off else "",
    )


def _what(event: Mapping[str, Any], method: str, *, is_off: bool) -> str:
    if is_off:
        return _("Event called off")
    if method == "reply":
        answers = [answer for _name, _address, answer in event.get("guests", []) if answer]
        return _("Answer to an invitation: %s") % _answers()[answers[0]] if answers else _("Answer to an invitation")
    if method == "counter":
        return _("Another time is proposed")
    if method == "request" and event.get("sequence", 0):
        return _("Invitation, changed")
    if method in {"request", "add"}:
        return _("Invitation")
    return pgettext("calendar", "Event")


def _answers() -> dict[str, str]:
    return {
        "accepted": pgettext("invitation", "accepted"),
        "declined": pgettext("invitation", "declined"),
        "tentative": pgettext("invitation", "perhaps"),
        "delegated": pgettext("invitation", "sends somebody else"),
    }


def _when(starts: Mapping[str, Any] | None, ends: Mapping[str, Any] | None) -> tuple[str, str]:
    """In the reader's zone, and as the organiser's clock shows it where that differs; "" for what is not known."""
    first, last = _at(starts), _at(ends)
    if starts is None or first is None:
        return _("Time not given"), ""
    if starts["day"]:
        return _days(first.date(), _last_day(first, last) if ends and ends["day"] else first.date()), ""
    if last is not None and (last.tzinfo is None) is not (first.tzinfo is None):
        last = None  # a file that gives only one of them a zone says nothing about the length
    if first.tzinfo is None:
        zone = starts["zone"] or _("zone not given")
        return _("%(time)s by the organiser's clock (%(zone)s)") % {"time": _span(first, last), "zone": zone}, ""
    here = _in_zone(first), _in_zone(last) if last else None
    zone = starts["zone"] or first.tzname() or "UTC"
    if here[0].utcoffset() == first.utcoffset():
        return _span(*here), ""
    local = _in_zone(last, first.tzinfo) if last else None
    return _span(*here), _("%(time)s in %(zone)s") % {"time": _span(first, local), "zone": zone}


def _at(moment: Mapping[str, Any] | None) -> datetime | None:
    return datetime.fromisoformat(moment["at"]) if moment else None


def _in_zone(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """By the clock of a zone, the reader's unless another is named."""
    try:
        return moment.astimezone(zone or timezone.get_current_timezone())
    except OverflowError:  # in the last hours of the year 9999, the first of the year 1
        return moment


def _last_day(first: datetime, last: datetime | None) -> date:
    """The last of some whole days, whose end is exclusive."""
    return last.date() - timedelta(days=1) if last and last.date() > first.date() else first.date()


def _span(first: datetime, last: datetime | None) -> str:
    if last is None or last <= first:
        return f"{_day(first.date())} {first:%H:%M}"
    if last.date() == first.date():
        return f"{_day(first.date())} {first:%H:%M}–{last:%H:%M}"
    return f"{_day(first.date())} {first:%H:%M} – {_day(last.date())} {last:%H:%M}"


def _days(first: date, last: date) -> str:
    return f"{_day(first)} – {_day(last)}" if last > first else _("%s, all day") % _day(first)


def _day(day: date) -> str:
    words = date_format(day, pgettext("date format", "j M Y"))
    return f"{words} {weekday_words()[day.weekday()]}"


def _repeats(rule: Mapping[str, Any] | None) -> str:
    if rule is None:
        return ""
    step = rule["step"]
    words = {
        "daily": ngettext("every day", "every %(count)s days", step),
        "weekly": ngettext("every week", "every %(count)s weeks", step),
        "monthly": ngettext("every month", "every %(count)s months", step),
        "yearly": ngettext("every year", "every %(count)s years", step),
    }
    said = words.get(rule["every"], _("again and again")) % {"count": step}
    last = _at(rule["last"])
    if last is not None:
        return _("%(repeats)s until %(day)s") % {"repeats": said, "day": _day(last.date())}
    if rule["count"]:
        return _("%(repeats)s, %(count)s times") % {"repeats": said, "count": rule["count"]}
    return said


def _person(guest: Sequence[str]) -> str:
    name, address = guest[0], guest[1]
    return f"{name} <{address}>" if name and address and name != address else name or address


def _guest(guest: Sequence[str]) -> str:
    answer = _answers().get(guest[2], "")
    return f"{_person(guest)} · {answer}" if answer else _person(guest)
