"""Whose mail is whose: the ticket a Message-ID belongs to, and who takes part in a ticket (2.1, 2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, F
from django.db.models.functions import Coalesce

from zhichi.core.prepared import Prepared
from zhichi.customers import selectors as customers
from zhichi.outbound import selectors as outbound
from zhichi.tickets.choices import MessageKind
from zhichi.tickets.models import Message, Ticket
from zhichi.tickets.said import said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

MOST_IDS = 50


def mail_owner(mail_ids: Iterable[str]) -> tuple[int, str] | None:
    """The ticket to which any of these Message-IDs belongs and that id, the last one named first; None for strangers'.

    A message that a split took over belongs to the ticket that took it. One query when a message of ours is among them.
    """
    wanted = [mail_id for mail_id in mail_ids if mail_id][-MOST_IDS:]
    if not wanted:
        return None
    owners = dict(_owners.rows(tuple(wanted)))
    for mail_id in reversed(wanted):
        if mail_id in owners:
            return owners[mail_id], mail_id
    streams = outbound.streams_of(wanted)
    for mail_id in reversed(wanted):
        kind, _, number = streams.get(mail_id, "").partition(":")
        if kind == "ticket":
            return int(number), mail_id
    return None


def _owners_of(mail_ids: tuple[str, ...]) -> QuerySet[Message, Any]:
    # Said twice, so that SQLite sees that the partial index answers it.
    rows = Message.objects.filter(mail_id__in=mail_ids).exclude(mail_id="")
    owner = Coalesce(F("taken_by_id"), F("ticket_id"), output_field=BigIntegerField())
    return rows.annotate(home=owner).values_list("mail_id", "home")


_owners: Prepared[Any] = Prepared(_owners_of)


def has_written(ticket: Ticket, address: str) -> bool:
    """Whether somebody with this mail address has written on the ticket as a customer."""
    words = said(ticket).filter(kind=MessageKind.CUSTOMER)
    return words.filter(contact__addresses__address=address).exists()


def takes_part(ticket: Ticket, address: str) -> bool:
    """Whether this address (lower case) is the customer's, was copied, or has written here before."""
    if ticket.contact is not None and address in customers.mail_addresses(ticket.contact):
        return True
    return address in map(str.lower, ticket.cc) or has_written(ticket, address)


def told_of(ticket_id: int) -> list[str]:
    """Every address, in lower case, to which mail about this ticket went. One query."""
    mails = outbound.of_stream(Ticket(pk=ticket_id).stream)
    found = (address.lower() for mail in mails for address in (*mail.to, *mail.cc))
    return list(dict.fromkeys(found))


def is_last_word(message: Message) -> bool:
    """Whether nothing was said in its ticket since, by whomever; what the product itself says does not count."""
    words = said(message.ticket).filter(withdrawn_at=None).exclude(kind=MessageKind.SYSTEM)
    return words.order_by("-at", "-pk").values_list("pk", flat=True).first() == message.pk
