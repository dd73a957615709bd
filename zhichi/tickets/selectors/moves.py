"""What a ticket could be merged into, and which of its messages could be split off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.tickets import policies
from zhichi.tickets.choices import MessageKind, State
from zhichi.tickets.models import Message, Ticket
from zhichi.tickets.numbers import id_of
from zhichi.tickets.said import said
from zhichi.ui.paging import first_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

OFFERED = 8
SPLITTABLE = (MessageKind.CUSTOMER, MessageKind.REPLY, MessageKind.NOTE, MessageKind.CALL)


def merge_targets(person: Any, ticket: Ticket, query: str = "") -> list[Ticket]:
    """Open tickets of the same customer that `person` sees, newest change first; with a number also that one."""
    found = _of_same_customer(person, ticket, query.strip())
    by_number = id_of(query) if query.strip() else None
    if by_number is not None and by_number != ticket.pk and by_number not in {row.pk for row in found}:
        one = policies.visible_to(person, Ticket.objects.filter(pk=by_number)).select_related("contact", "organisation")
        found = [*one, *found]
    return found[:OFFERED]


def _of_same_customer(person: Any, ticket: Ticket, query: str) -> list[Ticket]:
    rows = Ticket.objects.filter(is_open=True).exclude(pk=ticket.pk).exclude(state=State.RESOLVED)
    if query:
        rows = rows.filter(subject__icontains=query)
    same: list[QuerySet[Ticket]] = []
    if ticket.contact_id:
        same += policies.branches(person, rows.filter(contact_id=ticket.contact_id))
    if ticket.organisation_id:
        same += policies.branches(person, rows.filter(organisation_id=ticket.organisation_id))
    if not same:
        return []
    around = Ticket.objects.select_related("contact", "organisation")
    return first_of(around, order=("-updated_at", "-id"), limit=OFFERED, within=same)


def splittable(ticket: Ticket) -> list[Message]:
    """The messages that may be split off, in order of time. One query."""
    rows = said(ticket).filter(kind__in=SPLITTABLE, withdrawn_at=None)
    return list(rows.select_related("contact").order_by("at", "pk"))
