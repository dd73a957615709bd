"""The steps of a request by its pages: assign, details, cause, solution, follow-up, close, reopen."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from zhichi.customers.models import Product
from zhichi.outbound.choices import State as MailState
from zhichi.outbound.models import OutboundMail
from zhichi.tickets.models import Solution, Ticket

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk

FRAGMENT = {"HX-Request": "true"}


def post(client: Client, ticket: Ticket, name: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(f"tickets:{name}", args=[ticket.number, *args]), data, headers=FRAGMENT)


def toast(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.headers.get("HX-Trigger", "{}")).get("toast", {})
    return found


@pytest.fixture
def senior(client: Client, people: People) -> Client:
    client.force_login(people.senior)
    return client


def test_takes_an_unassigned_ticket_and_undoes_it(senior: Client, desk: Desk, people: People) -> None:
    ticket = desk.ticket()
    answer = post(senior, ticket, "take")
    ticket.refresh_from_db()
    assert answer.status_code == 204 and ticket.owner == people.senior
    senior.post(toast(answer)["undo_url"], headers=FRAGMENT)
    ticket.refresh_from_db()
    assert ticket.owner is None


def test_taking_from_a_colleague_asks_for_a_reason(client: Client, desk: Desk, people: People) -> None:
    ticket = desk.worked()
    client.force_login(people.junior)
    refused = post(client, ticket, "take")
    assert refused.status_code == 200 and "reason" in refused.content.decode()
    assert post(client, ticket, "take", reason="林晓请假").status_code == 204
    ticket.refresh_from_db()
    assert ticket.owner == people.junior


def test_transfer_needs_a_reason_and_keeps_the_form(senior: Client, desk: Desk, people: People) -> None:
    ticket = desk.worked()
    refused = post(senior, ticket, "assign", target=f"user-{people.junior.pk}", reason=" ")
    assert refused.status_code == 422 and "error" in refused.content.decode()
    assert post(senior, ticket, "assign", target=f"user-{people.junior.pk}", reason="更熟悉").status_code == 204


def test_transfer_out_of_sight_leaves_the_page_and_can_be_undone(senior: Client, desk: Desk, people: People) -> None:
    ticket = desk.worked()
    answer = post(senior, ticket, "assign", target=f"team-{people.other_team.pk}", reason="另一组的产品")
    assert answer.headers["HX-Redirect"] == reverse("tickets:queue")
    undo = reverse("tickets:undo_assign", args=[ticket.number, people.senior.pk, people.team.pk, people.duty.pk])
    assert senior.post(undo, headers=FRAGMENT).status_code == 204
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.team) == (people.senior, people.team)


def test_refuses_to_undo_what_somebody_else_moved(client: Client, desk: Desk, people: People) -> None:
    ticket = desk.worked()
    undo = reverse("tickets:undo_assign", args=[ticket.number, 0, people.team.pk, people.duty.pk])
    client.force_login(people.auditor)
    assert client.post(undo, headers=FRAGMENT).status_code == 403
    client.force_login(people.knowledge_editor)
    assert client.post(undo, headers=FRAGMENT).status_code == 403


@pytest.mark.parametrize("target", ["", "user-0", "user-999999", "room-1", "user-1;drop"])
def test_refuses_targets_that_do_not_exist(senior: Client, desk: Desk, target: str) -> None:
    assert post(senior, desk.ticket(), "assign", target=target).status_code == 422


def test_picker_finds_people_with_their_load(senior: Client, desk: Desk, people: People) -> None:
    ticket = desk.worked()
    url = reverse("tickets:people", args=[ticket.number])
    html = senior.get(url, {"q": "yg senior"}).content.decode()
    assert people.senior.display_name in senior.get(url).content.decode()
    assert "duty-" in senior.get(url).content.decode() and "duty-" not in html
    assert people.auditor.display_name not in senior.get(url).content.decode()


def test_steps_of_the_state_menu(senior: Client, desk: Desk) -> None:
    ticket = desk.worked()
    assert post(senior, ticket, "step", "wait_customer").status_code == 204
    assert post(senior, ticket, "step", "wait_customer").status_code == 409
    assert post(senior, ticket, "step", "close").status_code == 422


def test_details_say_where_a_first_product_is_registered(senior: Client, desk: Desk) -> None:
    ticket, products = desk.worked(), reverse("customers:products")
    address = reverse("tickets:details", args=[ticket.number])
    assert products not in senior.get(address).text
    Product.objects.update(is_active=False)
    assert f'<a href="{products}">' in senior.get(address).text


def test_details_keep_what_was_typed(senior: Client, desk: Desk) -> None:
    ticket = desk.worked()
    wrong = post(senior, ticket, "details", subject="新主题", type="fault", urgency="urgent", affected="many")
    assert wrong.status_code == 422 and "新主题" in wrong.content.decode() and "many" in wrong.content.decode()
    data = {"type": "fault", "urgency": "urgent", "product": desk.product.pk, "contact": desk.contact.pk}
    assert post(senior, ticket, "details", subject="新主题", version="8.2", **data).status_code == 204
    ticket.refresh_from_db()
    assert (ticket.subject, ticket.urgency, ticket.contact) == ("新主题", "urgent", desk.contact)


def test_contacts_are_found_by_name_phone_and_address(senior: Client, desk: Desk) -> None:
    url = reverse("tickets:contacts")
    for words in ("何青", "he.qing@client", "长谷"):
        assert f'value="{desk.contact.pk}"' in senior.get(url, {"who": words}).content.decode()


def test_tags_are_cleaned(senior: Client, desk: Desk) -> None:
    ticket = desk.worked()
    assert post(senior, ticket, "tags", tags="报表，导出, 报表").status_code == 204
    assert sorted(ticket.tags.values_list("name", flat=True)) == ["导出", "报表"]
    assert post(senior, ticket, "tags", tags="x" * 41).status_code == 422


def test_watch_turns_on_and_off(senior: Client, desk: Desk) -> None:
    ticket = desk.worked()
    post(senior, ticket, "watch")
    assert ticket.watches.count() == 1
    post(senior, ticket, "watch")
    assert ticket.watches.count() == 0


def test_confirm_twice_with_one_key_records_once(senior: Client, desk: Desk) -> None:
    ticket = desk.ticket()
    data = {"method": "remote", "cause": "缺少 BOM", "key": "c1"}
    assert [post(senior, ticket, "confirm", **data).status_code for _ in range(2)] == [204, 204]
    assert ticket.confirmations.count() == 1
    assert post(senior, ticket, "confirm", method="remote", cause="").status_code == 422


def test_solution_asks_for_the_parts_of_its_kind(senior: Client, desk: Desk) -> None:
    ticket = desk.worked()
    fields = senior.get(reverse("tickets:solution_parts", args=[ticket.number]), {"kind": "hardware"}).content.decode()
    assert 'name="part"' in fields and 'name="version"' not in fields
    wrong = post(senior, ticket, "propose", kind="upgrade", explanation="请升级")
    assert wrong.status_code == 422 and "请升级" in wrong.content.decode()
    assert post(senior, ticket, "propose", kind="upgrade", version="8.2.1", explanation="请升级").status_code == 204
    again = post(senior, ticket, "propose", kind="upgrade", version="8.2.1", explanation="请升级")
    assert again.status_code == 422 and Solution.objects.filter(ticket=ticket).count() == 1


def test_solution_moves_on(senior: Client, desk: Desk) -> None:
    ticket = desk.solved()
    solution = Solution.objects.get(ticket=ticket)
    assert post(senior, ticket, "move_solution", solution.pk, "applied").status_code == 204
    assert post(senior, ticket, "move_solution", solution.pk, "verified").status_code == 409
    assert post(senior, desk.worked(), "move_solution", solution.pk, "rejected").status_code == 404


def test_follow_up_solved_closes_and_can_be_undone(senior: Client, desk: Desk) -> None:
    ticket = desk.solved()
    answer = post(senior, ticket, "follow_up", outcome="solved", method="phone", opinion="很好")
    ticket.refresh_from_db()
    assert ticket.state == "closed" and answer.status_code == 204
    told = OutboundMail.objects.get(stream=ticket.stream, purpose="notice")
    senior.post(toast(answer)["undo_url"], headers=FRAGMENT)
    ticket.refresh_from_db()
    told.refresh_from_db()
    assert (ticket.state, told.state) == ("reopened", MailState.WITHDRAWN)


def test_follow_up_unsolved_reopens(senior: Client, desk: Desk) -> None:
    ticket = desk.solved()
    assert post(senior, ticket, "follow_up", outcome="unsolved", method="phone", opinion="还不行").status_code == 204
    ticket.refresh_from_db()
    assert (ticket.state, ticket.round) == ("reopened", 2)


def test_no_answer_counts_once_for_one_form(senior: Client, desk: Desk) -> None:
    ticket = desk.solved()
    for key in ("a", "a", "b"):
        post(senior, ticket, "no_answer", key=key)
    assert ticket.follow_ups.get().attempts == 2
    assert post(senior, desk.worked(), "no_answer", key="c").status_code == 404


def test_close_names_what_is_missing(senior: Client, desk: Desk) -> None:
    ticket = desk.worked()
    answer = post(senior, ticket, "close")
    html = answer.content.decode()
    assert answer.status_code == 422 and reverse("tickets:propose", args=[ticket.number]) in html


def test_reopens_closed_and_solved_with_a_reason(senior: Client, desk: Desk) -> None:
    for ticket in (desk.closed(), desk.solved()):
        assert post(senior, ticket, "reopen", reason=" ").status_code == 422
        assert post(senior, ticket, "reopen", reason="客户来电说又出现").status_code == 204
        ticket.refresh_from_db()
        assert (ticket.state, ticket.round) == ("reopened", 2)


def test_forms_open_as_dialogs_and_as_pages(senior: Client, desk: Desk) -> None:
    ticket = desk.solved()
    for name in ("assign", "details", "tags", "confirm", "propose", "follow_up", "close", "reopen", "link"):
        url = reverse(f"tickets:{name}", args=[ticket.number])
        assert "zc-dialog" in senior.get(url, headers=FRAGMENT).content.decode()
        assert "<html" in senior.get(url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_agents_closing_at_once_close_once(desk: Desk, people: People) -> None:
    ticket = desk.solved()
    follow_up = ticket.follow_ups.get()
    follow_up.outcome, follow_up.done_at, follow_up.method = "solved", desk.tick(), "phone"
    follow_up.save()
    Solution.objects.filter(ticket=ticket).update(state="verified")
    clients = [Client(), Client()]
    for client, person in zip(clients, (people.senior, people.manager), strict=True):
        client.force_login(person)

    def close(client: Client) -> int:
        try:
            return int(post(client, ticket, "close").status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(close, clients)) == [204, 409]
    assert OutboundMail.objects.filter(stream=ticket.stream, purpose="notice").count() == 1


def test_a_form_without_a_chosen_person_says_what_is_missing_and_leads_there(senior: Client, desk: Desk) -> None:
    ticket = desk.ticket()
    answer = senior.post(f"/desk/tickets/{ticket.number}/assign/", {"reason": ""}, headers=FRAGMENT)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请选择由谁负责" in page
    assert 'href="#id_target"' in page
    assert 'id="id_target"' in page
