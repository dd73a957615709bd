"""Open tickets follow a changed handbook and calendars that are assigned anew (3.1)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from zhichi.calendars.selectors import Preview, preview
from zhichi.core.actors import Actor
from zhichi.core.events import gettext_noop
from zhichi.records import services as records
from zhichi.sla import selectors as sla
from zhichi.sla import services as sla_services
from zhichi.sla.choices import ENDED, ClockState
from zhichi.sla.registry import Prospect, Step
from zhichi.tickets import clocks, levels
from zhichi.tickets.models import Ticket
from zhichi.tickets.services.batches import BATCH, step
from zhichi.tickets.services.clocks import KEPT, sleep_no_longer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.core.events import Event
    from zhichi.sla.models import Clock

FOLLOWER = Actor.system(gettext_noop("handbook"))


def follow(after: int, since: datetime | None, at: datetime) -> Step:
    """Settle the next open tickets behind a key; those that changed after `since`, where it is given.

    Appends sla.clocks_changed to each whose promises change. Their place by latest change stays.
    """
    tickets = Ticket.objects.filter(is_open=True)
    if since is not None:
        tickets = tickets.filter(updated_at__gte=since)
    return step(tickets, after, lambda batch: _settle_differing(batch, at), waits=True)


def _settle_differing(batch: Sequence[Ticket], at: datetime) -> int:
    changed = [ticket for ticket, _prospects in _differing(batch, at)]
    for ticket in changed:
        settle_anew(ticket, [], by=FOLLOWER, at=at)
    return len(changed)


def settle_anew(ticket: Ticket, events: Sequence[Event], *, by: Actor, at: datetime) -> None:
    """Bring the clocks of a locked ticket into line, keep the nearest, append `events` and what came of it."""
    settled = sla_services.settle(stream=ticket.stream, promises=clocks.promises(ticket, at=at), at=at)
    clocks.put_beside(ticket, settled.open)
    sleep_no_longer(ticket)
    Ticket.objects.filter(pk=ticket.pk).update(**{name: getattr(ticket, name) for name in KEPT})
    records.append_many(ticket.stream, [*events, *settled.events], by=by, at=at)


def look(limit: int, at: datetime) -> Iterator[Prospect]:
    """The running clocks of open tickets with what would be promised about them now; at most of `limit` tickets."""
    yield from _in_batches(Ticket.objects.filter(is_open=True), limit, at)


def foresee_contracts(organisation_id: int, at: datetime) -> Preview:
    """What an organisation's contracts, as they stand now, would do to its open tickets. Writes nothing (3.1)."""
    mine = Ticket.objects.filter(organisation_id=organisation_id, is_open=True)
    prospects = _in_batches(mine, sla.OBJECTS_LOOKED_AT + 1, at, change=levels.decide_again)
    return preview([sla.foresee_prospects(prospects, at)])


def _in_batches(
    tickets: QuerySet[Ticket], limit: int, at: datetime, *, change: Callable[[Ticket], object] = lambda _ticket: None
) -> Iterator[Prospect]:
    """The prospects of tickets, at most `limit` of them, each as it is after `change` (of the row in memory)."""
    rows = tickets.order_by("pk")[:limit].iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        for ticket in batch:
            change(ticket)
        yield from _prospects(batch, at)


def _prospects(batch: Iterable[Ticket], at: datetime) -> Iterator[Prospect]:
    for _ticket, prospects in _beside(batch, at):
        yield from (found for found in prospects if found.clock.state == ClockState.RUNNING)


def _differing(batch: Iterable[Ticket], at: datetime) -> Iterator[tuple[Ticket, list[Prospect]]]:
    for ticket, prospects in _beside(batch, at):
        if any((each.target, each.calendar_id) != (each.clock.target, each.clock.calendar_id) for each in prospects):
            yield ticket, prospects


def _beside(batch: Iterable[Ticket], at: datetime) -> Iterator[tuple[Ticket, list[Prospect]]]:
    """Each ticket with its open clocks beside what is promised. One query."""
    tickets = list(batch)
    found = sla.open_clocks_of([ticket.stream for ticket in tickets])
    for ticket in tickets:
        rows: dict[str, Clock] = {clock.kind: clock for clock in found.get(ticket.stream, [])}
        promised = [each for each in clocks.promises(ticket, at=at) if each.state not in ENDED and each.kind in rows]
        yield ticket, [Prospect(rows[each.kind], each.target, each.calendar_id) for each in promised]
