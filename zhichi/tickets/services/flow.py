"""Steps of the flow that people take by hand: start, wait for the customer, wait for a vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.tickets import policies
from zhichi.tickets.choices import TRANSITIONS
from zhichi.tickets.services._write import advance, lock, place, store

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.tickets.models import Ticket


@transaction.atomic
def step(*, ticket_id: int, name: str, by: Actor, at: datetime, reason: str = "") -> Ticket:
    """Take a step that is allowed by hand (3.1.2). Appends tickets.state_changed.

    Raises DomainError for a step that is no choice of people, Conflict when the state does not allow it.
    """
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    transition = TRANSITIONS.get(name)
    if transition is None or not transition.by_hand:
        raise DomainError("step", _("This step does not exist."), _("Choose one from the state menu."))
    before = place(ticket)
    event = advance(ticket, name, reason=reason.strip())
    store(ticket, [event], by=by, at=at, before=before)
    return ticket
