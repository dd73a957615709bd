"""Nobody's requests stay with somebody who cannot act (3.3.1): what a leaving person held goes to its duty roles."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest

from zhichi.accounts import services as accounts
from zhichi.records import services as records
from zhichi.tickets import policies
from zhichi.tickets.choices import Cause
from zhichi.tickets.events import Transferred
from zhichi.tickets.models import Ticket
from zhichi.tickets.services._write import Place, count, place

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

ROWS_AT_ONCE = 500  # SQLite allows 32,766 parameters, older versions 999


@transaction.atomic
def hand_on(*, person_id: int, by: Actor, at: datetime, why: Cause = Cause.OWNER_LEFT) -> int:
    """Give every open ticket of a person back to its duty role (3.3.1); returns how many.

    Appends tickets.transferred to each. Team and duty role stay, closed tickets stay as they are. Called in the
    transaction that ends somebody's access or gives a post without tickets, so that no moment passes without an owner
    who can act. `why` is OWNER_LEFT or POST_CHANGED.
    """
    mine = Ticket.objects.filter(owner_id=person_id, is_open=True).order_by("pk")
    tickets = list(mine.select_for_update(of=("self",)).select_related("owner", "duty_role"))
    moved: Counter[Place] = Counter()
    events: list[tuple[str, Transferred]] = []
    for ticket in tickets:
        moved[place(ticket)] -= 1
        events.append((ticket.stream, back_to_duty(ticket, why)))
        moved[place(ticket)] += 1
    _save(tickets, at)
    for stream, event in events:
        records.append(stream, event, by=by, at=at)
    # Last and in one order, so that the rows that others count in as well are held as short as can be.
    for where in sorted(key for key in moved if key is not None):
        count(where, moved[where])
    return len(tickets)


def back_to_duty(ticket: Ticket, why: Cause = Cause.OWNER_LEFT) -> Transferred:
    """Take the locked ticket from its owner, who cannot act; the caller saves it and appends the event."""
    if ticket.owner is None:
        raise ValueError(f"{ticket} has no owner to take it from")
    event = Transferred(
        owner=ticket.duty_role.name,
        owner_id=None,
        team_id=ticket.team_id,
        duty_role=ticket.duty_role.name,
        before=ticket.owner.display_name,
        before_id=ticket.owner_id,
        cause=why.value,
    )
    ticket.owner = ticket.snoozed_until = None
    ticket.transfers += 1
    return event


def lost_owner(ticket: Ticket) -> Cause | None:
    """Why the ticket's owner cannot act: OWNER_LEFT, POST_CHANGED (theirs holds no tickets), or None when they can.

    The answer stays true until the transaction ends.
    """
    if ticket.owner_id is None:
        return None
    owner = accounts.stays_active(person_id=ticket.owner_id)
    if owner is None:
        return Cause.OWNER_LEFT
    return None if policies.WORK.allows(owner, None) else Cause.POST_CHANGED


def _save(tickets: list[Ticket], at: datetime) -> None:
    changed = Greatest("updated_at", Value(at, output_field=DateTimeField()))
    for start in range(0, len(tickets), ROWS_AT_ONCE):
        ids = [ticket.pk for ticket in tickets[start : start + ROWS_AT_ONCE]]
        Ticket.objects.filter(pk__in=ids).update(
            owner=None, snoozed_until=None, transfers=F("transfers") + 1, updated_at=changed
        )
