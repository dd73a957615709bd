"""The ticket page: who sees it, what they may do there, what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from zhichi.accounts import services as accounts
from zhichi.core.actors import Actor
from zhichi.files import services as files
from zhichi.records import selectors as records
from zhichi.tickets import services

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

FRAGMENT = {"HX-Request": "true"}
PANELS = ("customer", "product", "confirmation", "solution", "completeness", "related")
DEEDS = ("watch", "take", "tags", "confirm", "propose", "follow_up", "no_answer", "close", "reopen", "link", "unlink")
POSTS = (*DEEDS, "assign", "details", "urgency", "send", "draft", "presence")


def page(ticket: Ticket, name: str = "detail") -> str:
    return reverse(f"tickets:{name}", args=[ticket.number])


def test_shows_conversation_composer_and_panels(client: Client, desk: Desk, people: People) -> None:
    ticket = desk.worked()
    services.note(ticket_id=ticket.pk, text="先复现", by=people.actor("senior"), at=desk.tick())
    client.force_login(people.senior)
    html = client.get(page(ticket)).content.decode()
    assert "导出的报表是乱码" in html and "您好，正在查。" in html
    assert "先复现" in html and 'class="msg note"' in html
    assert 'name="key"' in html and "he.qing@client.example.com" in html
    assert all(f'id="panel-{name}"' in html for name in PANELS)


def test_fragment_holds_main_pane_and_side_swap(client: Client, desk: Desk, people: People) -> None:
    client.force_login(people.senior)
    html = client.get(page(desk.worked()), headers=FRAGMENT).content.decode()
    assert "<html" not in html and 'id="side"' in html and "hx-swap-oob" in html
    assert html.count("<h1") == 1 and '<h2 id="list-name" hx-swap-oob="true">' in html  # one heading of the page


@pytest.mark.parametrize("name", ["detail", "head", "thread", "print", *(f"panel_{panel}" for panel in PANELS)])
def test_refuses_to_show_a_ticket_of_another_team(client: Client, desk: Desk, people: People, name: str) -> None:
    client.force_login(people.rival)
    assert client.get(page(desk.worked(), name)).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_refuses_every_deed_on_a_ticket_out_of_sight(client: Client, desk: Desk, people: People, name: str) -> None:
    client.force_login(people.rival)
    assert client.post(page(desk.worked(), name), {"reason": "x"}).status_code == 404


def test_auditor_reads_and_has_no_composer(client: Client, desk: Desk, people: People) -> None:
    client.force_login(people.auditor)
    html = client.get(page(desk.worked())).content.decode()
    assert "导出的报表是乱码" in html
    assert "zc-composer" not in html and "/take/" not in html and "/step/" not in html


@pytest.mark.parametrize("name", sorted(set(POSTS) - {"watch", "presence"}))
def test_refuses_the_auditor(client: Client, desk: Desk, people: People, name: str) -> None:
    client.force_login(people.auditor)
    assert client.post(page(desk.worked(), name), {"kind": "note", "text": "x"}).status_code == 403


def test_refuses_customers(client: Client, desk: Desk) -> None:
    ticket = desk.worked()
    user = accounts.create_customer_account(
        email="he.qing@client.example.com", name="何青", language="zh-hans", by=Actor.system("tests"), at=desk.at
    )
    client.force_login(user)
    assert client.get(page(ticket)).status_code == 403


def test_sends_guests_to_sign_in(client: Client, desk: Desk) -> None:
    assert client.get(page(desk.worked())).status_code == 302


@pytest.mark.parametrize("number", ["10018", "1", "abc", "99999999999999999999"])
def test_wrong_numbers_are_not_found(client: Client, desk: Desk, people: People, number: str) -> None:
    desk.worked()
    client.force_login(people.manager)
    assert client.get(f"/desk/tickets/{number}/").status_code == 404


@pytest.mark.parametrize("panel", PANELS)
def test_panels_load_for_new_and_for_closed_tickets(client: Client, desk: Desk, people: People, panel: str) -> None:
    client.force_login(people.senior)
    for ticket in (desk.ticket(contact=None), desk.solved(), desk.closed()):
        assert client.get(page(ticket, f"panel_{panel}")).status_code == 200


def test_script_in_a_message_stays_text(client: Client, desk: Desk, people: People) -> None:
    words = services.Incoming(text="", html='<p onclick="x()">hi<script>alert(1)</script></p>', contact=desk.contact)
    ticket = desk.ticket(subject="<script>alert(2)</script>", message=words)
    client.force_login(people.senior)
    html = client.get(page(ticket)).content.decode()
    assert "alert(1)" not in html and "onclick" not in html and "<script>alert(2)" not in html


def test_offers_original_and_attachments(client: Client, desk: Desk, people: People) -> None:
    stored = files.store(
        content=b"hello", filename="日志.txt", claimed_type="text/plain", by=people.actor("senior"), at=desk.at
    )
    ticket = desk.worked()
    services.note(ticket_id=ticket.pk, text="见附件", by=people.actor("senior"), at=desk.tick(), attachments=[stored])
    client.force_login(people.senior)
    html = client.get(page(ticket)).content.decode()
    assert "日志.txt" in html
    assert client.get(reverse("files:download", args=[stored.public_id, stored.filename])).status_code == 200


def test_presence_names_colleagues_and_what_they_write(client: Client, desk: Desk, people: People) -> None:
    ticket = desk.worked()
    client.force_login(people.junior)
    client.post(page(ticket, "presence"), {"doing": "note"})
    client.force_login(people.senior)
    html = client.post(page(ticket, "presence"), {"doing": ""}).content.decode()
    assert people.junior.display_name in html and people.senior.display_name not in html


def test_print_holds_the_whole_record(client: Client, desk: Desk, people: People) -> None:
    ticket = desk.closed()
    client.force_login(people.auditor)
    html = client.get(page(ticket, "print")).content.decode()
    chain = records.chain(ticket.stream)
    assert all(digest in html for _event, digest in chain) and len(chain) > 8
    assert "缺少 BOM" in html and "8.2.1" in html and "很好" in html


def test_thread_tells_the_newest_reply(client: Client, desk: Desk, people: People) -> None:
    ticket = desk.worked()
    client.force_login(people.senior)
    html = client.get(page(ticket, "thread")).content.decode()
    newest = ticket.messages.filter(kind="reply").latest("pk")
    assert f'data-seen="{newest.pk}"' in html and f'id="m{newest.pk}"' in html


def test_linked_and_other_tickets_of_the_customer_are_named(client: Client, desk: Desk, people: People) -> None:
    first, second, third = desk.worked(), desk.worked(), desk.worked()
    client.force_login(people.senior)
    client.post(page(first, "link"), {"number": second.number, "kind": "related"})
    html = client.get(page(first, "panel_related")).content.decode()
    assert f"#{second.number}" in html and f"#{third.number}" in html
    client.post(page(first, "unlink"), {"source": first.stream, "target": second.stream, "kind": "related"})
    assert "unlink" not in client.get(page(first, "panel_related")).content.decode()


def test_refuses_to_link_to_itself_or_to_a_number_out_of_sight(client: Client, desk: Desk, people: People) -> None:
    ticket = desk.worked()
    client.force_login(people.senior)
    for number in (ticket.number, "99991", "12"):
        answer = client.post(page(ticket, "link"), {"number": number, "kind": "related"})
        assert answer.status_code == 422 and number in answer.content.decode()
