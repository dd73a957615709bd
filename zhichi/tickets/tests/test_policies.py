"""Who may see a ticket: the predicate, the scope and the scope in parts say the same for everybody."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.people import POSTS
from zhichi.accounts import services as accounts
from zhichi.accounts.models import User
from zhichi.customers.models import Contact, Organisation
from zhichi.tickets import policies, selectors
from zhichi.tickets.models import Ticket, Watch

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk

RIGHTS = (policies.VIEW, policies.WORK)


def _customer(desk: Desk, name: str, *, organisation: Organisation | None, **given: Any) -> User:
    user = User.objects.create(email=f"{name}@c.example.com", display_name=name, sort_key=name, joined_at=desk.at)
    Contact.objects.create(
        display_name=name, sort_key=name, organisation=organisation, user=user, created_at=desk.at, updated_at=desk.at,
        **given,
    )  # fmt: skip
    return user


@pytest.fixture
def world(desk: Desk, people: People) -> dict[str, Any]:
    """Everybody who may ask; tickets of two teams, of each owner, of open and closed customers, some followed."""
    persons: dict[str, Any] = {post: getattr(people, post) for post in (*POSTS, "rival")}
    opened = Organisation.objects.create(
        name="开放", sort_key="kai fang", shares_requests=True, created_at=desk.at, updated_at=desk.at
    )
    for name, organisation in (("open", opened), ("colleague", opened), ("shut", desk.contact.organisation)):
        persons[name] = _customer(desk, name, organisation=organisation)
    persons["alone"] = _customer(desk, "alone", organisation=None)
    persons["left"] = _customer(desk, "left", organisation=opened, is_active=False)
    persons["nobody"] = AnonymousUser()
    teams, owners = (people.team, people.other_team), (None, people.junior, people.rival)
    customers = (persons["open"].contact, persons["shut"].contact, persons["alone"].contact, None)
    for team, owner, customer in product(teams, owners, customers):
        ticket = desk.ticket(contact=customer)
        Ticket.objects.filter(pk=ticket.pk).update(
            team=team, owner=owner, organisation=customer.organisation if customer else None
        )
    for ticket in Ticket.objects.filter(team=people.other_team)[::3]:
        Watch.objects.create(ticket=ticket, user=people.senior, at=desk.at)
    return persons


def test_keeps_predicate_scope_and_its_parts_equal(world: dict[str, Any]) -> None:
    rows, seen = list(Ticket.objects.all()), set()
    for name, person in world.items():
        for right in RIGHTS:
            assert right.scope is not None
            allowed = {row.pk for row in rows if right.allows(person, row)}
            assert allowed == set(right.scope(person, Ticket.objects.all()).values_list("pk", flat=True)), (name, right)
        allowed = {row.pk for row in rows if policies.VIEW.allows(person, row)}
        parts = policies.branches(person, Ticket.objects.all())
        assert allowed == {pk for part in parts for pk in part.values_list("pk", flat=True)}, name
        seen.add(len(allowed))
    assert len(seen) > 3  # the world tells people apart


def test_keeps_strangers_out(world: dict[str, Any]) -> None:
    count = {name: policies.visible_to(person, Ticket.objects.all()).count() for name, person in world.items()}
    assert count["nobody"] == count["left"] == 0
    assert count["open"] == count["colleague"] == count["shut"] == count["alone"] == 6
    assert count["manager"] == Ticket.objects.count() == 24
    assert count["rival"] == 12 + 4  # the team's, and the rival's own in the other team
    assert count["senior"] == 12 + 4  # the team's, and the followed ones of the other


def test_lists_follow_a_change_of_teams_at_once(desk: Desk, people: People) -> None:
    ticket = desk.ticket()

    def listed() -> list[int]:
        person = User.objects.get(pk=people.rival.pk)  # as the next request has it
        return [row.id for row in selectors.queue(person, selectors.Filters(), at=desk.at).rows]

    assert listed() == []
    both = [people.team.pk, people.other_team.pk]
    accounts.set_teams(person_id=people.rival.pk, team_ids=both, by=people.actor("manager"), at=desk.tick())
    assert listed() == [ticket.pk]
    accounts.set_teams(person_id=people.rival.pk, team_ids=both[1:], by=people.actor("manager"), at=desk.tick())
    assert listed() == []
