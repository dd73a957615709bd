"""At the end of a shift what nobody took on goes to the duty role, if it is due before the person is back (3.3.1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.core.actors import Actor
from zhichi.core.events import gettext_noop
from zhichi.handover.events import HandedOverByItself
from zhichi.handover.models import HandOver, ShiftEnd
from zhichi.handover.selectors import is_due_before, next_start
from zhichi.handover.services.hand_over import give
from zhichi.records import services as records
from zhichi.records.selectors import policy
from zhichi.roster import selectors as roster
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from zhichi.roster.models import Shift

LOOKS_BACK = timedelta(hours=12)  # for a worker that was down over the end of a shift
BY = Actor.system(gettext_noop("end of a shift"))


def end_shifts(*, at: datetime) -> int:
    """Deal with every shift that has ended and was not looked at; returns how many tickets moved.

    Does nothing while the policy is off. Each shift in a transaction of its own. Appends handover.automatic.
    """
    if not policy("3.3.1.handover_automatic"):
        return 0
    shifts = roster.ended(at - LOOKS_BACK, at)
    known = set(ShiftEnd.objects.filter(shift__in=shifts).values_list("shift_id", flat=True))
    return sum(_end(shift, at) for shift in shifts if shift.pk not in known)


@transaction.atomic
def _end(shift: Shift, at: datetime) -> int:
    _row, is_new = ShiftEnd.objects.get_or_create(shift=shift, defaults={"at": at})
    if not is_new or roster.is_on_shift(shift.person, at):
        return 0
    begins = next_start(shift.person, shift.ends_at)
    due = [ticket for ticket in tickets.held_by(shift.person_id) if is_due_before(ticket, begins)]
    if not due:
        return 0
    row = HandOver.objects.create(person=shift.person, shift=shift, is_automatic=True, count=len(due), at=at)
    for ticket in due:
        give(row, ticket, None, "", by=BY, at=at)
    event = HandedOverByItself(
        hand_over_id=row.pk,
        shift=f"{shift.kind.name} {shift.day.isoformat()}",
        count=len(due),
        tickets=[ticket.pk for ticket in due],
    )
    records.append(f"user:{shift.person_id}", event, by=BY, at=at)
    return len(due)
