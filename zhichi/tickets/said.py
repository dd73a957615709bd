"""What was said about a request: its own messages, those of tickets merged into it, those that a split took over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from zhichi.tickets.models import Message, Ticket

if TYPE_CHECKING:
    from django.db.models import QuerySet


def said(ticket: Ticket, *, is_public: bool = False) -> QuerySet[Message]:
    """The messages that stand on a ticket's page, wherever they were said.

    With `is_public` those of a merged ticket only when it was the same customer's: a colleague of theirs reads no
    words that were not meant for them.
    """
    if not (ticket.absorbed or ticket.taken):
        return Message.objects.filter(ticket=ticket)
    merged = Q(ticket_id__in=ticket.absorbed)
    if is_public:
        merged &= Q(ticket__contact_id=ticket.contact_id)
    return Message.objects.filter(Q(ticket=ticket) | merged | Q(pk__in=ticket.taken))


def home_of(ticket: Ticket) -> Ticket:
    """The ticket under which this one's matter goes on: itself unless it was merged."""
    seen = {ticket.pk}
    while ticket.merged_into is not None and ticket.merged_into_id not in seen:
        ticket = ticket.merged_into
        seen.add(ticket.pk)
    return ticket
