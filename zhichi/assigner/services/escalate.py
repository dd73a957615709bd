"""Junior to senior with a reason (4.2), and back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.assigner import explaining, policies, wording
from zhichi.assigner.events import Escalated, HandedBack
from zhichi.assigner.models import Escalation
from zhichi.assigner.reasons import Filter
from zhichi.assigner.scoring import Judged, Need, choose, rank
from zhichi.assigner.selectors import facts as known
from zhichi.core.actors import Actor
from zhichi.core.canonical import dumps, sha256
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.records import services as records
from zhichi.tickets import selectors as tickets
from zhichi.tickets import services as ticket_services

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.tickets.selectors import RoutingFacts

LONGEST = 4000


@transaction.atomic
def escalate(*, ticket_id: int, reason: str, tried: str, by: Actor, at: datetime) -> Escalation:
    """Give a request to the senior who fits best (4.2). The junior follows it from now on.

    Picked by the same core as automatic assignment: first in the team, then anywhere, at last above capacity; never
    somebody away or off shift. Appends tickets.transferred, tickets.watched and assigner.escalated. Raises DomainError
    when reason or what was tried is missing, or when no senior can take it, with what holds each of them back.
    """
    facts = tickets.routing_facts(ticket_id)
    if facts is None or facts.owner_id is None:
        raise Conflict("no-owner", _("Nobody has this ticket."), _("Take it first."))
    policies.ESCALATE.check(by.user, tickets.by_id(ticket_id))
    told = {"reason": _required(reason, "reason"), "tried": _required(tried, "tried")}
    choice = choose_senior(facts, at)
    junior, senior = accounts.person(facts.owner_id), accounts.person(choice.candidate.id)
    why = explaining.reasons_for(choice)
    row = Escalation.objects.create(ticket_id=ticket_id, junior=junior, senior=senior, why=why, at=at, **told)
    ticket_services.watch(ticket_id=ticket_id, by=Actor.of(junior), at=at)
    target = ticket_services.Target(owner=senior)
    ticket_services.assign(ticket_id=ticket_id, target=target, by=by, at=at, reason=told["reason"])
    event = Escalated(
        escalation_id=row.pk,
        junior=junior.display_name,
        senior=senior.display_name,
        reason=told["reason"],
        why=why,
        digest=digest(row),
    )
    records.append(f"ticket:{ticket_id}", event, by=by, at=at)
    return row


@transaction.atomic
def hand_back(*, ticket_id: int, reason: str, by: Actor, at: datetime) -> Escalation:
    """Give an escalated request back to the junior, with a reason. Appends tickets.transferred, assigner.handed_back.

    Raises Conflict when the request was not escalated to `by`, or has moved on since.
    """
    rows = Escalation.objects.select_for_update(of=("self",)).select_related("junior")
    row = rows.filter(ticket_id=ticket_id).order_by("-at", "-pk").first()
    facts = tickets.routing_facts(ticket_id)
    if row is None or facts is None or row.returned_at or row.senior_id != by.user_id or facts.owner_id != by.user_id:
        raise Conflict("not-escalated", _("There is no escalation to hand back."), _("Look at who has the ticket now."))
    row.return_reason, row.returned_at = _required(reason, "reason"), at
    row.save()
    target = ticket_services.Target(owner=row.junior)
    ticket_services.assign(ticket_id=ticket_id, target=target, by=by, at=at, reason=row.return_reason)
    event = HandedBack(escalation_id=row.pk, junior=row.junior.display_name, reason=row.return_reason)
    records.append(f"ticket:{ticket_id}", event, by=by, at=at)
    return row


def digest(row: Escalation) -> str:
    """The digest by which the event proves what was written (3.4.2)."""
    return sha256(dumps([row.reason, row.tried]))


def choose_senior(facts: RoutingFacts, at: datetime) -> Judged:
    """The senior who fits best. Raises DomainError with what holds everybody back."""
    staff, weights = known.staff(at), known.weights()
    need = Need(
        at=at,
        team_id=facts.team_id,
        product=facts.product,
        posts=frozenset({Post.SENIOR}),
        language=facts.language,
        excluded=frozenset({facts.owner_id or 0}),
    )
    judged: list[Judged] = []
    for team_id in (facts.team_id, None):
        people = [person for person in staff.candidates(facts, team_id) if person.post == Post.SENIOR]
        judged = rank(replace(need, team_id=team_id), people, weights)
        if (best := choose(judged)) is not None:
            return best
    # Hard problems do not wait for a free place: above capacity goes, away does not.
    roomy = [replace(item.candidate, capacity=max(item.candidate.capacity, item.candidate.load + 1)) for item in judged]
    best = choose(rank(replace(need, team_id=None), roomy, weights))
    if best is None:
        raise _no_senior(judged)
    return best


def _no_senior(judged: list[Judged]) -> DomainError:
    told = [
        _("%(name)s: %(reasons)s")
        % {"name": item.candidate.name, "reasons": wording.join(map(wording.reason_words, item.failed))}
        for item in judged
        if Filter.EXCLUDED not in {reason.code for reason in item.failed}
    ]
    return DomainError(
        "no-senior",
        _("No senior engineer can take it now.") + " " + "; ".join(told),
        _("Ask a supervisor to assign it by hand."),
    )


def _required(text: str, field: str) -> str:
    stripped = clean(text).strip()[:LONGEST]
    if not stripped:
        message = _("Say why it needs a senior.") if field == "reason" else _("Say what was tried.")
        raise DomainError(f"{field}-missing", message, fields={field: message})
    return stripped
