"""The composer: nothing typed is lost, nothing is sent twice, nobody answers over a colleague's head."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhichi.outbound.choices import State as MailState
from zhichi.tickets import services
from zhichi.tickets.models import Draft, Message

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

FRAGMENT = {"HX-Request": "true"}


def post(client: Client, ticket: Ticket, **given: Any) -> Any:
    """Send the composer's form as the page with script does."""
    data = {"kind": "reply", "text": "请升级到 8.2.1。", "key": "form-1", **given}
    return client.post(reverse("tickets:send", args=[ticket.number]), data, headers=FRAGMENT)


def triggers(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.headers.get("HX-Trigger", "{}"))
    return found


@pytest.fixture
def ticket(desk: Desk) -> Ticket:
    return desk.worked()


@pytest.fixture
def senior(client: Client, people: People) -> Client:
    client.force_login(people.senior)
    return client


def test_sends_a_reply_that_can_be_taken_back(senior: Client, ticket: Ticket) -> None:
    answer = post(senior, ticket)
    message = Message.objects.get(text="请升级到 8.2.1。")
    told = triggers(answer)
    assert answer.status_code == 200 and not answer.content
    assert told["toast"]["undo_url"] == reverse("tickets:withdraw", args=[ticket.number, message.pk])
    assert told["toast"]["seconds"] == 10 and told["ticket:form"]["seen"] == message.pk
    assert told["ticket:form"]["key"] not in {"", "form-1"}


def test_second_post_of_the_same_form_changes_nothing(senior: Client, ticket: Ticket) -> None:
    post(senior, ticket)
    second = post(senior, ticket)
    assert second.status_code == 200 and "toast" not in triggers(second)
    assert Message.objects.filter(text="请升级到 8.2.1。").count() == 1


def test_same_text_with_a_fresh_key_is_another_message(senior: Client, ticket: Ticket) -> None:
    post(senior, ticket)
    post(senior, ticket, key="form-2")
    assert Message.objects.filter(text="请升级到 8.2.1。").count() == 2


def test_refused_form_can_be_sent_again_with_its_key(senior: Client, ticket: Ticket) -> None:
    assert post(senior, ticket, text="  ").status_code == 422
    assert post(senior, ticket).status_code == 200
    assert Message.objects.filter(text="请升级到 8.2.1。").exists()


def test_blocks_once_when_a_colleague_answered(senior: Client, ticket: Ticket, people: People, desk: Desk) -> None:
    seen = ticket.messages.filter(kind="reply").latest("pk").pk
    answer = services.Reply(text="我来回复。")
    theirs = services.reply(ticket_id=ticket.pk, answer=answer, by=people.actor("junior"), at=desk.tick())
    first = post(senior, ticket, seen=seen)
    assert first.status_code == 409 and people.junior.display_name in first.content.decode()
    assert "banner-peer" in first.content.decode() and triggers(first)["ticket:form"] == {"seen": theirs.pk}
    assert post(senior, ticket, seen=theirs.pk).status_code == 200


def test_keeps_the_text_on_a_plain_page(senior: Client, ticket: Ticket) -> None:
    url = reverse("tickets:send", args=[ticket.number])
    answer = senior.post(url, {"kind": "reply", "text": "别丢了我", "cc": "not-an-address"})
    assert answer.status_code == 422
    assert "别丢了我" in answer.content.decode() and "not-an-address" in answer.content.decode()


def test_plain_post_returns_to_the_ticket(senior: Client, ticket: Ticket) -> None:
    url = reverse("tickets:send", args=[ticket.number])
    answer = senior.post(url, {"kind": "note", "text": "无脚本也行"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("tickets:detail", args=[ticket.number])
    assert "无脚本也行" in answer.content.decode()


def test_sends_and_awaits_the_customer(senior: Client, ticket: Ticket) -> None:
    post(senior, ticket, then="wait_customer")
    ticket.refresh_from_db()
    assert ticket.state == "wait_customer"


def test_copies_reach_the_mail(senior: Client, ticket: Ticket) -> None:
    post(senior, ticket, cc="a@example.com，b@example.com")
    mail = Message.objects.get(text="请升级到 8.2.1。").outbound
    assert mail is not None and mail.cc == ["a@example.com", "b@example.com"]


def test_note_is_not_mailed(senior: Client, ticket: Ticket) -> None:
    post(senior, ticket, kind="note", text="仅内部")
    note = Message.objects.get(text="仅内部")
    assert note.kind == "note" and note.outbound is None


def test_logs_a_call_with_its_length(senior: Client, ticket: Ticket) -> None:
    post(senior, ticket, kind="call", text="已约时间", direction="out", answered="on", minutes="6", seconds="12")
    call = Message.objects.get(text="已约时间")
    assert (call.call_direction, call.call_answered, call.call_seconds) == ("out", True, 372)


def test_call_without_direction_is_refused(senior: Client, ticket: Ticket) -> None:
    assert post(senior, ticket, kind="call", text="?").status_code == 422


@pytest.mark.parametrize("given", [{"kind": "system"}, {"then": "resolve"}, {"minutes": "-1"}, {"minutes": "9" * 30}])
def test_refuses_what_the_form_does_not_offer(senior: Client, ticket: Ticket, given: dict[str, str]) -> None:
    assert post(senior, ticket, **given).status_code == 422


def test_closed_ticket_takes_notes_but_no_reply(senior: Client, desk: Desk) -> None:
    closed = desk.closed()
    assert post(senior, closed).status_code == 409
    assert post(senior, closed, kind="note", text="事后补充", key="k2").status_code == 200


def test_knowledge_editor_writes_notes_only(client: Client, ticket: Ticket, people: People) -> None:
    client.force_login(people.knowledge_editor)
    assert post(client, ticket).status_code == 403
    assert post(client, ticket, kind="note", key="k2").status_code == 200


def test_takes_a_reply_back_into_the_draft(senior: Client, ticket: Ticket, people: People) -> None:
    undo = triggers(post(senior, ticket))["toast"]["undo_url"]
    answer = senior.post(undo, headers=FRAGMENT)
    message = Message.objects.get(text="请升级到 8.2.1。")
    assert message.withdrawn_at and message.outbound and message.outbound.state == MailState.WITHDRAWN
    assert triggers(answer)["ticket:draft"] == {"kind": "reply"}
    draft = senior.get(reverse("tickets:draft", args=[ticket.number]), {"kind": "reply"}).json()
    assert draft == {"text": "请升级到 8.2.1。", "files": []}


def test_too_late_to_take_back_is_told(senior: Client, ticket: Ticket, people: People) -> None:
    undo = triggers(post(senior, ticket))["toast"]["undo_url"]
    senior.post(undo, headers=FRAGMENT)
    again = senior.post(undo, headers=FRAGMENT)
    assert again.status_code == 409 and triggers(again)["toast"]["kind"] == "bad"


def test_draft_is_kept_by_tab_and_shown_again(senior: Client, ticket: Ticket, people: People) -> None:
    url = reverse("tickets:draft", args=[ticket.number])
    senior.post(url, {"kind": "note", "text": "写了一半"})
    senior.post(url, {"kind": "reply", "text": "回复一半"})
    html = senior.get(reverse("tickets:detail", args=[ticket.number])).content.decode()
    assert "写了一半" in html and "回复一半" in html
    senior.post(url, {"kind": "note", "text": " "})
    assert Draft.objects.filter(user=people.senior).count() == 1


def test_uploads_hang_on_the_message(senior: Client, ticket: Ticket) -> None:
    sent = senior.post(reverse("files:upload"), {"file": SimpleUploadedFile("日志.txt", b"hello")})
    post(senior, ticket, kind="note", text="见附件", attachments=[sent.json()["id"]])
    thread = senior.get(reverse("tickets:thread", args=[ticket.number])).content.decode()
    assert "日志.txt" in thread


def test_files_of_a_page_without_script_are_stored(senior: Client, ticket: Ticket) -> None:
    url = reverse("tickets:send", args=[ticket.number])
    senior.post(url, {"kind": "note", "text": "见附件", "files": SimpleUploadedFile("图.txt", b"x")})
    assert "图.txt" in senior.get(reverse("tickets:thread", args=[ticket.number])).content.decode()


def test_nobody_attaches_the_upload_of_another(senior: Client, ticket: Ticket, people: People) -> None:
    senior.force_login(people.junior)
    sent = senior.post(reverse("files:upload"), {"file": SimpleUploadedFile("别人的.txt", b"hello")})
    senior.force_login(people.senior)
    answer = post(senior, ticket, kind="note", text="借用", attachments=[sent.json()["id"]])
    assert answer.status_code == 422
    assert "不在这里" in answer.content.decode()
    assert "别人的.txt" not in senior.get(reverse("tickets:thread", args=[ticket.number])).content.decode()
