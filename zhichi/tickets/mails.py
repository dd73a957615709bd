"""What tickets write to customers by mail, in the customer's language. Pure text; `outbound` carries it away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

if TYPE_CHECKING:
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
    with override(ticket.language):
        parts = [text]
        if signature.strip():
            parts.append(signature.strip())
        parts.append(_footer(ticket))
    return Letter(subject_of(ticket), "\n\n".join(parts))


def acknowledgement(ticket: Ticket, name: str) -> Letter:
    """The automatic answer to a new request. It counts as no response (3.1.1)."""
    with override(ticket.language):
        text = _(
            "Dear %(name)s,\n\n"
            "We received your request “%(subject)s”. Its number is %(number)s.\n"
            "An engineer will look at it and answer you. To add something, just answer this mail."
        ) % {"name": name, "subject": ticket.subject, "number": ticket.number}
        return Letter(subject_of(ticket), f"{text}\n\n{_footer(ticket)}")


def solution(ticket: Ticket, text: str, signature: str, follow_up: FollowUp) -> Letter:
    """A proposed solution with the two links of the follow-up (2.4)."""
    address = f"{settings.BASE_URL}{reverse('portal:follow-up', args=[follow_up.public_id])}"
    with override(ticket.language):
        question = _(
            "Is the problem solved?\n"
            "Solved: %(solved)s\n"
            "Not solved: %(unsolved)s\n"
            "If you answer this mail instead, we go on working on it."
        ) % {"solved": f"{address}?answer=solved", "unsolved": f"{address}?answer=unsolved"}
        parts = [text, signature.strip(), question, _footer(ticket)]
    return Letter(subject_of(ticket), "\n\n".join(part for part in parts if part))


def closed(ticket: Ticket) -> Letter:
    """Tells the customer that the request is closed and how long an answer reopens it."""
    with override(ticket.language):
        text = _("Your request “%(subject)s” (%(number)s) is closed. If the problem comes back, answer this mail.") % {
            "subject": ticket.subject,
            "number": ticket.number,
        }
        return Letter(subject_of(ticket), f"{text}\n\n{_footer(ticket)}")


def _footer(ticket: Ticket) -> str:
    return _("Follow your request here: %(link)s\nRequest number: %(number)s") % {
        "link": link_to(ticket),
        "number": ticket.number,
    }
