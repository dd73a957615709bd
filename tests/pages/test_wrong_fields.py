"""Every field of every form, filled with nonsense: no page breaks, and a refused form keeps all else that was typed."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.pages.reader import PageForm
from zhichi.customers import services as customers
from zhichi.portal.tests.conftest import Town

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import People

pytestmark = pytest.mark.strict_database

BAD = {
    "a NUL byte": "a\x00b",
    "far too long": "字" * 120_000,
    "words": "ungültig",
    "less than nothing": "-1",
    "a huge number": "9" * 40,
    "not a number": "NaN",
    "markup": "<script>alert(1)</script>",
    "no such day": "2026-13-45T99:99",
    "blank": " \u3000 ",
    "full width": "１２３",
    "a wrong address": "a@b@c, ;",
}
NOT_TYPED = ("a NUL byte", "words", "a huge number")  # what a forged choice or hidden field may hold


class World:
    """One of everything that has a form."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.town = Town(people, people.at)
        self.contact = self.town.contact("何青", "he.qing@client.example.com")
        self.solved = self.town.solved(self.contact)
        self.fresh = self.town.ticket(self.contact)
        self.product = self.town.product()
        by = people.actor("manager")
        given = customers.AssetData(product_id=self.product.pk)
        owner = self.contact.organisation_id or 0
        self.asset = customers.create_asset(organisation_id=owner, data=given, by=by, at=people.at)


@pytest.fixture
def world(people: People) -> World:
    """The world."""
    cache.clear()
    return World(people)


def ticket_page(name: str, which: str = "solved") -> Callable[[World], str]:
    return lambda world: reverse(f"tickets:{name}", args=[getattr(world, which).number])


def page(name: str, *path: str) -> Callable[[World], str]:
    def address(world: World) -> str:
        keys = []
        for step in path:
            found: Any = world
            for part in step.split("."):
                found = getattr(found, part)
            keys.append(found.pk)
        return reverse(name, args=keys)

    return address


STAFF: dict[str, Callable[[World], str]] = {
    "new request": page("tickets:new"),
    "details": ticket_page("details"),
    "assign": ticket_page("assign"),
    "tags": ticket_page("tags"),
    "confirm": ticket_page("confirm"),
    "solution": ticket_page("propose", "fresh"),
    "follow-up": ticket_page("follow_up"),
    "reopen": ticket_page("reopen"),
    "link": ticket_page("link"),
    "new customer": page("customers:organisation_new"),
    "customer": page("customers:organisation_edit", "contact.organisation"),
    "new contact": page("customers:contact_new"),
    "contact": page("customers:contact_edit", "contact"),
    "new product": page("customers:product_new"),
    "product": page("customers:product_edit", "product"),
    "new asset": page("customers:asset_new", "contact.organisation"),
    "asset": page("customers:asset_edit", "asset"),
    "new contract": page("customers:contract_new", "contact.organisation"),
    "service level": page("levels:rule_new"),
    "publishing service levels": page("levels:publish"),
    "new person": page("accounts:person_new"),
    "person": page("accounts:person_edit", "people.junior"),
    "post": page("accounts:person_post", "people.junior"),
    "deactivate": page("accounts:person_deactivate", "people.junior"),
    "hours": page("accounts:person_hours", "people.junior"),
    "absence": page("accounts:absence_add", "people.junior"),
    "new team": page("accounts:team_new"),
    "new skill": page("accounts:skill_new"),
    "new duty role": page("accounts:duty_role_new"),
    "preferences": page("accounts:me"),
    "mailbox": lambda _world: reverse("channels_email:new", args=["other"]),
    "token": lambda _world: reverse(f"{TOKENS}:new"),
    "number of the handbook": lambda _world: reverse("handbook:value", args=["2.4", "2.4.reopen_days"]),
    "charter": page("handbook:charter_edit"),
    "conversation to review": page("reviews:choose"),
    "forbidden word": page("reviews:word_new"),
    "courtesy phrase": page("reviews:phrase_new"),
}
TOKENS = "api_tokens"
GUEST: dict[str, Callable[[World], str]] = {
    "request": page("portal:new"),
    "sign-in link": page("portal:sign-in-link"),
}


def refuse_nonsense(client: Client, address: str) -> int:
    """Try each bad value in each field; returns how many were refused. Everything is undone after each try."""
    form = PageForm.read(client.get(address).text)
    refused = 0
    for name in form.data:
        if name == "csrfmiddlewaretoken":
            continue
        for what in BAD if name in form.texts else NOT_TYPED:
            cache.clear()
            bad = BAD[what]
            with transaction.atomic():
                answer: Any = client.post(address, form.data | {name: bad})
                transaction.set_rollback(True)
            said = f"{address}: {name} with {what}: {answer.status_code}"
            assert answer.status_code < 500, said
            if answer.status_code < 400 and answer.status_code != 200:
                continue
            if "text/html" not in answer.headers.get("Content-Type", ""):
                continue
            refused += 1
            shown = html.unescape(answer.text)
            lost = [other for other in form.texts if other != name and form.data[other].strip() not in shown]
            assert not lost, f"{said}: what was typed into {lost} is lost"
            assert "<script>alert(1)</script>" not in answer.text, said
    return refused


@pytest.mark.parametrize("name", STAFF)
def test_a_form_of_the_desk_keeps_what_was_typed(world: World, name: str) -> None:
    client = Client()
    client.force_login(world.people.manager)
    assert refuse_nonsense(client, STAFF[name](world)) > 0


@pytest.mark.parametrize("name", GUEST)
def test_a_form_for_guests_keeps_what_was_typed(world: World, name: str) -> None:
    assert refuse_nonsense(Client(), GUEST[name](world)) > 0


def test_a_customers_answer_keeps_what_was_typed(world: World) -> None:
    client = world.town.signed_in(world.contact)
    for address in (reverse("portal:profile"), reverse("portal:new")):
        assert refuse_nonsense(client, address) > 0
    page_of_it = reverse("portal:request", args=[world.fresh.number])
    form = PageForm.read(client.get(page_of_it).text)
    for what, bad in BAD.items():
        answer = client.post(f"{page_of_it}answer/", form.data | {"text": bad})
        assert answer.status_code in {302, 303, 422}, what


@pytest.mark.parametrize("kind", ["reply", "note", "call"])
def test_the_composer_keeps_what_was_typed(world: World, kind: str) -> None:
    client = Client()
    client.force_login(world.people.manager)
    address = reverse("tickets:send", args=[world.solved.number])
    good = {"kind": kind, "text": "原样保留 的话", "key": "k", "direction": "in", "minutes": "3", "seconds": "1"}
    for name in (*good, "cc", "seen", "then", "number", "attachments"):
        for what, bad in BAD.items():
            with transaction.atomic():
                answer = client.post(address, good | {name: bad})
                transaction.set_rollback(True)
            assert answer.status_code < 500, f"{name} with {what}"
            if answer.status_code >= 400 and name != "text":
                assert "原样保留 的话" in html.unescape(answer.text), f"{name} with {what}"
