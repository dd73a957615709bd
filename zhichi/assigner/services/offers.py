"""Answer an offer: take the request, or leave it to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.assigner.choices import Outcome
from zhichi.assigner.events import Declined
from zhichi.assigner.models import Decision
from zhichi.core.errors import Conflict
from zhichi.core.texts import clean
from zhichi.records import services as records
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def accept_offer(*, ticket_id: int, by: Actor, at: datetime) -> None:
    """Take what was offered. Appends tickets.assigned. Raises Conflict when the offer has passed on."""
    row = _mine(ticket_id, by)
    target = tickets.Target(owner=by.user, team=row.rule.team if row.rule and row.rule.team_id else None)
    if tickets.assign_unowned(ticket_id=ticket_id, target=target, by=by, at=at) is None:
        raise _passed()
    row.outcome, row.offered_until = Outcome.ASSIGNED, None
    row.save()


@transaction.atomic
def decline_offer(*, ticket_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Leave the request to the next. Appends assigner.declined. Raises Conflict when the offer has passed on."""
    row = _mine(ticket_id, by)
    row.declined = [*row.declined, by.person_id]
    row.outcome, row.person, row.offered_until = Outcome.NOBODY, None, None
    row.save()
    told = " ".join(clean(reason).split())[:300]
    event = Declined(owner=by.label, owner_id=by.person_id, reason=told)
    records.append(f"ticket:{ticket_id}", event, by=by, at=at)


def _mine(ticket_id: int, by: Actor) -> Decision:
    rows = Decision.objects.select_for_update(of=("self",)).select_related("rule__team")
    row = rows.filter(ticket_id=ticket_id, outcome=Outcome.OFFERED, person_id=by.person_id).first()
    if row is None:
        raise _passed()
    return row


def _passed() -> Conflict:
    return Conflict("offer-passed", _("The ticket is not offered to you any more."), _("Look at who has it now."))
