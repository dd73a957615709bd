"""The phone form: everything 2.1 asks for, known and new customers, one ticket for one form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhichi.customers.models import Contact
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk

NEW = "/desk/tickets/new/"
CALL = {
    "subject": "打印错位",
    "text": "右边少一列",
    "type": "fault",
    "urgency": "normal",
    "direction": "in",
    "minutes": "4",
    "number": "0755-1234567",
    "key": "n1",
}


@pytest.fixture
def assistant(client: Client, people: People) -> Client:
    client.force_login(people.assistant)
    return client


def register(client: Client, **given: Any) -> Any:
    return client.post(NEW, {**CALL, **given})


def test_registers_a_call_of_a_known_customer(assistant: Client, desk: Desk) -> None:
    answer = register(assistant, contact=desk.contact.pk, product=desk.product.pk, affected="6", acknowledge="on")
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == f"/desk/tickets/{ticket.number}/"
    assert (ticket.channel, ticket.contact, ticket.product, ticket.affected) == ("phone", desk.contact, desk.product, 6)
    message = ticket.messages.get(kind="customer")
    assert (message.call_direction, message.call_seconds) == ("in", 240)
    assert ticket.messages.filter(kind="system").exists()


def test_without_the_tick_no_mail_is_sent(assistant: Client, desk: Desk) -> None:
    register(assistant, contact=desk.contact.pk)
    assert not Ticket.objects.get().messages.filter(kind="system").exists()


def test_opens_files_for_somebody_new(assistant: Client, desk: Desk) -> None:
    new = {"new_name": "罗静", "new_organisation": "晴川示例医院", "new_phone": "027-85001200 转 801"}
    register(assistant, new_address="luojing@qc.example.com", **new)
    contact = Contact.objects.get(display_name="罗静")
    assert contact.organisation is not None and contact.organisation.name == "晴川示例医院"
    assert contact.phones.get().extension == "801" and Ticket.objects.get().contact == contact
    panel = assistant.get(f"/desk/tickets/{Ticket.objects.get().number}/panel/customer/").content.decode()
    assert "027 8500 1200 转 801</a>" in panel and ">+86" not in panel


def test_new_contact_joins_the_known_company(assistant: Client, desk: Desk) -> None:
    register(assistant, new_name="毛毛", new_organisation="长谷示例制造")
    assert Contact.objects.get(display_name="毛毛").organisation == desk.contact.organisation


@pytest.mark.parametrize(
    "wrong",
    [{"subject": ""}, {"text": " "}, {"type": "x"}, {"affected": "-1"}, {"minutes": "abc"}, {"occurred_at": "gestern"}],
)
def test_refuses_wrong_fields_and_keeps_the_rest(assistant: Client, desk: Desk, wrong: dict[str, str]) -> None:
    answer = register(assistant, contact=desk.contact.pk, version="独特的版本", **wrong)
    assert answer.status_code == 422 and not Ticket.objects.exists()
    assert "独特的版本" in answer.content.decode() and desk.contact.display_name in answer.content.decode()


def test_somebody_must_be_the_customer(assistant: Client, desk: Desk) -> None:
    assert register(assistant).status_code == 422


def test_wrong_phone_of_a_new_contact_is_named_at_its_field(assistant: Client, desk: Desk) -> None:
    answer = register(assistant, new_name="罗静", new_phone="12")
    assert answer.status_code == 422 and answer.context["form"].errors["new_phone"]
    assert not Contact.objects.filter(display_name="罗静").exists()


def test_double_click_registers_once(assistant: Client, desk: Desk) -> None:
    register(assistant, contact=desk.contact.pk)
    assert register(assistant, contact=desk.contact.pk).status_code == 303
    assert Ticket.objects.count() == 1


def test_linked_request_takes_customer_and_product_over(assistant: Client, desk: Desk) -> None:
    source = desk.worked()
    form = assistant.get(NEW, {"from": source.number}).context["form"]
    assert (form.initial["contact"], form.initial["product"]) == (desk.contact, desk.product)
    register(assistant, contact=desk.contact.pk, source=source.number)
    fresh = Ticket.objects.exclude(pk=source.pk).get()
    html = assistant.get(f"/desk/tickets/{source.number}/panel/related/").content.decode()
    assert f"#{fresh.number}" in html


def test_refuses_those_who_may_not_register(client: Client, desk: Desk, people: People) -> None:
    for person in (people.auditor, people.knowledge_editor):
        client.force_login(person)
        assert client.get(NEW).status_code == 403 and register(client).status_code == 403


def test_assets_follow_the_customer(assistant: Client, desk: Desk) -> None:
    assert assistant.get("/desk/tickets/new/assets/", {"contact": desk.contact.pk}).status_code == 200
    assert assistant.get("/desk/tickets/new/assets/", {"contact": "x"}).status_code == 200
    found = assistant.get("/desk/tickets/new/organisations/", {"new_organisation": "长谷"}).content.decode()
    assert "长谷示例制造" in found
