"""Somebody else is in charge of a ticket: what its old owner was told goes to the new one (3.1.2, 3.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.accounts import selectors as accounts
from zhichi.escalation.choices import LATE, WARNED
from zhichi.escalation.models import Escalation
from zhichi.escalation.selectors import in_charge
from zhichi.escalation.services import _keys as keys
from zhichi.escalation.services.follow import tell_owner, warn
from zhichi.notices import selectors as told
from zhichi.notices import services as notices
from zhichi.sla import selectors as sla
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import ClockCode

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.tickets.models import Ticket


@transaction.atomic
def hand_on(*, ticket_id: int, by_id: int | None = None, at: datetime) -> None:
    """The people now in charge hear of what is late, and of warnings that still hold, each once.

    What waits for those who were in charge before is withdrawn with the reason who has it now; steps of escalation stay
    with the people they told. Whoever took the ticket by their own hand (`by_id`) has seen its clocks: no warnings.
    """
    rows = list(Escalation.objects.select_for_update().filter(ticket_id=ticket_id, ended_at=None).order_by("pk"))
    ticket = tickets.by_id(ticket_id)
    if ticket is None:
        return
    _withdraw(ticket, at)
    for row in rows:
        tell_owner(row, ticket, at)
    if ticket.owner_id is None or ticket.owner_id != by_id:
        for kind in ClockCode.values:
            clock = sla.newest_clock(ticket.stream, kind)
            if clock is not None and clock.warned:
                warn(ticket_id=ticket.pk, kind=kind, percent=clock.warned, at=at)


def _withdraw(ticket: Ticket, at: datetime) -> None:
    found = {key for _stream, key in told.open_keys([ticket.stream], [WARNED, LATE]) if keys.is_owners(key)}
    if not found:
        return
    people = in_charge(ticket, at=at)
    role = None if people else accounts.duty_role(ticket.duty_role_id)
    whose = people[0].display_name if people else role.name if role else "–"
    notices.withdraw(stream=ticket.stream, keys=found, keep=[person.pk for person in people], whose=whose, at=at)
