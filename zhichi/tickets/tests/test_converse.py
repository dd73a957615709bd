"""5.2.1: replies, notes and calls; undo; two people at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.outbound import services as outbound
from zhichi.outbound.models import OutboundMail
from zhichi.tickets import selectors, services
from zhichi.tickets.choices import MessageKind, State
from zhichi.tickets.models import Draft

if TYPE_CHECKING:
    from zhichi.tickets.models import Message, Ticket
    from zhichi.tickets.tests.conftest import Desk


def answer(desk: Desk, ticket: Ticket, text: str = "您好", by: str = "senior", **given: object) -> Message:
    reply = services.Reply(text=text, **given)  # type: ignore[arg-type]
    return services.reply(ticket_id=ticket.pk, answer=reply, by=desk.people.actor(by), at=desk.tick())


def test_a_reply_is_threaded_to_the_customers_mail(desk: Desk) -> None:
    message = answer(desk, desk.ticket())
    mail = OutboundMail.objects.get()
    assert mail.in_reply_to == "<1@client>"
    assert mail.references == ["<1@client>"]
    assert message.mail_id == mail.message_id
    assert mail.to == ["he.qing@client.example.com"]


def test_the_first_reply_is_the_response_and_starts_the_work(desk: Desk) -> None:
    ticket = desk.ticket()
    answer(desk, ticket)
    ticket.refresh_from_db()
    assert ticket.responded_at == desk.at
    assert ticket.state == State.IN_PROGRESS
    assert not ticket.needs_reply


def test_a_reply_waits_for_the_undo_time(desk: Desk) -> None:
    answer(desk, desk.ticket())
    assert OutboundMail.objects.get().not_before == desk.at + timedelta(seconds=10)


def test_taking_a_reply_back_makes_it_a_draft_again(desk: Desk) -> None:
    ticket = desk.ticket()
    message = answer(desk, ticket, "写错了")
    text = services.withdraw(message_id=message.pk, by=desk.people.actor("senior"), at=desk.at)
    assert text == "写错了"
    assert OutboundMail.objects.get().state == "withdrawn"
    assert Draft.objects.get().text == "写错了"
    ticket.refresh_from_db()
    assert ticket.responded_at is None
    assert ticket.needs_reply


def test_taking_a_reply_back_ends_the_waiting_that_came_with_it(desk: Desk) -> None:
    ticket = desk.worked()
    message = answer(desk, ticket, then="wait_customer")
    services.withdraw(message_id=message.pk, by=desk.people.actor("senior"), at=desk.tick(seconds=3))
    ticket.refresh_from_db()
    assert ticket.state == State.IN_PROGRESS


def test_taking_a_reply_back_leaves_a_later_step_alone(desk: Desk) -> None:
    ticket = desk.worked()
    message = answer(desk, ticket, then="wait_customer")
    senior = desk.people.actor("senior")
    services.step(ticket_id=ticket.pk, name="wait_vendor", by=senior, at=desk.tick(seconds=1))
    services.withdraw(message_id=message.pk, by=senior, at=desk.tick(seconds=3))
    ticket.refresh_from_db()
    assert ticket.state == State.WAIT_VENDOR


def test_taking_a_solution_back_puts_the_ticket_to_work(desk: Desk) -> None:
    ticket = desk.solved()
    message = ticket.messages.filter(kind=MessageKind.REPLY).last()
    assert message is not None
    services.withdraw(message_id=message.pk, by=desk.people.actor("senior"), at=desk.tick(seconds=3))
    ticket.refresh_from_db()
    assert ticket.state == State.REOPENED
    assert not ticket.follow_ups.filter(done_at=None).exists()
    assert Draft.objects.get().text == message.text


def test_what_is_taken_back_stands_above_what_was_begun_since(desk: Desk) -> None:
    ticket = desk.ticket()
    message, senior = answer(desk, ticket, "写错了"), desk.people.actor("senior")
    services.save_draft(ticket_id=ticket.pk, kind="reply", text="另外", by=senior, at=desk.at)
    services.withdraw(message_id=message.pk, by=senior, at=desk.tick(seconds=3))
    assert Draft.objects.get().text == "写错了\n\n另外"


def test_refuses_to_take_back_what_has_left(desk: Desk) -> None:
    message = answer(desk, desk.ticket())
    outbound.claim(limit=1, at=desk.tick())
    with pytest.raises(Conflict):
        services.withdraw(message_id=message.pk, by=desk.people.actor("senior"), at=desk.at)


def test_refuses_a_reply_when_a_colleague_was_faster(desk: Desk) -> None:
    ticket = desk.ticket()
    seen = ticket.messages.get().pk
    answer(desk, ticket, by="junior", seen=seen)
    with pytest.raises(Conflict) as refusal:
        answer(desk, ticket, seen=seen)
    assert refusal.value.code == "stale"
    assert ticket.messages.filter(kind=MessageKind.REPLY).count() == 1


def test_refuses_an_empty_reply(desk: Desk) -> None:
    with pytest.raises(DomainError):
        answer(desk, desk.ticket(), "\u3000\n")


@pytest.mark.parametrize("post", ["auditor", "knowledge_editor", "administrator"])
def test_refuses_replies_by_posts_that_work_no_requests(desk: Desk, post: str) -> None:
    with pytest.raises(Refused):
        answer(desk, desk.ticket(), by=post)


def test_a_note_is_never_shown_to_the_customer(desk: Desk) -> None:
    ticket = desk.ticket()
    services.note(ticket_id=ticket.pk, text="客户很急", by=desk.people.actor("senior"), at=desk.tick())
    call = services.Call(direction="out", answered=True, seconds=60, number="", text="内部约定")
    services.log_call(ticket_id=ticket.pk, call=call, by=desk.people.actor("senior"), at=desk.tick())
    shown = " ".join(str(entry.body) for entry in selectors.conversation(ticket, is_public=True))
    assert "客户很急" not in shown
    assert "内部约定" not in shown
    assert "导出的报表是乱码" in shown


def test_an_unanswered_call_is_no_response(desk: Desk) -> None:
    ticket = desk.ticket()
    call = services.Call(direction="out", answered=False, seconds=0, number="", text="没人接")
    services.log_call(ticket_id=ticket.pk, call=call, by=desk.people.actor("senior"), at=desk.tick())
    ticket.refresh_from_db()
    assert ticket.responded_at is None


def test_hostile_html_of_a_customer_is_made_harmless(desk: Desk) -> None:
    words = services.Incoming(text="hi", html="<b>hi</b><script>x()</script><img src=x onerror=y>", channel="mail")
    message = desk.ticket(message=words).messages.get()
    assert "<b>hi</b>" in message.html
    assert "script" not in message.html
    assert "onerror" not in message.html


def test_drafts_survive_other_actions(desk: Desk) -> None:
    ticket = desk.ticket()
    by = desk.people.actor("senior")
    services.save_draft(ticket_id=ticket.pk, kind="reply", text="写到一半", by=by, at=desk.at)
    services.take(ticket_id=ticket.pk, by=by, at=desk.tick())
    services.note(ticket_id=ticket.pk, text="先记一笔", by=by, at=desk.tick())
    assert selectors.drafts_of(desk.people.senior, ticket)["reply"].text == "写到一半"
