"""Answer an offer: take the request, or leave it to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhichi.assigner.choices import Outcome
from zhichi.assigner.events import Declined
from zhichi.assigner.models import Decision
from zhichi.assigner.services.asking import answered, passed
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict
from zhichi.core.events import gettext_noop
from zhichi.core.texts import clean
from zhichi.records import services as records
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from datetime import datetime

BY = Actor.system(gettext_noop("automatic assignment"))


@transaction.atomic
def accept_offer(*, ticket_id: int, by: Actor, at: datetime) -> None:
    """Take what was offered. Appends tickets.assigned. Raises Conflict when the offer has passed on."""
    row = _mine(ticket_id, by)
    target = tickets.Target(owner=by.user, team=row.rule.team if row.rule and row.rule.team_id else None)
    if tickets.assign_unowned(ticket_id=ticket_id, target=target, by=by, at=at) is None:
        raise _passed()
    answered(row, by=by, at=at)
    row.outcome, row.offered_until = Outcome.ASSIGNED, None
    row.save()


@transaction.atomic
def decline_offer(*, ticket_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Leave the request to the next. Appends assigner.declined. Raises Conflict when the offer has passed on."""
    row = _mine(ticket_id, by)
    answered(row, by=by, at=at)
    row.declined = [*row.declined, by.person_id]
    row.outcome, row.person, row.offered_until = Outcome.NOBODY, None, None
    row.save()
    told = " ".join(clean(reason).split())[:300]
    event = Declined(owner=by.label, owner_id=by.person_id, reason=told)
    records.append(f"ticket:{ticket_id}", event, by=by, at=at)


def drop_offers(*, at: datetime) -> int:
    """End the offers whose time is over, and those of requests that somebody has, or that are closed; how many.

    An offer that nobody answered counts as declined, and appends assigner.declined. Costs one query when there is none.
    """
    over = Q(offered_until__lte=at) | ~Q(ticket__owner=None) | Q(ticket__is_open=False)
    keys = list(Decision.objects.filter(over, outcome=Outcome.OFFERED).order_by("pk").values_list("pk", flat=True))
    return sum(_drop(key, at) for key in keys)


@transaction.atomic
def _drop(key: int, at: datetime) -> int:
    rows = Decision.objects.select_for_update(of=("self",), skip_locked=True).select_related("ticket", "person")
    row = rows.filter(pk=key, outcome=Outcome.OFFERED).first()
    if row is None:  # answered, or dropped by another worker
        return 0
    if row.ticket.is_open and row.ticket.owner_id is None:
        lapse(row, at)
        return 1
    is_theirs = row.ticket.owner_id == row.person_id
    passed(row, at=at)
    row.outcome, row.offered_until = Outcome.ASSIGNED if is_theirs else Outcome.NOBODY, None
    row.person = row.person if is_theirs else None
    row.save()
    return 1


def lapse(row: Decision | None, at: datetime) -> list[int]:
    """Who is not asked again: an offer whose time is over counts as declined, and its notice goes away."""
    if row is None:
        return []
    declined = [int(key) for key in row.declined]
    if row.outcome == Outcome.OFFERED and row.person is not None and row.person_id not in declined:
        declined.append(row.person.pk)
        event = Declined(owner=row.person.display_name, owner_id=row.person.pk, reason="")
        records.append(f"ticket:{row.ticket_id}", event, by=BY, at=at)
        passed(row, at=at)
        row.declined, row.outcome, row.person = declined, Outcome.NOBODY, None
        row.save()
    return declined


def _mine(ticket_id: int, by: Actor) -> Decision:
    rows = Decision.objects.select_for_update(of=("self",)).select_related("rule__team")
    row = rows.filter(ticket_id=ticket_id, outcome=Outcome.OFFERED, person_id=by.person_id).first()
    if row is None:
        raise _passed()
    return row


def _passed() -> Conflict:
    return Conflict("offer-passed", _("The ticket is not offered to you any more."), _("Look at who has it now."))
