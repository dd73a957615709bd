"""Record what the cause was judged to be and how (2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.tickets import policies
from zhichi.tickets.choices import ConfirmationMethod, State
from zhichi.tickets.events import Confirmed
from zhichi.tickets.models import Confirmation
from zhichi.tickets.services._write import advance, digest, lock, place, require, store

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event


@transaction.atomic
def confirm(*, ticket_id: int, cause: str, method: str, by: Actor, at: datetime) -> Confirmation:
    """Add a confirmation record (2.2). Appends tickets.confirmed; a new or reopened request is now being worked on."""
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    cause = clean(require(cause, "cause", _("Say what the cause is, as far as it is known.")))
    if method not in ConfirmationMethod.values:
        raise DomainError("method", _("Say how the cause was judged."), fields={"method": _("Choose one")})
    before = place(ticket)
    row = Confirmation.objects.create(
        ticket=ticket, round=ticket.round, cause=cause, method=method, by_id=by.person_id, at=at
    )
    events: list[Event] = [
        Confirmed(confirmation_id=row.pk, round=row.round, method=method, digest=confirmation_digest(row))
    ]
    ticket.confirmed_at = ticket.confirmed_at or at
    if ticket.state in {State.NEW, State.OPEN, State.REOPENED}:
        events.append(advance(ticket, "start"))
    store(ticket, events, by=by, at=at, before=before)
    return row


def confirmation_digest(row: Confirmation) -> str:
    """The digest by which the event proves the record."""
    return digest(row.cause, row.method, row.by_id)
