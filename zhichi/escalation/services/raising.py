"""Take the steps that are due: senior, supervisor, manager (3.1.2)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from zhichi.core.actors import Actor
from zhichi.core.turns import Turns
from zhichi.escalation.choices import LATE, PASSED_ON, RAISED, STEPS, Step
from zhichi.escalation.events import Raised, Skipped
from zhichi.escalation.models import Escalation, Raising
from zhichi.escalation.selectors import to_tell
from zhichi.escalation.services import _keys as keys
from zhichi.notices import services as notices
from zhichi.records import services as records
from zhichi.sla import selectors as sla
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.escalation.selectors import Found
    from zhichi.tickets.models import Ticket

log = logging.getLogger(__name__)

ESCALATOR = Actor.system(gettext_noop("escalation"))
BATCH = 200


def sweep(*, at: datetime) -> int:
    """Take every step that is due at `at` (aware); returns how many. Reads only those that are due.

    Each step is a transaction of its own, taken exactly once, whoever runs beside and wherever a worker dies. One that
    fails keeps none of the others back; its error is raised when they are done.
    """
    taken, failed, turns = 0, _Failed(), Turns()
    while True:
        due = Escalation.objects.filter(next_at__lte=at).exclude(pk__in=failed.keys).order_by("next_at")
        done = 0
        for key in list(due.values_list("pk", flat=True)[:BATCH]):
            done += failed.guard(key, at)
            turns.give_way()
        if not done:
            break
        taken += done
    if failed.error is not None:
        raise failed.error
    return taken


class _Failed:
    """The steps that failed in one sweep, and the first error."""

    def __init__(self) -> None:
        self.keys: list[int] = []
        self.error: Exception | None = None

    def guard(self, key: int, at: datetime) -> int:
        """Take a step; a failure is noted, and counts as something done."""
        try:
            return _take(key, at)
        except Exception as error:
            log.warning("escalation %s failed", key, exc_info=True)
            self.keys.append(key)
            self.error = self.error or error
            return 1


@transaction.atomic
def _take(escalation_id: int, at: datetime) -> int:
    rows = Escalation.objects.select_for_update(skip_locked=True, of=("self",))
    row = rows.filter(pk=escalation_id, next_at__lte=at).first()
    if row is None:  # another worker was first
        return 0
    clock = sla.clocks_by_id([row.clock_id]).get(row.clock_id)
    ticket = tickets.by_id(row.ticket_id)
    if clock is None or ticket is None or clock.ended_at is not None or clock.breached_at is None:
        row.next_at = None  # the tail is about to end it
        row.save(update_fields=["next_at"])
        return 0
    step = STEPS[row.raised]
    found = to_tell(step, ticket, at=at)
    _tell(row, step, found, ticket, at)
    row.raised += 1
    row.next_at = keys.next_step_at(row, clock)
    if not found.people and row.raised < len(STEPS):
        row.next_at = at  # nobody there: the next step at once
    row.save(update_fields=["raised", "next_at"])
    return 1


def _tell(row: Escalation, step: Step, found: Found, ticket: Ticket, at: datetime) -> None:
    ids = [person.pk for person in found.people]
    due_at = row.late_since.isoformat()
    before = Raising.objects.filter(escalation=row, late_since=row.late_since).order_by("-pk").first()
    Raising.objects.create(
        escalation=row, step=step, late_since=row.late_since, at=at, people=ids, why=found.why if not ids else ""
    )
    if not ids:
        skipped = Skipped(clock=row.kind, step=step, why=found.why, due_at=due_at)
        records.append(row.stream, skipped, by=ESCALATOR, at=at)
        return
    names = ", ".join(person.display_name for person in found.people)
    raised = Raised(clock=row.kind, step=step, names=names, people=ids, due_at=due_at)
    records.append(row.stream, raised, by=ESCALATOR, at=at)
    why = before.why if before is not None else ""
    kind = PASSED_ON if why else LATE if step == Step.SENIOR else RAISED
    data = {**keys.words(ticket, row.kind, row.late_since, at=at), "why": why}
    notices.tell(ids, kind=kind, stream=row.stream, data=data, dedupe_key=keys.late_key(row, step), at=at)
