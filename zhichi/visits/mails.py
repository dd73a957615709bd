"""What visits write to customers: invitations in the customer's language, times in the site's own zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhichi.visits import calendars

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.visits.models import Visit


@dataclass(frozen=True)
class Letter:
    """A mail with its calendar part."""

    subject: str
    text: str
    calendar: str


def local_span(visit: Visit) -> str:
    """The planned time at the site: "2026-06-12 09:30–11:00 Asia/Tokyo"; the second day only when it is another."""
    if visit.starts_at is None or visit.ends_at is None:
        return ""
    start, end = visit.starts_at.astimezone(visit.site_zone), visit.ends_at.astimezone(visit.site_zone)
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M}–{last} {visit.site_zone.key}"


def invitation(visit: Visit, to: Sequence[str], *, is_cancelled: bool, at: datetime) -> Letter:
    """The mail that invites to a visit, moves it or takes it back."""
    ticket = visit.ticket
    with override(ticket.language):
        facts = _facts(visit)
        if is_cancelled:
            subject = _("Visit cancelled: %(subject)s [#%(number)s]")
            opening = _("the visit planned for %(when)s will not take place.") % {"when": local_span(visit)}
        elif visit.sequence:
            subject = _("Visit moved: %(subject)s [#%(number)s]")
            opening = _("the visit has been moved to %(when)s.") % {"when": local_span(visit)}
        else:
            subject = _("Visit planned: %(subject)s [#%(number)s]")
            opening = _("our engineer will visit you: %(when)s.") % {"when": local_span(visit)}
        greeting = _("Dear %(name)s,") % {"name": visit.contact_name}
        ending = _("To change the time, just answer this mail.") if not is_cancelled else ""
        text = "\n\n".join(part for part in (f"{greeting}\n{opening}", facts, ending) if part)
        entry = entry_of(visit, at=at, attendees=[("", address) for address in to], is_cancelled=is_cancelled)
    words = {"subject": ticket.subject, "number": ticket.number}
    return Letter(subject % words, text, calendars.calendar("CANCEL" if is_cancelled else "REQUEST", [entry]))


def entry_of(
    visit: Visit, *, at: datetime, attendees: Sequence[tuple[str, str]] = (), is_cancelled: bool = False
) -> calendars.Entry:
    """The visit as a calendar entry, in the active language."""
    if visit.starts_at is None or visit.ends_at is None:
        raise ValueError("a visit without a time is in no calendar")
    words = {"subject": visit.ticket.subject, "number": visit.ticket.number}
    return calendars.Entry(
        uid=f"visit-{visit.public_id}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}",
        sequence=visit.sequence,
        stamp=at,
        start=visit.starts_at,
        end=visit.ends_at,
        summary=_("Visit: %(subject)s [#%(number)s]") % words,
        description=_facts(visit),
        location=visit.address,
        url="" if attendees else f"{settings.BASE_URL}{reverse('visits:visit', args=[visit.pk])}",
        organiser=visit.engineer.display_name if visit.engineer else "",
        attendees=attendees,
        is_cancelled=is_cancelled,
    )


def _facts(visit: Visit) -> str:
    lines = [
        _("Request: #%(number)s %(subject)s") % {"number": visit.ticket.number, "subject": visit.ticket.subject},
        _("Place: %s") % visit.address,
        _("Contact on site: %s") % " ".join(filter(None, (visit.contact_name, visit.contact_phone))),
    ]
    if visit.engineer is not None:
        lines.append(_("Engineer: %s") % visit.engineer.display_name)
    return "\n".join(lines)
