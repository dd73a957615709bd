"""What tickets write to customers by mail, in the customer's language. Pure text; `outbound` carries it away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhichi.files import selectors as files
from zhichi.records.selectors import policy
from zhichi.tickets import letters
from zhichi.ui.timing import size_words, zoned_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.files.models import FileLink
    from zhichi.tickets.models import FollowUp, Ticket


@dataclass(frozen=True)
class Letter:
    """A mail ready for the queue."""

    subject: str
    text: str


def link_to(ticket: Ticket) -> str:
    """The address under which anybody who holds it can follow this one request."""
    return f"{settings.BASE_URL}{reverse('portal:guest', args=[ticket.public_id])}"


def subject_of(ticket: Ticket, *, is_answer: bool = True) -> str:
    """The subject line with the number that later answers are recognised by."""
    prefix = "Re: " if is_answer else ""
    return f"{prefix}{ticket.subject} [#{ticket.number}]"


def reply(ticket: Ticket, text: str, signature: str) -> Letter:
    """An agent's answer: their words, their signature, where to follow the request."""
    return _letter("reply", ticket, text=text, signature=signature.strip())


def acknowledgement(ticket: Ticket, name: str) -> Letter:
    """The automatic answer to a new request. It counts as no response (3.1.1)."""
    return _letter("acknowledgement", ticket, customer=name)


def solution(ticket: Ticket, text: str, signature: str, follow_up: FollowUp) -> Letter:
    """A proposed solution with the two links of the follow-up (2.4)."""
    address = f"{settings.BASE_URL}{reverse('portal:follow-up', args=[follow_up.public_id])}"
    links = {"solved_link": f"{address}?answer=solved", "unsolved_link": f"{address}?answer=unsolved"}
    return _letter("follow_up", ticket, text=text, signature=signature.strip(), **links)


def closed(ticket: Ticket) -> Letter:
    """Tells the customer that the request is closed and how long an answer reopens it."""
    return _letter("closing", ticket, reopen_days=str(policy("2.4.reopen_days")))


def kept_back(ticket: Ticket, name: str, files: str) -> Letter:
    """Tells the customer which of their files nobody opens here (6.4.1)."""
    return _letter("kept_back", ticket, customer=name, files=files)


def linked_files(ticket: Ticket, links: Sequence[FileLink]) -> str:
    """The files that were too large for the letter, each with its address, and until when the addresses hold."""
    with override(ticket.language):
        until = zoned_words(min(link.expires_at for link in links), zone_of(ticket))
        sized = [(link, size_words(link.attachment.blob.size)) for link in links]
        lines = [f"{link.attachment.filename} · {size}\n{address_of(link)}" for link, size in sized]
        head = _("These files are too large for a mail. Fetch them until %(until)s:") % {"until": until}
    return "\n".join([head, *lines])


def address_of(link: FileLink) -> str:
    """Where whoever holds the address fetches the file."""
    return f"{settings.BASE_URL}{reverse('portal:shared', args=[files.link_token(link)])}"


def zone_of(ticket: Ticket) -> ZoneInfo:
    """The clock that the customer lives by: their own, else their company's, else ours."""
    zone = _zone(ticket.contact.time_zone) if ticket.contact is not None else None
    if zone is None and ticket.organisation is not None:
        zone = _zone(ticket.organisation.time_zone)
    return zone or ZoneInfo(settings.TIME_ZONE)


def _zone(name: str) -> ZoneInfo | None:
    """The zone of this name, None where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _letter(kind: str, ticket: Ticket, **values: str) -> Letter:
    known = {
        "customer": ticket.contact.display_name if ticket.contact else "",
        "ticket_number": ticket.number,
        "subject": ticket.subject,
        "link": link_to(ticket),
    }
    return Letter(subject_of(ticket), letters.filled(letters.words(kind, ticket.language), known | values))
