"""Turns plans of the assigner and everybody's load into what the API sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.api.schemas.routing import (
    ChanceOut,
    LoadOut,
    LoadsOut,
    PointsOut,
    RoutingRuleOut,
    TriedRoutingOut,
    WaitingOut,
)
from zhichi.api.schemas.values import Ref
from zhichi.api.shapes import ref
from zhichi.assigner import explaining, wording
from zhichi.assigner.choices import Outcome
from zhichi.assigner.rule_words import conditions, effects, names_now
from zhichi.tickets.numbers import number_of

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.assigner.explaining import Told
    from zhichi.assigner.models import RoutingRule
    from zhichi.assigner.scoring import Candidate
    from zhichi.assigner.selectors import Plan, Routing, Staff


def tried(plan: Plan, known: Routing, *, at: datetime) -> TriedRoutingOut:
    """What would become of one request."""
    choice = _choice(plan)
    return TriedRoutingOut.model_construct(
        outcome=Outcome(plan.outcome),
        outcome_words=str(Outcome(plan.outcome).label),
        why=wording.why_words(plan),
        at=at,
        team=ref(accounts.team(plan.team_id)) if plan.team_id else None,
        is_on=plan.team_id in known.switched_on,
        rule=None if plan.rule is None else _rule(plan.rule, known),
        choice=choice,
        chances=[
            _chance(item, is_choice=choice is not None and item.person_id == choice.id)
            for item in explaining.told(plan.judged)
        ],
    )


def waiting(plan: Plan) -> WaitingOut:
    """What would become of one that waits."""
    return WaitingOut.model_construct(
        number=number_of(plan.facts.id),
        subject=plan.facts.subject,
        outcome=Outcome(plan.outcome),
        outcome_words=str(Outcome(plan.outcome).label),
        choice=_choice(plan),
        why=wording.why_words(plan),
    )


def loads(staff: Staff, *, team_id: int | None, at: datetime) -> LoadsOut:
    """The load of whoever is active and works requests, of one team where it is named."""
    people = [person for person in staff.people.values() if person.is_active and person.may_work]
    if team_id is not None:
        people = [person for person in people if team_id in person.team_ids]
    items = [_load(person) for person in sorted(people, key=lambda person: (person.name, person.id))]
    there = [item for item in items if item.on_shift and not item.is_absent]
    return LoadsOut.model_construct(
        at=at,
        items=items,
        load=sum(item.load for item in there),
        capacity=sum(item.capacity for item in there),
        free=sum(item.free for item in there),
    )


def _choice(plan: Plan) -> Ref | None:
    found = plan.choice
    return None if found is None else Ref(id=found.candidate.id, name=found.candidate.name)


def _rule(rule: RoutingRule, known: Routing) -> RoutingRuleOut:
    names = names_now(known.skill_names)
    words = [*conditions(rule, names), *effects(rule, names)]
    return RoutingRuleOut.model_construct(id=rule.pk, name=rule.name, words=words)


def _chance(item: Told, *, is_choice: bool) -> ChanceOut:
    return ChanceOut.model_construct(
        person=Ref(id=item.person_id, name=item.name),
        is_choice=is_choice,
        fits=item.fits,
        points=item.total,
        parts=[
            PointsOut.model_construct(
                factor=part.reason.code,
                label=wording.factor_words(part.reason.code),
                words=wording.reason_words(part.reason),
                points=part.points,
                most=part.most,
            )
            for part in item.parts
        ],
        against=[wording.reason_words(reason) for reason in item.failed],
    )


def _load(person: Candidate) -> LoadOut:
    free = max(0, person.capacity - person.load)
    return LoadOut.model_construct(
        person=Ref(id=person.id, name=person.name),
        post=Post(person.post),
        team_ids=sorted(person.team_ids),
        load=person.load,
        capacity=person.capacity,
        free=free,
        is_absent=person.is_absent,
        on_shift=person.on_shift,
        can_take=bool(person.on_shift) and not person.is_absent and free > 0,
        last_given_at=person.last_given,
    )
