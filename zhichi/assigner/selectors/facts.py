"""What is known about people at one moment, read in a fixed number of queries and asked for any number of requests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.assigner.definitions import CAPACITIES
from zhichi.assigner.models import CustomersEngineer, LastGiven
from zhichi.assigner.scoring import Candidate, Weights
from zhichi.assigner.selectors.shift import on_shift
from zhichi.customers import selectors as customers
from zhichi.records.selectors import policy
from zhichi.tickets import policies as ticket_policies
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from zhichi.accounts.models import User
    from zhichi.tickets.selectors import RoutingFacts

# Skills that are languages, as people name them.
LANGUAGES = {
    "english": "en",
    "英语": "en",
    "英文": "en",
    "chinese": "zh-hans",
    "mandarin": "zh-hans",
    "中文": "zh-hans",
    "汉语": "zh-hans",
    "普通话": "zh-hans",
}
CONTACT, ORGANISATION = "contact", "organisation"


@dataclass
class Staff:
    """Everybody who could get a request, with loads that `give` raises while a queue is thought through."""

    at: datetime
    people: dict[int, Candidate]
    skill_names: Mapping[int, str]  # of the skills that people have
    engineers: Mapping[tuple[str, int], int] = field(default_factory=dict)  # (kind, id of the customer) → person

    def candidates(self, facts: RoutingFacts, team_id: int | None) -> list[Candidate]:
        """The people of the team, and the customer's engineer wherever they are."""
        engineers = self.engineers_of(facts)
        levels = self.products.get(facts.product_id, {}) if facts.product_id else {}
        return [
            replace(person, product_level=levels.get(person.id, 0), engineer_of=engineers.get(person.id, ""))
            for person in self.people.values()
            if team_id is None or team_id in person.team_ids or person.id in engineers
        ]

    @cached_property
    def products(self) -> dict[int, dict[int, int]]:
        """How well whom knows which product: product → person → level. One query, once a product is asked for."""
        return customers.expert_levels()

    def engineers_of(self, facts: RoutingFacts) -> dict[int, str]:
        """The customer's engineer and for whom; that of the contact goes before that of the organisation."""
        for kind, key in ((CONTACT, facts.contact_id), (ORGANISATION, facts.organisation_id)):
            person_id = self.engineers.get((kind, key or 0))
            if person_id is not None:
                return {person_id: kind}
        return {}

    def give(self, person_id: int) -> None:
        """Think of one more request on somebody's desk."""
        person = self.people[person_id]
        self.people[person_id] = replace(person, load=person.load + 1, last_given=self.at)


def staff(at: datetime) -> Staff:
    """What is known about everybody at `at`. Six queries, whatever the number of people and requests."""
    engineers = _engineers()
    rows = accounts.routing_people(ticket_policies.WORKERS, at=at, also=engineers.values())
    given = LastGiven.objects.filter(user=OuterRef("pk")).values("at")
    people: list[Any] = list(rows.annotate(last_given=Subquery(given)))
    ids = [person.pk for person in people]
    loads, shifts = tickets.working_load_of(ids), on_shift(ids, at)
    capacities = {item.key.removeprefix("4.2.capacity_"): int(policy(item.key)) for item in CAPACITIES}
    found = {
        person.pk: replace(
            _candidate(person, capacities.get(person.post, 0)),
            load=loads.get(person.pk, 0),
            is_absent=person.is_absent,
            on_shift=shifts.get(person.pk),
            last_given=person.last_given,
        )
        for person in people
    }
    names = {item.skill_id: item.skill.name for person in people for item in person.skills.all()}
    return Staff(at, found, names, engineers)


def weights() -> Weights:
    """The most points of each factor, as the handbook says now."""
    names = ("product", "skills", "load", "language", "fairness")
    return Weights(
        engineer=int(policy("5.1.3.weight_engineer")), **{name: int(policy(f"4.2.weight_{name}")) for name in names}
    )


def posts_for(urgency: str, asked: Iterable[str]) -> frozenset[str]:
    """The posts that may get a request: those a rule asks for, else everybody's but for urgent ones by policy."""
    posts = frozenset(asked)
    if not posts and urgency == "urgent" and not policy("4.2.juniors_take_urgent"):
        return frozenset(ticket_policies.WORKERS) - {Post.JUNIOR, Post.ASSISTANT, Post.CUSTOMER_SERVICE}
    return posts


def _engineers() -> dict[tuple[str, int], int]:
    found = {}
    for contact_id, organisation_id, user_id in CustomersEngineer.objects.values_list(
        "contact_id", "organisation_id", "user_id"
    ):
        key = (CONTACT, contact_id) if contact_id else (ORGANISATION, organisation_id)
        found[key] = user_id
    return found


def _candidate(person: User, capacity: int) -> Candidate:
    skills = {item.skill_id: item.level for item in person.skills.all()}
    spoken = {LANGUAGES.get(item.skill.name.strip().lower(), "") for item in person.skills.all()} - {""}
    return Candidate(
        id=person.pk,
        name=person.display_name,
        post=person.post,
        team_ids=frozenset(team.pk for team in person.teams.all()),
        is_active=person.is_active,
        may_work=ticket_policies.WORK.allows(person, None),
        capacity=capacity,
        skills=skills,
        languages=frozenset({person.language, *spoken}),
    )
