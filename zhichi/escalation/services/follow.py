"""What escalation does when clocks warn, break, pause, end or move, and when somebody acknowledges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.escalation.choices import LATE, LATE_KINDS, STEPS, WARNED
from zhichi.escalation.models import Escalation, Raising
from zhichi.escalation.selectors import in_charge
from zhichi.escalation.services import _keys as keys
from zhichi.notices import selectors as told
from zhichi.notices import services as notices
from zhichi.sla import selectors as sla
from zhichi.sla.choices import ClockState
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import ClockCode

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from zhichi.sla.models import Clock
    from zhichi.tickets.models import Ticket


@transaction.atomic
def warn(*, ticket_id: int, kind: str, percent: int, at: datetime) -> int:
    """Tell who is in charge that a share of the time is used (3.1.2).

    Nobody when the clock stands, ended, or has come to a higher share since.
    """
    ticket = tickets.by_id(ticket_id)
    clock = sla.newest_clock(f"ticket:{ticket_id}", kind)
    if ticket is None or clock is None or clock.due_at is None or not _runs(clock) or clock.warned > percent:
        return 0
    if _says_it_already(ticket, kind):
        return 0
    rows = notices.tell(
        [person.pk for person in in_charge(ticket, at=at)],
        kind=WARNED,
        stream=ticket.stream,
        data={**keys.words(ticket, kind, clock.due_at, at=at), "percent": percent},
        dedupe_key=keys.warn_key(clock.pk, percent),
        at=at,
    )
    return len(rows)


@transaction.atomic
def begin(*, ticket_id: int, kind: str, at: datetime) -> Escalation | None:
    """A promise broke: tell who is in charge, and plan the first step (3.1.2). None when it was met in the meantime.

    Begins once for each break, however often it is called.
    """
    ticket = tickets.by_id(ticket_id)
    clock = sla.newest_clock(f"ticket:{ticket_id}", kind)
    if ticket is None or clock is None or clock.breached_at is None or clock.ended_at is not None:
        return None
    if _says_it_already(ticket, kind):
        return None
    row, is_new = Escalation.objects.select_for_update().get_or_create(
        clock_id=clock.pk,
        defaults={
            "stream": ticket.stream,
            "ticket_id": ticket_id,
            "kind": kind,
            "late_since": clock.breached_at,
        },
    )
    if not is_new and row.ended_at is not None and clock.breached_at > row.ended_at:
        row.raised, row.acknowledged_at, row.acknowledged_by = 0, None, None  # it was healed, and broke once more
    row.late_since, row.ended_at = clock.breached_at, None
    row.next_at = keys.next_step_at(row, clock)
    row.save()
    tell_owner(row, ticket, at)
    return row


def tell_owner(row: Escalation, ticket: Ticket, at: datetime) -> None:
    """Whoever is in charge hears that a promise is late, each once."""
    notices.tell(
        [person.pk for person in in_charge(ticket, at=at)],
        kind=LATE,
        stream=ticket.stream,
        data=keys.words(ticket, row.kind, row.late_since, at=at),
        dedupe_key=keys.late_key(row, "owner"),
        at=at,
    )


def _says_it_already(ticket: Ticket, kind: str) -> bool:
    """While nobody has answered at all, the first response stands for the progress report too."""
    return kind == ClockCode.PROGRESS and ticket.responded_at is None


@transaction.atomic
def align(*, streams: Collection[str], at: datetime) -> int:
    """Bring escalations and warnings about these objects into line with their clocks as they are now; how many changed.

    What is met, dropped or healed ends and asks for nothing more; while a clock is paused nothing further is due; what
    was taken back goes on where it was.
    """
    rows = list(Escalation.objects.select_for_update().filter(stream__in=streams).order_by("pk"))
    clocks = sla.clocks_by_id(row.clock_id for row in rows)
    changed = sum(_align(row, clocks.get(row.clock_id), at) for row in rows)
    return changed + _drop_warnings(streams, at)


def _align(row: Escalation, clock: Clock | None, at: datetime) -> int:
    before = (row.ended_at, row.next_at)
    if clock is None or clock.ended_at is not None or clock.breached_at is None:
        row.ended_at, row.next_at = row.ended_at or at, None
        if before[0] is None:
            steps = [keys.late_key(row, step) for step in ("owner", *STEPS)]
            notices.settle_keys(streams=[row.stream], keys=steps, at=at)
    elif row.ended_at is None or clock.breached_at <= row.ended_at:  # a later break is for `begin`
        row.ended_at, row.next_at = None, keys.next_step_at(row, clock)
    if (row.ended_at, row.next_at) == before:
        return 0
    row.save(update_fields=["ended_at", "next_at"])
    return 1


def _drop_warnings(streams: Collection[str], at: datetime) -> int:
    """A warning is of use only while its clock runs towards the due time, and until the next one."""
    found = told.open_keys(streams, [WARNED])
    clocks = sla.clocks_by_id({keys.clock_and_percent(key)[0] for _stream, key in found})
    over = [key for _stream, key in found if _is_over(key, clocks)]
    return notices.settle_keys(streams=streams, keys=over, at=at) if over else 0


def _is_over(key: str, clocks: dict[int, Clock]) -> bool:
    clock_id, percent = keys.clock_and_percent(key)
    clock = clocks.get(clock_id)
    return clock is None or not _runs(clock) or clock.warned > percent


def _runs(clock: Clock) -> bool:
    return clock.state == ClockState.RUNNING and clock.breached_at is None


@transaction.atomic
def note_acknowledged(*, stream: str, kind: str, person_id: int, at: datetime) -> None:
    """Somebody who was told confirmed it: kept beside the escalation and the steps that told them."""
    if kind not in LATE_KINDS:
        return
    for row in Escalation.objects.select_for_update().filter(stream=stream, ended_at=None).order_by("pk"):
        if row.acknowledged_at is None:
            row.acknowledged_at, row.acknowledged_by_id = at, person_id
        clock = sla.clocks_by_id([row.clock_id]).get(row.clock_id)
        row.next_at = keys.next_step_at(row, clock) if clock is not None else None
        row.save()
        waiting = Raising.objects.filter(escalation=row, acknowledged_at=None, why="")
        mine = [step.pk for step in waiting if person_id in step.people]
        Raising.objects.filter(pk__in=mine).update(acknowledged_at=at)
