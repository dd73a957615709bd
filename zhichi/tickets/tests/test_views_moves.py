"""Pages of merging and splitting: forms, refusals that keep what was chosen, where everybody ends up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhichi.tickets.models import Ticket
from zhichi.tickets.numbers import number_of
from zhichi.tickets.tests.test_merge import merge, other_contact
from zhichi.tickets.tests.test_split import two_matters

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def senior(client: Client, people: People) -> Client:
    client.force_login(people.senior)
    return client


def url(ticket: Ticket, path: str = "") -> str:
    return f"/desk/tickets/{ticket.number}/{path}"


def post(client: Client, address: str, **data: Any) -> Any:
    return client.post(address, data, headers=FRAGMENT)


def test_offers_the_customer_s_open_tickets_and_finds_by_number(senior: Client, desk: Desk) -> None:
    ticket, other, solved = desk.ticket(), desk.ticket(subject="打印机离线"), desk.solved()
    page = senior.get(url(ticket, "merge/"), headers=FRAGMENT).content.decode()
    assert f'value="{other.number}"' in page
    assert f'value="{solved.number}"' not in page
    found = senior.get(f"{url(ticket, 'merge/targets/')}?q=打印", headers=FRAGMENT).content.decode()
    assert f'value="{other.number}"' in found
    by_number = senior.get(f"{url(ticket, 'merge/targets/')}?q={solved.number}", headers=FRAGMENT).content.decode()
    assert f'value="{solved.number}"' in by_number


def test_merges_leads_to_the_other_and_back(senior: Client, desk: Desk) -> None:
    ticket, other = desk.ticket(), desk.ticket()
    done = post(senior, url(ticket, "merge/"), into=other.number, reason="同一件事")
    assert done.headers["HX-Redirect"] == url(other)
    page = senior.get(url(ticket)).content.decode()
    assert url(other) in page
    assert "composer-dock" not in page
    assert f"#{ticket.number}</a>" in senior.get(url(other, "thread/"), headers=FRAGMENT).content.decode()
    back = post(senior, url(ticket, "merge/undo/"))
    assert back.headers["HX-Redirect"] == url(ticket)
    ticket.refresh_from_db()
    assert ticket.merged_into_id is None


@pytest.mark.parametrize("into", ["", "12", "10018", "合并", "9" * 20, "99999999"])
def test_a_wrong_number_is_named(senior: Client, desk: Desk, into: str) -> None:
    ticket = desk.ticket()
    answer = post(senior, url(ticket, "merge/"), into=into, reason="同一件事")
    assert answer.status_code == 422
    assert "同一件事" in answer.content.decode()


def test_a_colleague_s_ticket_asks_for_a_confirmation_and_keeps_the_choice(senior: Client, desk: Desk) -> None:
    ticket = desk.ticket(contact=other_contact(desk, desk.contact.organisation))
    other = desk.ticket()
    asked = post(senior, url(ticket, "merge/"), into=other.number)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert 'name="knows_other"' in page
    assert f'value="{other.number}" checked' in page
    assert post(senior, url(ticket, "merge/"), into=other.number, knows_other="on").status_code == 204


def test_splits_leads_to_the_new_one_and_back(senior: Client, desk: Desk) -> None:
    old, other = two_matters(desk)
    page = senior.get(url(old, "split/"), headers=FRAGMENT).content.decode()
    assert f'value="{other}"' in page
    done = post(senior, url(old, "split/"), messages=[other], subject="打印机", urgency="urgent")
    new = Ticket.objects.get(subject="打印机")
    assert (done.headers["HX-Redirect"], new.urgency) == (url(new), "urgent")
    assert number_of(old.pk) in senior.get(url(new, "thread/"), headers=FRAGMENT).content.decode()
    back = post(senior, url(new, "split/undo/"))
    assert back.headers["HX-Redirect"] == url(old)


@pytest.mark.parametrize("messages", [[], ["x"], ["999999"], [str(10**30)]])
def test_a_wrong_choice_of_messages_is_named(senior: Client, desk: Desk, messages: list[str]) -> None:
    old, _other = two_matters(desk)
    answer = post(senior, url(old, "split/"), messages=messages, subject="打印机", urgency="normal")
    assert answer.status_code == 422
    assert "打印机" in answer.content.decode()
    assert Ticket.objects.count() == 1


def test_an_auditor_does_neither(client: Client, people: People, desk: Desk) -> None:
    ticket = desk.ticket()
    client.force_login(people.auditor)
    for path in ("merge/", "split/", "snooze/", "wake/", "merge/undo/", "split/undo/", "report/agree/"):
        assert post(client, url(ticket, path)).status_code == 403, path


def test_a_customer_s_link_to_a_merged_request_leads_to_the_other(client: Client, desk: Desk) -> None:
    ticket, other = desk.ticket(), desk.ticket()
    merge(desk, ticket, other)
    led = client.get(f"/r/{ticket.public_id}/", follow=True)
    assert led.redirect_chain[-1][0].endswith(f"/{other.public_id}/")


def test_a_colleague_s_link_stays_where_it_is(client: Client, desk: Desk) -> None:
    ticket = desk.ticket(contact=other_contact(desk, desk.contact.organisation))
    merge(desk, ticket, other := desk.ticket(), knows_other=True)
    page = client.get(f"/r/{ticket.public_id}/", follow=True)
    assert page.redirect_chain == []
    assert other.public_id not in page.content.decode()
