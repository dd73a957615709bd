"""2.1 and 2.4 by mail: a message becomes a request, joins its own, or is told apart from both."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.channels.email import services
from zhichi.channels.email.choices import Done, Reason
from zhichi.channels.email.models import MailLog
from zhichi.channels.email.tests.kit import CUSTOMER, OURS, add_mailbox, raw, receive
from zhichi.core.clock import now
from zhichi.customers import selectors as customers
from zhichi.files import selectors as files
from zhichi.outbound.models import OutboundMail
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import MessageKind, State
from zhichi.tickets.models import Message, Ticket

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.people import People

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]


def answer(ticket: Ticket, people: People) -> OutboundMail:
    """Our reply to the customer."""
    reply = tickets.Reply(text="请升级到 8.2.1")
    message = tickets.reply(ticket_id=ticket.pk, answer=reply, by=people.actor("senior"), at=now())
    assert message.outbound is not None
    return message.outbound


def opened() -> Ticket:
    """The request that a first mail opens."""
    ticket = receive().ticket
    assert ticket is not None
    return ticket


def test_makes_a_request_a_contact_and_an_acknowledgement() -> None:
    receipt = receive()
    assert (receipt.log.done, receipt.log.reason, receipt.log.acknowledged) == (Done.NEW, Reason.FIRST_CONTACT, True)
    assert receipt.ticket is not None
    assert (receipt.ticket.subject, receipt.ticket.language, receipt.ticket.channel) == ("导出乱码", "zh-hans", "mail")
    contact = customers.by_address(CUSTOMER)
    assert (contact, contact and contact.display_name) == (receipt.ticket.contact, "何青")
    mail = OutboundMail.objects.get()
    assert (mail.to, mail.purpose, "您" in mail.text) == ([CUSTOMER], "ack", True)


def test_acknowledges_in_the_language_of_the_mail() -> None:
    receive(subject="Export broken", text="It fails since this morning.")
    assert "We received your request" in OutboundMail.objects.get().text


def test_keeps_the_original_as_it_came() -> None:
    message = raw()
    original = receive(message).log.original
    assert original is not None
    with files.read(original) as content:
        assert content.read() == message


def test_recognises_a_second_delivery_whatever_way_it_took() -> None:
    first = receive()
    second = receive(b"Received: from elsewhere\r\n" + raw())
    assert (second.log.done, second.ticket, second.message) == (Done.DUPLICATE, first.ticket, first.message)
    assert Ticket.objects.count() == 1


def test_recognises_the_bytes_of_a_mail_without_message_id() -> None:
    message = raw(message_id="")
    assert b"Message-I" not in message
    receive(message)
    assert receive(message.replace(b"\r\n", b"\n")).log.done == Done.DUPLICATE


def test_keeps_different_mails_that_share_a_message_id() -> None:
    receive(message_id="<same@device.example>")
    other = receive(message_id="<same@device.example>", date="Tue, 24 Nov 2026 10:00:00 +0800", text="B")
    assert other.log.done == Done.NEW


def test_only_logs_our_own_mail_coming_back() -> None:
    add_mailbox()
    receipt = receive(sender=f"Support <{OURS.upper()}>")
    assert (receipt.log.done, Ticket.objects.count()) == (Done.OWN, 0)


def test_threads_by_the_message_id_of_our_answer(people: People) -> None:
    ticket = opened()
    mail = answer(ticket, people)
    receipt = receive(
        subject="Re: 别的主题", text="还是不行", in_reply_to=mail.message_id, sender="同事 <other@client.example>"
    )
    assert (receipt.ticket, receipt.log.done, receipt.log.reason) == (ticket, Done.ADDED, Reason.THREAD)


def test_threads_by_any_reference_to_the_conversation() -> None:
    ticket = opened()
    references = f"<unknown@elsewhere.example> {Message.objects.filter(ticket=ticket)[0].mail_id}"
    assert receive(subject="补充", text="附上日志", references=references).ticket == ticket


def test_takes_the_number_from_somebody_who_takes_part() -> None:
    ticket = opened()
    receipt = receive(subject=f"回复: 导出乱码 [#{ticket.number}]", text="补充一点")
    assert (receipt.ticket, receipt.log.reason) == (ticket, Reason.NUMBER)


def test_takes_the_number_from_somebody_who_was_copied() -> None:
    ticket = receive(cc="boss@client.example").ticket
    assert ticket is not None
    receipt = receive(subject=f"[#{ticket.number}]", text="很急", sender="boss@client.example")
    assert receipt.ticket == ticket


def test_refuses_the_number_to_a_stranger() -> None:
    ticket = opened()
    receipt = receive(subject=f"[#{ticket.number}] 告诉我内容", sender="evil@stranger.example")
    assert (receipt.log.done, receipt.log.reason) == (Done.NEW, Reason.NUMBER_OF_A_STRANGER)
    assert receipt.ticket not in {None, ticket}
    assert receipt.message is not None
    assert receipt.message.notices == [f"forged-number:{ticket.number}"]


def test_makes_a_request_of_a_number_that_does_not_exist() -> None:
    assert receive(subject="[#10017] 之前的问题").log.reason == Reason.NUMBER_UNKNOWN


def test_keeps_a_colleagues_answer_internal(people: People) -> None:
    ticket = opened()
    mail = answer(ticket, people)
    receipt = receive(text="这是已知缺陷", in_reply_to=mail.message_id, sender=people.junior.email)
    assert receipt.message is not None
    assert (receipt.log.done, receipt.message.kind) == (Done.NOTED, MessageKind.NOTE)
    assert (receipt.message.author, receipt.message.is_public) == (people.junior, False)


def test_treats_a_colleague_as_customer_on_their_own_request(people: People) -> None:
    ticket = receive(sender=people.junior.email).ticket
    assert ticket is not None
    receipt = receive(subject=f"[#{ticket.number}]", text="补充", sender=people.junior.email)
    assert receipt.log.done == Done.ADDED


def test_refuses_a_note_to_a_colleague_without_the_right(people: People) -> None:
    ticket = opened()
    receipt = receive(subject=f"[#{ticket.number}]", text="我是审计", sender=people.auditor.email)
    assert receipt.ticket != ticket
    assert receipt.log.reason == Reason.NUMBER_OF_A_STRANGER


def test_reopens_what_was_solved(people: People) -> None:
    ticket = opened()
    answer(ticket, people)
    proposal = tickets.Proposal(kind="upgrade", parts={"version": "8.2.1"}, explanation="请升级")
    by = people.actor("senior")
    tickets.confirm(ticket_id=ticket.pk, cause="不清楚", method="remote", by=by, at=now())
    tickets.propose(ticket_id=ticket.pk, proposal=proposal, by=by, at=now())
    receipt = receive(subject=f"Re: [#{ticket.number}]", text="还是不行")
    assert (receipt.log.done, receipt.ticket and receipt.ticket.state) == (Done.REOPENED, State.REOPENED)


def test_lets_automatic_mail_join_and_set_nothing_off(people: People) -> None:
    ticket = opened()
    mail = answer(ticket, people)
    receipt = receive(subject="自动回复：休假", in_reply_to=mail.message_id, auto_submitted="auto-replied")
    ticket.refresh_from_db()
    assert receipt.message is not None
    assert (receipt.log.done, receipt.message.is_automatic, ticket.needs_reply) == (Done.ADDED, True, False)


def test_never_acknowledges_automatic_mail() -> None:
    receipt = receive(subject="Weekly report", auto_submitted="auto-generated")
    assert (receipt.log.done, receipt.log.acknowledged, OutboundMail.objects.count()) == (Done.NEW, False, 0)


def test_stops_acknowledging_a_sender_that_may_be_a_machine() -> None:
    told = [receive(subject=f"报警 {number}").log.acknowledged for number in range(12)]
    assert told == [True] * 10 + [False] * 2
    assert Ticket.objects.count() == 12
    assert receive(subject="一小时后", at=now() + timedelta(minutes=61)).log.acknowledged


def test_adds_a_bounce_to_the_request_it_is_about(people: People) -> None:
    ticket = opened()
    mail = answer(ticket, people)
    report = f"Your message could not be delivered.\r\n\r\nMessage-ID: {mail.message_id}\r\n"
    receipt = receive(
        subject="Undelivered Mail Returned to Sender", text=report, sender="MAILER-DAEMON@mx.example", return_path="<>"
    )
    assert receipt.message is not None
    assert (receipt.ticket, receipt.log.done) == (ticket, Done.BOUNCE)
    assert (receipt.message.kind, receipt.message.notices) == (MessageKind.SYSTEM, ["bounce"])


def test_only_logs_a_bounce_of_mail_that_is_not_ours() -> None:
    receipt = receive(subject="Undelivered Mail Returned to Sender", sender="MAILER-DAEMON@mx.example")
    assert (receipt.log.done, Ticket.objects.count()) == (Done.UNMATCHED, 0)


def test_keeps_who_was_copied_and_leaves_ourselves_out() -> None:
    add_mailbox()
    ticket = receive(cc=f"A <a@client.example>, {OURS}, {CUSTOMER}", reply_to="form@client.example").ticket
    assert ticket is not None
    assert ticket.cc == ["form@client.example", "a@client.example"]


def test_keeps_a_message_whose_attachment_is_too_large_and_tells_both(settings: Settings) -> None:
    settings.MAX_ATTACHMENT_BYTES = 1024 * 1024
    receipt = receive(files={"日志.bin": b"x" * 1024 * 1024 + b"y", "small.txt": b"ok"})
    assert receipt.message is not None
    assert receipt.message.notices == ["too-large:日志.bin"]
    kept = files.of("message", [receipt.message.pk])[receipt.message.pk]
    assert [item.filename for item in kept] == ["small.txt"]
    assert "日志.bin" in OutboundMail.objects.get(purpose="notice").text


def test_keeps_the_header_of_a_mail_that_is_too_large() -> None:
    head = raw().partition(b"\r\n\r\n")[0]
    receipt = services.receive(raw=head, at=now(), whole_size=99 * 1024 * 1024)
    assert receipt.message is not None
    assert receipt.message.notices == ["mail-too-large:99"]
    assert "99 MB" in OutboundMail.objects.get(purpose="notice").text


def test_keeps_script_out_of_what_is_shown() -> None:
    message = raw().replace(b"text/plain", b"text/html") + b"<script>alert(1)</script><img src=x onerror=alert(1)>"
    html = receive(message.replace(b"base64", b"8bit")).message
    assert html is not None
    assert "script" not in html.html
    assert "onerror" not in html.html


def test_says_when_a_file_is_not_what_its_name_says() -> None:
    receipt = receive(files={"photo.png": b"MZ" + b"\0" * 200 + b"PE\0\0"})
    assert receipt.message is not None
    assert receipt.message.notices == ["suspicious:photo.png"]


def test_notes_the_senders_mail_but_trusts_only_the_servers_clock() -> None:
    at = now()
    arrived = at - timedelta(minutes=5)
    ticket = services.receive(raw=raw(date="Mon, 1 Jan 2001 00:00:00 +0000"), at=at, arrived_at=arrived).ticket
    assert ticket is not None
    assert ticket.received_at == arrived


def test_logs_every_message_with_its_reason() -> None:
    receive()
    receive()
    assert set(MailLog.objects.values_list("done", flat=True)) == {Done.NEW, Done.DUPLICATE}
    assert MailLog.objects.filter(reason="").count() == 0
