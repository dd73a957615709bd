"""At the end of a shift what nobody took on goes to whoever the roster names next, if it needs care (3.3.1)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.events import gettext_noop
from zhichi.handover.definitions import AUTOMATIC, GRACE
from zhichi.handover.events import HandedOverByItself
from zhichi.handover.models import HandOver, ShiftEnd
from zhichi.handover.selectors import Successors, needs_care, next_start, rules, shift_name, undo_until
from zhichi.handover.services.hand_over import give
from zhichi.handover.services.telling import tell_of_hand_over
from zhichi.records import services as records
from zhichi.records.selectors import policy
from zhichi.roster import selectors as roster
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from zhichi.accounts.models import User
    from zhichi.roster.models import Shift
    from zhichi.tickets.models import Ticket

LOOKS_BACK = timedelta(hours=12)  # for a worker that was down over the end of a shift
BY = Actor.system(gettext_noop("end of a shift"))
log = logging.getLogger(__name__)


def end_shifts(*, at: datetime) -> int:
    """Deal with every shift that has ended and was not looked at; returns how many tickets moved.

    Does nothing while the policy is off, and waits for the minutes of grace. A worker that was down does it late, at
    once, with the true end in the record. Each shift in a transaction of its own. Appends handover.automatic.
    """
    if not policy(AUTOMATIC):
        return 0
    shifts = roster.ended(at - LOOKS_BACK, at - timedelta(minutes=policy(GRACE)))
    known = set(ShiftEnd.objects.filter(shift__in=shifts).values_list("shift_id", flat=True))
    return sum(_end(shift, at) for shift in shifts if shift.pk not in known)


@transaction.atomic
def _end(shift: Shift, at: datetime) -> int:
    _row, is_new = ShiftEnd.objects.get_or_create(shift=shift, defaults={"at": at})
    if not is_new or roster.is_on_shift(shift.person, at):
        return 0
    begins, given = next_start(shift.person, shift.ends_at), rules()
    wanted = [ticket for ticket in tickets.held_by(shift.person_id) if needs_care(ticket, begins, given)]
    if not wanted:
        return 0
    row = HandOver.objects.create(
        person=shift.person,
        shift=shift,
        is_automatic=True,
        count=len(wanted),
        ended_at=shift.ends_at,
        at=at,
        undo_until=undo_until(shift, at),
    )
    successors = Successors(shift.person_id, at)
    moved = [ticket for ticket in wanted if _give(row, ticket, successors.next_for(ticket), at)]
    if not moved:
        row.delete()
        return 0
    _note(row, shift, moved, at)
    return len(moved)


def _give(row: HandOver, ticket: Ticket, to: User | None, at: datetime) -> bool:
    """One ticket to the next person, else to its duty role; False when it moved on or was closed at this moment."""
    for person_id in dict.fromkeys((to.pk if to else None, None)):
        try:
            with transaction.atomic():
                give(row, ticket, person_id, "", by=BY, at=at)
        except DomainError as refused:
            log.warning("ticket %s was not handed over: %s", ticket.pk, refused)
        else:
            return True
    return False


def _note(row: HandOver, shift: Shift, moved: list[Ticket], at: datetime) -> None:
    """Into the record of the person, and to both sides."""
    if row.count != len(moved):
        row.count = len(moved)
        row.save(update_fields=["count"])
    items = row.items.select_related("to", "duty_role").order_by("pk")
    names = dict.fromkeys(item.to.display_name if item.to else item.duty_role.name for item in items)
    event = HandedOverByItself(
        hand_over_id=row.pk,
        shift=shift_name(shift),
        count=len(moved),
        tickets=[ticket.pk for ticket in moved],
        ended_at=shift.ends_at.isoformat(),
        to=list(names),
    )
    records.append(f"user:{shift.person_id}", event, by=BY, at=at)
    tell_of_hand_over(row, shift_name(shift), at=at)
