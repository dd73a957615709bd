"""What would become of a request: the first rule that matches, everybody's chances, the choice. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zhichi.accounts import selectors as accounts
from zhichi.assigner.choices import Mode, Outcome
from zhichi.assigner.models import Decision, RoutingRule, TeamSwitch
from zhichi.assigner.scoring import Judged, Need, choose, rank
from zhichi.assigner.selectors.facts import Staff, posts_for, staff, weights
from zhichi.core.texts import fold
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from zhichi.assigner.scoring import Weights
    from zhichi.tickets.selectors import RoutingFacts

QUEUE_PAGE = 200


@dataclass(frozen=True)
class Plan:
    """What would become of one request, and why. `outcome` is a code of Outcome; `judged` holds everybody's chances."""

    facts: RoutingFacts
    rule: RoutingRule | None
    team_id: int | None
    outcome: str
    judged: Sequence[Judged] = field(default_factory=tuple)
    if_on: Plan | None = None  # what would become of it if the team were switched on

    @property
    def choice(self) -> Judged | None:
        """Who it would be; None when nobody fits."""
        return choose(self.judged)


@dataclass(frozen=True)
class Routing:
    """Rules, switches and people, read once for many requests."""

    rules: Sequence[RoutingRule]
    switched_on: frozenset[int]
    skill_names: dict[int, str]
    staff: Staff
    weights: Weights

    def plan(self, facts: RoutingFacts, *, declined: Iterable[int] = (), as_if_on: bool = False) -> Plan:
        """Think one request through. With `as_if_on` as if the team's automatic assignment were switched on."""
        rule = next((item for item in self.rules if matches(item, facts)), None)
        team_id = rule.team_id if rule and rule.team_id else facts.team_id
        if rule is not None and rule.mode == Mode.LEAVE:
            return Plan(facts, rule, team_id, Outcome.LEFT)
        if not as_if_on and team_id not in self.switched_on:
            return Plan(facts, rule, team_id, Outcome.OFF)
        need = self._need(facts, rule, team_id, frozenset(declined))
        judged = rank(need, self.staff.candidates(facts, team_id), self.weights)
        if choose(judged) is None:
            return Plan(facts, rule, team_id, Outcome.NOBODY, judged)
        outcome = Outcome.OFFERED if rule is not None and rule.mode == Mode.OFFER else Outcome.ASSIGNED
        return Plan(facts, rule, team_id, outcome, judged)

    def _need(
        self, facts: RoutingFacts, rule: RoutingRule | None, team_id: int | None, declined: frozenset[int]
    ) -> Need:
        asked = rule.skills.items() if rule else ()
        return Need(
            at=self.staff.at,
            team_id=team_id,
            product=facts.product,
            skills={int(key): (self.skill_names.get(int(key), str(key)), int(level)) for key, level in asked},
            posts=posts_for(facts.urgency, rule.posts if rule else ()),
            language=facts.language,
            excluded=declined,
        )


def matches(rule: RoutingRule, facts: RoutingFacts) -> bool:
    """Whether every condition of the rule that is not empty holds."""
    subject = fold(facts.subject)
    return (
        rule.is_on
        and (not rule.channels or facts.channel in rule.channels)
        and (not rule.types or facts.type in rule.types)
        and (not rule.urgency or facts.urgency == rule.urgency)
        and (not rule.products or facts.product_id in rule.products)
        and (not rule.organisation_id or facts.organisation_id == rule.organisation_id)
        and (not rule.language or facts.language == rule.language)
        and (not rule.words or any(fold(word) in subject for word in rule.words))
    )


def rules() -> list[RoutingRule]:
    """The table in its order, with the names that its pages show."""
    return list(RoutingRule.objects.filter(removed_at=None).select_related("team", "organisation"))


def switched_on() -> frozenset[int]:
    """Ids of the teams whose requests are assigned by themselves."""
    return frozenset(TeamSwitch.objects.filter(is_on=True, team__is_active=True).values_list("team_id", flat=True))


def routing(at: datetime) -> Routing:
    """All that a plan needs at `at`."""
    table, people = rules(), staff(at)
    asked = {int(key) for rule in table for key in rule.skills}
    names = dict(people.skill_names)
    if not asked <= names.keys():  # a rule asks for what nobody has
        names |= {skill.pk: skill.name for skill in accounts.skills()}
    return Routing(table, switched_on(), names, people, weights())


def plan_queue(at: datetime, *, limit: int = QUEUE_PAGE) -> list[Plan]:
    """What the assigner would do with the tickets that have no owner now, oldest promise first. Writes nothing.

    Each plan counts on those before it: whoever would get one has one more.
    """
    known = routing(at)
    waiting = tickets.needs_owner(limit=limit)
    declined = declined_by_ticket(facts.id for facts in waiting)
    plans = []
    for facts in waiting:
        plan = known.plan(facts, declined=declined.get(facts.id, ()))
        if plan.outcome == Outcome.OFF:
            plan = replace(plan, if_on=known.plan(facts, as_if_on=True))
        if plan.outcome == Outcome.ASSIGNED and plan.choice is not None:
            known.staff.give(plan.choice.candidate.id)
        plans.append(plan)
    return plans


def declined_by_ticket(ticket_ids: Iterable[int]) -> dict[int, list[int]]:
    """Who did not take an offer of each of these tickets. One query."""
    return dict(Decision.objects.filter(ticket_id__in=list(ticket_ids)).values_list("ticket_id", "declined"))
