"""Keep the nearest promise on the ticket's row when clocks move by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.core.lookups import Among
from zhichi.core.update import update_all
from zhichi.sla import selectors as sla
from zhichi.tickets.clocks import Beside, put_beside
from zhichi.tickets.models import Ticket
from zhichi.tickets.services._sleep import latest_wake

if TYPE_CHECKING:
    from collections.abc import Sequence


KEPT = ("due_at", "clock", "report_at", "snoozed_until")


def hold(streams: Sequence[str]) -> set[str]:
    """Lock these tickets until the transaction ends, but for those that somebody works on now; by stream."""
    rows = Ticket.objects.select_for_update(skip_locked=True, of=("self",))
    keys = [int(stream.partition(":")[2]) for stream in streams]
    return {f"ticket:{key}" for key in rows.filter(Among("pk", keys)).order_by("pk").values_list("pk", flat=True)}


@transaction.atomic(savepoint=False)
def keep_the_nearest(*, ticket_ids: Sequence[int]) -> None:
    """Read the open clocks of these tickets again (3.1). Appends nothing: what moved them did. Three statements."""
    locked = Ticket.objects.select_for_update(of=("self",)).filter(Among("pk", ticket_ids)).order_by("pk")
    tickets = [Beside(*values) for values in locked.values_list("pk", "snoozed_until")]
    clocks = sla.plain_clocks_of([ticket.stream for ticket in tickets])
    for ticket in tickets:
        put_beside(ticket, clocks.get(ticket.stream, []))
        sleep_no_longer(ticket)
    update_all(tickets, KEPT, of=Ticket)


def sleep_no_longer(ticket: Ticket | Beside) -> None:
    """Let a snoozed ticket sleep no longer than its promises allow (not saved here)."""
    if ticket.snoozed_until is not None:  # the worker wakes it when that is past
        ticket.snoozed_until = min(ticket.snoozed_until, latest_wake(ticket))
