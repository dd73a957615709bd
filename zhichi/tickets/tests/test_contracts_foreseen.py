"""What a contract would move is shown before it is saved: more time, less, late at once, healed (3.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhichi.calendars import services as calendars
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.registry import Registry
from zhichi.customers import contract_reads, registry
from zhichi.customers import services as customers
from zhichi.customers.models import Contract, Product
from zhichi.records import tails
from zhichi.records.models import Event
from zhichi.sla import office
from zhichi.sla.models import Clock
from zhichi.sla.registry import label_of
from zhichi.tickets.services import following

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.calendars.models import Calendar
    from zhichi.customers.models import Organisation
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

pytestmark = pytest.mark.django_db
BY = Actor.system("tests")


@pytest.fixture
def mornings(desk: Desk) -> Calendar:
    """A calendar that works from nine to twelve, every day, beside the company's, which never rests."""

    def calendar(name: str, begin: time, end: time) -> Calendar:
        data = calendars.CalendarData(name=name, time_zone="Asia/Shanghai")
        return calendars.create_calendar(data=data, weekly=[((begin, end),)] * 7, by=BY, at=desk.at)

    calendar("全天", time(0), time(0))
    row = calendar("上午", time(9), time(12))
    office.forget()
    return row


@pytest.fixture
def ticket(desk: Desk, mornings: Calendar) -> Ticket:
    """An open request that came in a moment ago."""
    desk.at = clock.now().replace(microsecond=0)
    return desk.ticket()


@pytest.fixture
def chief(client: Client, people: People) -> Client:
    client.force_login(people.manager)
    return client


def owner_of(desk: Desk) -> Organisation:
    assert desk.contact.organisation is not None
    return desk.contact.organisation


def sheet(desk: Desk, **given: Any) -> dict[str, Any]:
    start = (desk.at - timedelta(days=30)).date()
    return {"number": "HT-1", "name": "白天", "starts_on": f"{start}", "do": "preview", **given}


def test_a_new_contract_shows_what_moves_and_writes_nothing(
    chief: Client, desk: Desk, mornings: Calendar, ticket: Ticket
) -> None:
    url = reverse("customers:contract_new", args=[owner_of(desk).pk])
    events, due = Event.objects.count(), {row.pk: row.due_at for row in Clock.objects.filter(stream=ticket.stream)}
    page = chief.post(url, sheet(desk, calendar=mornings.pk))
    ((_template, preview),) = page.context["foreseen"]
    ((found, lines),) = preview.found
    assert page.status_code == 200
    assert found.looked_at == len(due) and found.later == found.moved > 0
    assert {line.move.stream for line in lines} == {ticket.stream}
    assert 'value="HT-1"' in page.text and 'id="foreseen"' in page.text  # what was typed stays
    assert not Contract.objects.exists() and Event.objects.count() == events
    assert {row.pk: row.due_at for row in Clock.objects.filter(stream=ticket.stream)} == due


def test_what_was_foreseen_is_what_comes(chief: Client, desk: Desk, mornings: Calendar, ticket: Ticket) -> None:
    url = reverse("customers:contract_new", args=[owner_of(desk).pk])
    ((_template, preview),) = chief.post(url, sheet(desk, calendar=mornings.pk)).context["foreseen"]
    foreseen = {str(line.move.what): line.move.after for line in preview.found[0][1]}
    assert chief.post(url, sheet(desk, calendar=mornings.pk, do="")).status_code == 303
    contract_reads.forget_contracts()  # what a commit does
    tails.drain()
    kept = {str(label_of(row.kind)): row.due_at for row in Clock.objects.filter(stream=ticket.stream)}
    assert foreseen and foreseen.items() <= kept.items()


def test_ending_a_contract_takes_nothing_from_open_requests(chief: Client, desk: Desk, mornings: Calendar) -> None:
    desk.at = clock.now().replace(microsecond=0) - timedelta(hours=2)
    start = (desk.at - timedelta(days=30)).date()
    data = customers.ContractData(number="HT-2", name="白天", starts_on=start, calendar_id=mornings.pk)
    row = customers.create_contract(organisation_id=owner_of(desk).pk, data=data, by=BY, at=desk.at)
    contract_reads.forget_contracts()
    desk.ticket()
    url = reverse("customers:contract_end", args=[row.pk])
    page = chief.post(url, {"reason": "客户解约", "do": "preview"})
    assert page.status_code == 200 and "客户解约" in page.text
    row.refresh_from_db()
    assert row.ended_at is None
    # Contracts count as they stood when a request came in.
    assert page.context["foreseen"][0][1].moves_nothing


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"number": ""}, "id_number"), ({"ends_on": "2020-01-01"}, "id_ends_on"), ({"starts_on": "soon"}, "id_starts_on")],
)
def test_a_form_that_cannot_be_saved_foresees_nothing(
    chief: Client, desk: Desk, ticket: Ticket, wrong: dict[str, str], said: str
) -> None:
    url = reverse("customers:contract_new", args=[owner_of(desk).pk])
    page = chief.post(url, sheet(desk, **wrong))
    assert page.status_code == 422 and said in page.text
    assert page.context["foreseen"] == []


def test_products_and_days_move_too(desk: Desk, mornings: Calendar, ticket: Ticket) -> None:
    start = (desk.at - timedelta(days=30)).date()
    data = customers.ContractData(number="HT-3", name="白天", starts_on=start, calendar_id=mornings.pk)
    row = customers.create_contract(organisation_id=owner_of(desk).pk, data=data, by=BY, at=desk.at)
    contract_reads.forget_contracts()
    tails.drain()
    other = Product.objects.create(code="flow", name="砚台流程", sort_key="yan tai")

    def moved(**given: Any) -> int:
        other_data = replace(data, **given)
        ((_each, preview),) = customers.foresee_contract(
            organisation_id=owner_of(desk).pk,
            change=lambda: customers.update_contract(contract_id=row.pk, data=other_data, by=BY, at=desk.at),
            at=desk.at,
        )
        count: int = preview.found[0][0].earlier
        return count

    assert moved(notes="只是备注") == 0
    assert moved(starts_on=(desk.at + timedelta(days=2)).date()) > 0, "it came in before the first day"
    assert moved(product_ids=[other.pk]) == 0, "while the product is not known, every contract counts"
    type(ticket).objects.filter(pk=ticket.pk).update(product=desk.product)
    assert moved(product_ids=[other.pk]) > 0


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_look_and_it_asks_as_much_of_many_requests(
    desk: Desk, mornings: Calendar, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = customers.ContractData(
        number="HT-4", name="白天", starts_on=(desk.at - timedelta(days=30)).date(), calendar_id=mornings.pk
    )
    owner = owner_of(desk).pk
    was_inside: list[bool] = []

    def look(organisation_id: int, at: Any) -> None:
        was_inside.append(connection.in_atomic_block)
        following.foresee_contracts(organisation_id, at)

    def statements() -> int:
        office.forget()
        with CaptureQueriesContext(connection) as asked:
            customers.foresee_contract(
                organisation_id=owner,
                change=lambda: customers.create_contract(organisation_id=owner, data=data, by=BY, at=desk.at),
                at=desk.at,
            )
        return sum("calendars_" not in query["sql"] for query in asked.captured_queries)

    watched: Registry[registry.ContractForeseer] = Registry("what contracts move")
    watched.add("test", registry.ContractForeseer("test", look, "-"))
    monkeypatch.setattr(registry, "contract_foreseers", watched)
    statements()  # what a process remembers
    few = statements()
    for _ in range(5):
        desk.ticket()
    assert statements() == few
    assert was_inside == [False] * 3
    assert not Contract.objects.exists()
