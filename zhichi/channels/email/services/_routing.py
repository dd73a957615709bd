"""Where a message belongs: to which ticket, as what, and why. Reads only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.accounts import selectors as accounts
from zhichi.channels.email.choices import Done, Reason
from zhichi.customers import selectors as customers
from zhichi.tickets import policies
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from zhichi.accounts.models import User
    from zhichi.channels.email.services._arrival import Arrival
    from zhichi.tickets.models import Ticket

OUR_MESSAGE_ID = re.compile(rb"<zc\.[0-9a-f]{24}[^<>\s]{0,120}>")
LOOKED_AT = 200_000  # bytes of a bounce in which our own Message-ID is searched


@dataclass(frozen=True)
class Route:
    """A decision: the ticket (None for a new one), what the message is there, and why."""

    ticket_id: int | None
    done: Done
    reason: Reason
    colleague: User | None = None  # the member of staff who wrote it
    notice: str = ""  # code of what the reader should know


def route(arrival: Arrival) -> Route:
    """Decide by Message-IDs first, then by the number in the subject when somebody who takes part quotes it.

    Message-IDs of ours cannot be guessed; a number can, so it opens a request only to those who take part in it.
    """
    mail = arrival.mail
    if mail.is_bounce:
        return _bounce(arrival)
    threaded = tickets.mail_owner([*mail.references, mail.in_reply_to])
    if threaded is not None:
        colleague = accounts.staff_by_email(arrival.sender)
        if colleague is None:
            return Route(threaded, Done.ADDED, Reason.THREAD)
        ticket = tickets.by_id(threaded)
        if ticket is not None:
            return _from_colleague(colleague, ticket, arrival.sender, (Reason.THREAD, Reason.THREAD_COLLEAGUE))
    quoted = tickets.id_in_subject(mail.subject)
    if quoted is None:
        return Route(None, Done.NEW, Reason.FIRST_CONTACT)
    ticket = tickets.by_id(quoted)
    return Route(None, Done.NEW, Reason.NUMBER_UNKNOWN) if ticket is None else _by_number(ticket, arrival.sender)


def _by_number(ticket: Ticket, sender: str) -> Route:
    colleague = accounts.staff_by_email(sender)
    if colleague is not None:
        return _from_colleague(colleague, ticket, sender, (Reason.NUMBER, Reason.NUMBER_COLLEAGUE))
    if _is_customer(ticket, sender) or sender in map(str.lower, ticket.cc) or tickets.has_written(ticket, sender):
        return Route(ticket.pk, Done.ADDED, Reason.NUMBER)
    return _stranger(ticket)


def _from_colleague(colleague: User, ticket: Ticket, sender: str, reasons: tuple[Reason, Reason]) -> Route:
    """A colleague's words are internal, unless the request is their own; one who may not note there is a stranger."""
    as_customer, as_colleague = reasons
    if _is_customer(ticket, sender):
        return Route(ticket.pk, Done.ADDED, as_customer)
    if policies.NOTE.allows(colleague, ticket):
        return Route(ticket.pk, Done.NOTED, as_colleague, colleague=colleague)
    return _stranger(ticket)


def _stranger(ticket: Ticket) -> Route:
    return Route(None, Done.NEW, Reason.NUMBER_OF_A_STRANGER, notice=f"forged-number:{ticket.number}")


def _is_customer(ticket: Ticket, sender: str) -> bool:
    return ticket.contact is not None and sender in customers.mail_addresses(ticket.contact)


def _bounce(arrival: Arrival) -> Route:
    quoted = [match.decode("ascii") for match in OUR_MESSAGE_ID.findall(arrival.raw[:LOOKED_AT])]
    ticket_id = tickets.mail_owner([*arrival.mail.references, arrival.mail.in_reply_to, *quoted])
    if ticket_id is None:
        return Route(None, Done.UNMATCHED, Reason.BOUNCE_UNKNOWN)
    return Route(ticket_id, Done.BOUNCE, Reason.BOUNCE, notice="bounce")
