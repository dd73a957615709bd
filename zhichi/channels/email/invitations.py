"""A calendar file as the plain data that a message keeps of it (`tickets/invitations.py` says it in words)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.core.texts import clean

if TYPE_CHECKING:
    from zhichi.channels.email.mime.calendars import Calendar, Event, Guest, Moment

_MAX_EVENTS = 5
_MAX_GUESTS = 20
_MAX_TITLE, _MAX_ABOUT = 300, 1_500  # characters


def as_data(calendar: Calendar | None) -> dict[str, Any]:
    """The data of an invitation; empty for a mail without one."""
    if calendar is None:
        return {}
    return {"method": calendar.method, "events": [_event(each) for each in calendar.events[:_MAX_EVENTS]]}


def _event(event: Event) -> dict[str, Any]:
    rule = event.repeats
    return {
        "title": clean(event.title)[:_MAX_TITLE],
        "starts": _moment(event.starts),
        "ends": _moment(event.ends),
        "place": clean(event.place)[:_MAX_TITLE],
        "organiser": _guest(event.organiser) if event.organiser else None,
        "guests": [_guest(each) for each in event.guests[:_MAX_GUESTS]],
        "left_out": event.guests_left_out + max(len(event.guests) - _MAX_GUESTS, 0),
        "about": clean(event.about)[:_MAX_ABOUT],
        "comment": clean(event.comment)[:_MAX_ABOUT],
        "status": event.status,
        "sequence": event.sequence,
        "repeats": {"every": rule.every, "step": rule.step, "last": _moment(rule.last), "count": rule.count}
        if rule
        else None,
    }


def _moment(moment: Moment | None) -> dict[str, Any] | None:
    if moment is None:
        return None
    return {"at": moment.at.isoformat(), "day": moment.is_day, "zone": clean(moment.zone)}


def _guest(guest: Guest) -> list[str]:
    return [clean(guest.name), clean(guest.address), guest.answer]
