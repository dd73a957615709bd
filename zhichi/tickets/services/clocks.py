"""Keep the nearest promise on the ticket's row when clocks move by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.core.lookups import Among
from zhichi.core.raw import aware, raw_rows
from zhichi.core.update import update_all
from zhichi.tickets.clocks import Beside, put_beside
from zhichi.tickets.models import Ticket
from zhichi.tickets.services._sleep import latest_wake

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.sla.selectors import OpenClock

KEPT = ("due_at", "clock", "report_at", "snoozed_until")


def hold(streams: Sequence[str]) -> dict[str, Beside]:
    """Lock these tickets until the transaction ends, but for those that somebody works on now; by stream."""
    locked = Ticket.objects.select_for_update(skip_locked=True, of=("self",))
    rows = locked.filter(Among("pk", [int(stream.partition(":")[2]) for stream in streams])).order_by("pk")
    tickets = [Beside(pk, aware(until)) for pk, until in raw_rows(rows.values_list("pk", "snoozed_until"))]
    return {ticket.stream: ticket for ticket in tickets}


def keep(held: Mapping[str, Beside], clocks: Mapping[str, Sequence[OpenClock]]) -> None:
    """Let held tickets show the nearest of their open clocks (3.1). Appends nothing: what moved them does."""
    tickets = [held[stream] for stream in clocks]
    for ticket in tickets:
        put_beside(ticket, clocks[ticket.stream])
        sleep_no_longer(ticket)
    update_all(tickets, KEPT, of=Ticket)


def sleep_no_longer(ticket: Ticket | Beside) -> None:
    """Let a snoozed ticket sleep no longer than its promises allow (not saved here)."""
    if ticket.snoozed_until is not None:  # the worker wakes it when that is past
        ticket.snoozed_until = min(ticket.snoozed_until, latest_wake(ticket))
