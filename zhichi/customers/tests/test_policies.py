"""Who may see and change files: the predicate and the scope say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import POSTS
from zhichi.customers import policies
from zhichi.customers.models import Asset, Contact, Organisation

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.customers.tests.conftest import Files

MODELS = (Organisation, Contact, Asset)


@pytest.fixture
def world(files: Files, people: People) -> dict[str, Any]:
    """Everybody who may ask, with an open and a closed organisation that customers belong to."""
    product = files.product()
    persons: dict[str, Any] = {post: getattr(people, post) for post in POSTS}
    for place, name in enumerate(("open", "closed", "third")):
        home = files.organisation(name, shares_requests=name == "open")
        files.asset(home, product)
        for number in range(2):
            contact = files.contact(f"{name} {number}", organisation_id=home.pk)
            persons[f"{name}{number}"] = files.account(contact, f"{name}{number}@c{place}.example.com")
    free = files.contact("free")
    persons["free"] = files.account(free, "free@example.com")
    left = files.contact("left", organisation_id=Organisation.objects.get(name="open").pk, is_active=False)
    persons["left"] = files.account(left, "left@example.com")
    persons["gone"] = files.account(files.contact("gone"), "gone@example.com")
    persons["gone"].is_active = False
    persons["nobody"] = AnonymousUser()
    return persons


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_keeps_predicate_and_scope_equal(world: dict[str, Any], data: st.DataObject) -> None:
    person = world[data.draw(st.sampled_from(sorted(world)))]
    model: Any = data.draw(st.sampled_from(MODELS))
    rows = list(model.objects.all())
    allowed = {row.pk for row in rows if policies.VIEW.allows(person, row)}
    assert allowed == set(policies.visible_to(person, model.objects.all()).values_list("pk", flat=True))
    if allowed:
        assert policies.VIEW.allows(person, None)


def test_keeps_customers_to_their_own(world: dict[str, Any]) -> None:
    def seen(name: str) -> list[int]:
        return [policies.visible_to(world[name], model.objects.all()).count() for model in MODELS]

    assert seen("open0") == [1, 1, 1]
    assert seen("closed0") == [0, 1, 0]
    assert seen("left") == [0, 1, 0]
    assert seen("nobody") == seen("gone") == [0, 0, 0]
    assert seen("auditor") == [Organisation.objects.count(), Contact.objects.count(), Asset.objects.count()]


def test_refuses_customers_the_desk_and_readers_the_pen(world: dict[str, Any]) -> None:
    editors = {name for name in world if policies.EDIT.allows(world[name], None)}
    assert editors == set(POSTS) - {"auditor", "knowledge_editor"}
    assert {name for name in world if policies.BROWSE.allows(world[name], None)} == set(POSTS)
