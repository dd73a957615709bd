"""Every right over people in its two forms says the same: the predicate on each row, the scope on all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.people import POSTS, SETUP
from zhichi.accounts import policies, services
from zhichi.accounts.models import User

if TYPE_CHECKING:
    from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(people: People) -> list[Any]:
    staff: list[Any] = [getattr(people, post) for post in POSTS]
    gone = services.create_person(email="gone@example.com", display_name="走了", post="senior", by=SETUP, at=people.at)
    services.deactivate(person_id=gone.pk, reason="离职", by=SETUP, at=people.at)
    customers = [
        services.create_customer_account(email=f"c{n}@example.com", name="客", language="en", by=SETUP, at=people.at)
        for n in range(2)
    ]
    gone.refresh_from_db()
    return [*staff, gone, *customers]


def test_keeps_predicate_and_scope_of_people_equal(everybody: list[Any]) -> None:
    assert policies.SEE_PEOPLE.scope is not None
    for person in (*everybody, AnonymousUser()):
        scope = set(policies.SEE_PEOPLE.scope(person, User.objects.all()))
        allowed = {row for row in User.objects.all() if policies.SEE_PEOPLE.allows(person, row)}
        assert scope == allowed, f"{person} ({getattr(person, 'post', '')})"


@pytest.mark.parametrize(
    ("right", "posts"),
    [
        ("MANAGE_PEOPLE", {"manager", "administrator"}),
        ("PLAN_WORK", {"manager", "supervisor", "administrator"}),
        ("CONFIGURE", {"manager", "administrator"}),
        ("DESK", set(POSTS)),
    ],
)
def test_keeps_rights_with_their_posts(people: People, right: str, posts: set[str]) -> None:
    allowed = {post for post in POSTS if getattr(policies, right).allows(getattr(people, post), None)}
    assert allowed == posts


def test_refuses_every_right_to_inactive_people_and_customers(everybody: list[Any]) -> None:
    gone, customer = everybody[-3], everybody[-1]
    for right in (policies.DESK, policies.MANAGE_PEOPLE, policies.PLAN_WORK, policies.CONFIGURE):
        assert not right.allows(gone, None)
        assert not right.allows(customer, None)
        assert not right.allows(AnonymousUser(), None)
