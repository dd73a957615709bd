"""Where a message belongs: to which ticket, as what, and why. Reads only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.accounts import selectors as accounts
from zhichi.channels.email.choices import Done
from zhichi.channels.email.models import Mailbox
from zhichi.channels.email.parsing import InboundMail
from zhichi.customers import selectors as customers
from zhichi.tickets import selectors as tickets
from zhichi.tickets.numbers import id_in_subject

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket

OUR_MESSAGE_ID = re.compile(rb"<zc\.[0-9a-f]{24}[^<>\s]{0,120}>")
LOOKED_AT = 200_000  # bytes of a bounce in which our own Message-ID is searched


@dataclass(frozen=True)
class Route:
    """A decision: the ticket (None for a new one), what the message is there, and the reason as a code."""

    ticket_id: int | None
    done: Done
    reason: str
    colleague: Any = None  # the member of staff who wrote it
    notice: str = ""  # code of what the reader should know


def own_addresses() -> set[str]:
    """The addresses of our own mailboxes, lower case."""
    return set(Mailbox.objects.values_list("address", flat=True))


def route(mail: InboundMail, raw: bytes) -> Route:
    """Decide by Message-IDs first, then by the number in the subject when a participant quotes it."""
    if mail.is_bounce:
        return _bounce(raw)
    ticket_id = tickets.mail_owner([*mail.references, mail.in_reply_to])
    if ticket_id is not None:
        return _answer(mail, ticket_id, "thread")
    quoted = id_in_subject(mail.subject)
    if quoted is None:
        return Route(None, Done.NEW, "first-contact")
    ticket = tickets.by_id(quoted)
    if ticket is None:
        return Route(None, Done.NEW, "number-unknown")
    if _takes_part(mail.from_address.lower(), ticket):
        return _answer(mail, quoted, "number")
    return Route(None, Done.NEW, "number-of-a-stranger", notice=f"forged-number:{ticket.number}")


def _answer(mail: InboundMail, ticket_id: int, reason: str) -> Route:
    colleague = accounts.staff_by_email(mail.from_address.lower())
    if colleague is not None:
        return Route(ticket_id, Done.NOTED, f"{reason}-colleague", colleague=colleague)
    return Route(ticket_id, Done.ADDED, reason)


def _bounce(raw: bytes) -> Route:
    ids = [match.decode("ascii", "replace") for match in OUR_MESSAGE_ID.findall(raw[:LOOKED_AT])]
    ticket_id = tickets.mail_owner(ids)
    if ticket_id is None:
        return Route(None, Done.UNMATCHED, "bounce-unknown")
    return Route(ticket_id, Done.BOUNCE, "bounce", notice="bounce")


def _takes_part(address: str, ticket: Ticket) -> bool:
    if address in {item.lower() for item in ticket.cc}:
        return True
    if ticket.contact is not None and address in customers.mail_addresses(ticket.contact):
        return True
    return accounts.staff_by_email(address) is not None or tickets.has_written(ticket, address)
