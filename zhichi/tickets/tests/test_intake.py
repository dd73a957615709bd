"""2.1: a request becomes one ticket with an accountable owner."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.core.errors import DomainError, Refused
from zhichi.outbound.models import OutboundMail
from zhichi.records import selectors as records
from zhichi.tickets import services
from zhichi.tickets.choices import Channel, State
from zhichi.tickets.models import Tally, Ticket

if TYPE_CHECKING:
    from zhichi.tickets.tests.conftest import Desk


def test_belongs_to_the_intake_role_until_a_person_takes_it(desk: Desk) -> None:
    ticket = desk.ticket()
    assert ticket.owner is None
    assert ticket.duty_role == desk.people.duty
    assert ticket.state == State.NEW


def test_records_registration_and_first_message(desk: Desk) -> None:
    codes = [event.code for event in records.history(desk.ticket().stream)]
    assert codes == ["tickets.registered", "tickets.message_added", "sla.clocks_changed"]


def test_acknowledges_once_in_the_customers_language_and_counts_it_as_no_response(desk: Desk) -> None:
    ticket = desk.ticket(answer_to="he.qing@client.example.com", language="en")
    mail = OutboundMail.objects.get(stream=ticket.stream)
    assert "We received your request" in mail.text
    assert ticket.number in mail.subject
    assert mail.in_reply_to == "<1@client>"
    assert ticket.responded_at is None


def test_acknowledges_in_chinese(desk: Desk) -> None:
    ticket = desk.ticket(answer_to="he.qing@client.example.com")
    text = OutboundMail.objects.get(stream=ticket.stream).text
    assert "您" in text
    assert "received" not in text


def test_sends_no_acknowledgement_without_an_address(desk: Desk) -> None:
    desk.ticket()
    assert not OutboundMail.objects.exists()


def test_refuses_a_request_without_any_words(desk: Desk) -> None:
    words = services.Incoming(text=" \n ", channel=Channel.WEB)
    with pytest.raises(DomainError) as refusal:
        desk.ticket(subject="\u3000 ", message=words)
    assert refusal.value.code == "subject-missing"
    assert not Ticket.objects.exists()


def test_takes_the_first_words_as_subject_when_there_is_none(desk: Desk) -> None:
    assert desk.ticket(subject="").subject == "导出的报表是乱码"


def test_keeps_text_that_no_database_stores_out(desk: Desk) -> None:
    words = services.Incoming(text="a\x00b\ud800c", channel=Channel.MAIL)
    ticket = desk.ticket(subject="x\x00\n\ry", message=words)
    assert ticket.subject == "x y"
    assert ticket.messages.get().text == "abc"


def test_never_says_a_request_arrived_after_it_was_registered(desk: Desk) -> None:
    ticket = desk.ticket(received_at=desk.at + timedelta(days=400))
    assert ticket.received_at == ticket.registered_at


def test_refuses_registration_by_the_auditor(desk: Desk) -> None:
    request = services.Request(
        channel=Channel.PHONE, subject="x", message=services.Incoming(text="x"), contact=desk.contact
    )
    with pytest.raises(Refused):
        services.register(request=request, by=desk.people.actor("auditor"), at=desk.at)


def test_counts_the_new_ticket_in_the_tally(desk: Desk) -> None:
    desk.ticket()
    assert sum(Tally.objects.values_list("count", flat=True)) == 1
