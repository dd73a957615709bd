"""What visits write to customers and to those who go: in the reader's language, times on the clock of the site.

A reader who lives by another clock is told the time there too.
"""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhichi.tickets.selectors import zone_of
from zhichi.ui.timing import zone_words
from zhichi.visits import calendars

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.accounts.models import User
    from zhichi.tickets.models import Ticket
    from zhichi.visits.models import Amendment, RemoteSession, Visit


@dataclass(frozen=True)
class Letter:
    """A mail, with its calendar part when it is an invitation."""

    subject: str
    text: str
    calendar: str = ""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who gets a mail: the customer, or somebody of ours who goes there."""

    address: str
    language: str
    name: str = ""
    zone: str = ""
    is_staff: bool = False


def reader_of(person: User) -> Reader:
    """Somebody of ours."""
    return Reader(
        address=person.email, language=person.language, name=person.display_name, zone=person.zone.key, is_staff=True
    )


def local_span(visit: Visit, zone: zoneinfo.ZoneInfo | None = None) -> str:
    """The planned time at the site: "2026-06-12 09:30–11:00 Asia/Tokyo"; the second day only when it is another."""
    if visit.starts_at is None or visit.ends_at is None:
        return ""
    zone = zone or visit.site_zone
    start, end = visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone)
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M}–{last} {zone.key}"


def told_span(visit: Visit, zone_name: str) -> str:
    """The planned time at the site, and on the reader's own clock where that shows something else; both are named."""
    here = _named_span(visit, visit.site_zone)
    zone = _zone(zone_name)
    if zone is None or visit.starts_at is None:
        return here
    there, own = visit.starts_at.astimezone(visit.site_zone), visit.starts_at.astimezone(zone)
    if there.utcoffset() == own.utcoffset():
        return here
    return _("%(here)s (for you: %(own)s)") % {"here": here, "own": _named_span(visit, zone)}


def _named_span(visit: Visit, zone: zoneinfo.ZoneInfo) -> str:
    """Like `local_span` for a letter: the zone is called as people call it, "Japan Standard Time, UTC+9"."""
    if visit.starts_at is None:
        return ""
    span = local_span(visit, zone).removesuffix(f" {zone.key}")
    return _("%(span)s (%(zone)s)") % {"span": span, "zone": zone_words(visit.starts_at, zone)}


def _customers_span(visit: Visit) -> str:
    return told_span(visit, zone_of(visit.ticket).key)


def invitation(visit: Visit, reader: Reader, *, at: datetime) -> Letter:
    """The mail that invites to a visit or moves it."""
    with override(reader.language):
        when = {"when": told_span(visit, reader.zone)}
        if visit.sequence:
            subject = _("Visit moved: %(subject)s [#%(number)s]")
            opening = _("the visit has been moved to %(when)s.") % when
        else:
            subject = _("Visit planned: %(subject)s [#%(number)s]")
            opening = _("our engineer will visit you: %(when)s.") % when
            if reader.is_staff:
                opening = _("you go to a customer: %(when)s.") % when
        ending = "" if reader.is_staff else _("To change the time, just answer this mail.")
        parts = [_greeting(visit, reader, opening), _facts(visit, is_staff=reader.is_staff), ending]
        parts.append(_visit_page(visit) if reader.is_staff else _footer(visit.ticket))
        entry = entry_of(visit, at=at, reader=reader)
    return _letter(visit.ticket, subject, parts, calendars.calendar("REQUEST", [entry]))


def withdrawal(visit: Visit, reader: Reader, *, at: datetime) -> Letter:
    """The mail that takes an invitation back."""
    with override(reader.language):
        subject = _("Visit cancelled: %(subject)s [#%(number)s]")
        opening = _("the visit planned for %(when)s will not take place.") % {"when": told_span(visit, reader.zone)}
        parts = [_greeting(visit, reader, opening), _facts(visit, is_staff=reader.is_staff)]
        parts.append(_visit_page(visit) if reader.is_staff else _footer(visit.ticket))
        entry = entry_of(visit, at=at, reader=reader, is_cancelled=True)
    return _letter(visit.ticket, subject, parts, calendars.calendar("CANCEL", [entry]))


def report(visit: Visit) -> Letter:
    """The finished report, in words; the page behind the link has the signature and prints."""
    with override(visit.ticket.language):
        opening = _("this is the report of our visit of %(when)s.") % {
            "when": told_span(visit, zone_of(visit.ticket).key)
        }
        facts = [
            (_("What was found"), visit.found),
            (_("What was done"), visit.work_done),
            (_("Parts used"), visit.parts_used),
            (_("Time worked"), _("%s min") % visit.minutes_worked),
            (_("What came of it"), visit.get_result_display()),
            (_("Signature"), " · ".join(filter(None, (visit.get_signed_display(), visit.signer_name)))),
        ]
        said = "\n\n".join(f"{name}\n{words}" for name, words in facts if words)
        link = _("Read or print the report with its signature: %s") % report_link(visit)
        parts = [_greeting(visit, None, opening), said, link, _footer(visit.ticket)]
        subject = _("Report of our visit: %(subject)s [#%(number)s]")
    return _letter(visit.ticket, subject, parts)


def amendment(visit: Visit, row: Amendment) -> Letter:
    """What was added to a report."""
    with override(visit.ticket.language):
        opening = _("we amended the report of our visit of %(when)s:") % {
            "when": told_span(visit, zone_of(visit.ticket).key)
        }
        link = _("Read or print the report with its signature: %s") % report_link(visit)
        parts = [_greeting(visit, None, opening), row.text, link, _footer(visit.ticket)]
        subject = _("Report amended: %(subject)s [#%(number)s]")
    return _letter(visit.ticket, subject, parts)


def consent(session: RemoteSession) -> Letter:
    """Asks the customer to agree to a remote session on their own page."""
    ticket = session.ticket
    with override(ticket.language):
        name = ticket.contact.display_name if ticket.contact else ""
        opening = _("to work on your request, %(engineer)s would like to look at your machine with %(tool)s.") % {
            "engineer": session.engineer.display_name,
            "tool": session.tool,
        }
        wish = _("Please say here whether you agree. Without your consent we do not connect:\n%s") % guest_link(ticket)
        parts = [_("Dear %(name)s,") % {"name": name} + f"\n{opening}", session.purpose, wish]
        subject = _("May we connect to your machine? %(subject)s [#%(number)s]")
    return _letter(ticket, subject, parts)


def entry_of(
    visit: Visit, *, at: datetime, reader: Reader | None = None, is_cancelled: bool = False
) -> calendars.Entry:
    """The visit as a calendar entry, in the active language."""
    if visit.starts_at is None or visit.ends_at is None:
        raise ValueError("a visit without a time is in no calendar")
    words = {"subject": visit.ticket.subject, "number": visit.ticket.number}
    is_staff = reader is None or reader.is_staff
    return calendars.Entry(
        uid=f"visit-{visit.public_id}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}",
        sequence=visit.sequence,
        stamp=at,
        start=visit.starts_at,
        end=visit.ends_at,
        summary=_("Visit: %(subject)s [#%(number)s]") % words,
        description=_facts(visit, is_staff=is_staff),
        location=visit.address,
        url=_visit_page(visit) if is_staff else guest_link(visit.ticket),
        organiser=visit.engineer.display_name if visit.engineer else "",
        attendees=[(reader.name, reader.address)] if reader is not None else (),
        is_cancelled=is_cancelled,
    )


def guest_link(ticket: Ticket) -> str:
    """Where the customer follows the request."""
    return f"{settings.BASE_URL}{reverse('portal:guest', args=[ticket.public_id])}"


def report_link(visit: Visit) -> str:
    """Where the customer reads and prints the report."""
    return f"{settings.BASE_URL}{reverse('portal:guest-visit', args=[visit.ticket.public_id, visit.public_id])}"


def _visit_page(visit: Visit) -> str:
    return f"{settings.BASE_URL}{reverse('visits:visit', args=[visit.pk])}"


def _letter(ticket: Ticket, subject: str, parts: list[str], calendar: str = "") -> Letter:
    words: dict[str, Any] = {"subject": ticket.subject, "number": ticket.number}
    return Letter(subject % words, "\n\n".join(part for part in parts if part), calendar)


def _greeting(visit: Visit, reader: Reader | None, opening: str) -> str:
    name = visit.contact_name
    if reader is not None and reader.is_staff:
        name = reader.name
    elif visit.ticket.contact is not None:
        name = visit.ticket.contact.display_name
    greeting = _("Dear %(name)s,") % {"name": name}
    return f"{greeting}\n{opening}" if name else opening


def _footer(ticket: Ticket) -> str:
    return _("Follow your request here: %(link)s\nRequest number: %(number)s") % {
        "link": guest_link(ticket),
        "number": ticket.number,
    }


def _facts(visit: Visit, *, is_staff: bool) -> str:
    lines = [
        _("Request: #%(number)s %(subject)s") % {"number": visit.ticket.number, "subject": visit.ticket.subject},
        _("Place: %s") % visit.address,
        _("Contact on site: %s") % " ".join(filter(None, (visit.contact_name, visit.contact_phone))),
    ]
    if visit.engineer is not None:
        lines.append(_("Engineer: %s") % visit.engineer.display_name)
    if is_staff and visit.equipment:
        lines.append(_("To take along: %s") % visit.equipment)
    if is_staff:
        lines.append(_("Reason: %s") % visit.reason)
    return "\n".join(lines)


def _zone(name: str) -> zoneinfo.ZoneInfo | None:
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None
