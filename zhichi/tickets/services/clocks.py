"""Keep the nearest promise on the ticket's row when clocks move by themselves."""

from __future__ import annotations

from django.db import transaction

from zhichi.sla import selectors as sla
from zhichi.tickets.clocks import put_beside
from zhichi.tickets.models import Ticket
from zhichi.tickets.services._sleep import latest_wake


@transaction.atomic
def keep_the_nearest(*, ticket_id: int) -> None:
    """Read the open clocks again (3.1). Appends nothing: what moved them did."""
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket_id)
    put_beside(ticket, sla.open_clocks(ticket.stream))
    if ticket.snoozed_until is not None:
        ticket.snoozed_until = min(ticket.snoozed_until, latest_wake(ticket))  # the worker wakes it when that is past
    ticket.save(update_fields=("due_at", "clock", "report_at", "snoozed_until"))
