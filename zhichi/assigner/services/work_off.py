"""Find owners for what has none (3.3.1, 4.2): the nearest promise first, one transaction for each request.

Two workers may do this at once, and agents take requests meanwhile: the row of the team's switch is locked while one
request of it is given away, so that loads are counted right, and `tickets.assign_unowned` gives nothing away twice.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from zhichi.accounts import selectors as accounts
from zhichi.assigner import explaining
from zhichi.assigner.choices import Outcome
from zhichi.assigner.events import Chosen, NobodyFits, Offered
from zhichi.assigner.models import Decision, LastGiven, TeamSwitch
from zhichi.assigner.selectors.planning import Plan, Routing, declined_by_ticket, routing, switched_on
from zhichi.assigner.services.asking import ask, is_offered
from zhichi.assigner.services.offers import BY, drop_offers, lapse
from zhichi.core.errors import DomainError
from zhichi.records import services as records
from zhichi.records.selectors import policy
from zhichi.tickets import selectors as tickets
from zhichi.tickets import services as ticket_services

if TYPE_CHECKING:
    from zhichi.assigner.scoring import Judged
    from zhichi.core.events import Event
    from zhichi.tickets.selectors import RoutingFacts

log = logging.getLogger(__name__)
PAGE = 200
MOST_LOOKED_AT = 2000  # in one turn; the rest waits for the next


@dataclass
class _Turn:
    """One walk over what waits."""

    at: datetime
    given: int = 0  # assigned or offered
    gone: int = 0  # assigned, so not in the list any more
    seen: int = 0


def work_off(*, at: datetime, limit: int = 100) -> int:
    """Look at everything that has no owner and give away what can be given; returns how many got an owner or an offer.

    Costs two queries when no team is switched on and nothing is offered. A request whose plan fails is left for the
    next turn and logged.
    """
    drop_offers(at=at)
    if not switched_on():
        return 0
    turn = _Turn(at)
    known = routing(at)
    kept = 0  # what stays without an owner is passed over, so that the next page begins behind it
    while turn.given < limit and turn.seen < MOST_LOOKED_AT:
        page = tickets.needs_owner(skip=kept, limit=PAGE)
        before = turn.gone
        declined = declined_by_ticket(facts.id for facts in page)
        for facts in page:
            if turn.given >= limit:
                break
            if _consider(facts, declined.get(facts.id, []), known, turn):
                known = routing(at)
        kept += len(page) - (turn.gone - before)
        turn.seen += len(page)
        if len(page) < PAGE:
            break
    return turn.given


def _consider(facts: RoutingFacts, declined: list[int], known: Routing, turn: _Turn) -> bool:
    """Think one request through without a lock; give it away under one. Whether loads changed."""
    plan = known.plan(facts, declined=declined)
    if plan.outcome in {Outcome.OFF, Outcome.LEFT}:
        return False
    try:
        if plan.outcome == Outcome.NOBODY:
            _note_nobody(plan, turn.at)
            return False
        outcome = _give(facts.id, turn.at)
    except DomainError as refused:
        log.warning("ticket %s was not given away: %s", facts.id, refused)
        return False
    turn.given += int(bool(outcome))
    turn.gone += int(outcome == Outcome.ASSIGNED)
    return outcome == Outcome.ASSIGNED


@transaction.atomic
def _give(ticket_id: int, at: datetime) -> str:
    """Assign or offer one request under lock; which of the two, or "" when there was nothing to do after all."""
    facts = tickets.routing_facts(ticket_id)
    if facts is None or not tickets.is_without_owner(ticket_id):
        return ""
    row = Decision.objects.select_for_update().filter(ticket_id=ticket_id).first()
    if is_offered(row, at):
        return ""
    declined = lapse(row, at)
    first = routing(at).plan(facts, declined=declined)
    if first.team_id is None:
        return ""
    TeamSwitch.objects.select_for_update().filter(team_id=first.team_id).first()
    plan = routing(at).plan(facts, declined=declined)  # again, with the loads as they are under the lock
    choice = plan.choice
    if choice is None or plan.team_id != first.team_id:
        return ""
    if plan.outcome == Outcome.OFFERED:
        _offer(plan, choice, declined, at)
        return plan.outcome
    return plan.outcome if _assign(plan, choice, declined, at) else ""


def _assign(plan: Plan, choice: Judged, declined: list[int], at: datetime) -> bool:
    person = accounts.person(choice.candidate.id)
    team = accounts.team(plan.team_id) if plan.team_id else None
    target = ticket_services.Target(owner=person, team=team)
    if ticket_services.assign_unowned(ticket_id=plan.facts.id, target=target, by=BY, at=at) is None:
        return False
    LastGiven.objects.update_or_create(user=person, defaults={"at": at})
    _decide(plan, person_id=person.pk, declined=declined, at=at)
    event = Chosen(
        owner=person.display_name,
        owner_id=person.pk,
        reasons=explaining.reasons_for(choice),
        rule=plan.rule.name if plan.rule else "",
        rule_id=plan.rule.pk if plan.rule else None,
        rule_version=plan.rule.version if plan.rule else 0,
    )
    _append(plan.facts.id, event, at)
    return True


def _offer(plan: Plan, choice: Judged, declined: list[int], at: datetime) -> None:
    until = at + timedelta(minutes=policy("3.3.1.offer_minutes"))
    row = _decide(plan, person_id=choice.candidate.id, declined=declined, at=at, until=until)
    event = Offered(
        owner=choice.candidate.name,
        owner_id=choice.candidate.id,
        reasons=explaining.reasons_for(choice),
        rule=plan.rule.name if plan.rule else "",
        until=until.isoformat(),
    )
    _append(plan.facts.id, event, at)
    ask(row, at=at)


@transaction.atomic
def _note_nobody(plan: Plan, at: datetime) -> None:
    """Keep why nobody fits. An event only when the reason is another, so that a night does not fill a history."""
    against = explaining.reasons_against(plan.judged)
    row = Decision.objects.select_for_update().filter(ticket_id=plan.facts.id).first()
    if is_offered(row, at):
        return
    declined = lapse(row, at)
    codes = {text.partition(":")[0] for text in against}
    if row is not None and row.outcome == Outcome.NOBODY and row.told:
        before = explaining.reasons_against(explaining.read(row.told))
        if {text.partition(":")[0] for text in before} == codes:
            return
    _decide(plan, person_id=None, declined=declined, at=at)
    _append(plan.facts.id, NobodyFits(duty_role=plan.facts.duty_role, reasons=against), at)


def _decide(
    plan: Plan, *, person_id: int | None, declined: list[int], at: datetime, until: datetime | None = None
) -> Decision:
    row, _is_new = Decision.objects.update_or_create(
        ticket_id=plan.facts.id,
        defaults={
            "outcome": plan.outcome,
            "person_id": person_id,
            "rule": plan.rule,
            "rule_version": plan.rule.version if plan.rule else 0,
            "told": explaining.keep(plan.judged),
            "declined": declined,
            "offered_until": until,
            "at": at,
        },
    )
    return row


def _append(ticket_id: int, event: Event, at: datetime) -> None:
    records.append(f"ticket:{ticket_id}", event, by=BY, at=at)


def note_given(*, given: dict[int, datetime]) -> None:
    """Remember when people last got a request, however they got it; later news win."""
    for user_id, at in sorted(given.items()):
        row, is_new = LastGiven.objects.get_or_create(user_id=user_id, defaults={"at": at})
        if not is_new:
            LastGiven.objects.filter(Q(pk=row.pk), at__lt=at).update(at=at)
