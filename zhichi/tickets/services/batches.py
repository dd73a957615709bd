"""Go through many tickets in batches, a short transaction each, so that the desk goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.sla.registry import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet

    from zhichi.tickets.models import Ticket

    Work = Callable[[Sequence[Ticket]], int]

BATCH = 200


@transaction.atomic
def step(tickets: QuerySet[Ticket], after: int, work: Work, *, waits: bool) -> Step:
    """Lock the next tickets behind a key and let `work` change them; it returns how many it changed.

    A ticket that somebody holds is skipped unless `waits`. Whatever `work` notes about how far it came is kept with
    the batch or not at all.
    """
    rows = tickets.select_for_update(skip_locked=not waits, of=("self",)).filter(pk__gt=after).order_by("pk")
    batch = list(rows[:BATCH])
    if not batch:
        return Step(after, 0, 0)
    return Step(batch[-1].pk, len(batch), work(batch))


def walk(tickets: QuerySet[Ticket], work: Work, *, waits: bool) -> int:
    """Every ticket once, by key; returns how many there were. What is done when this stops halfway stays done."""
    last = total = 0
    while (done := step(tickets, last, work, waits=waits)).looked:
        last, total = done.last, total + done.looked
    return total
