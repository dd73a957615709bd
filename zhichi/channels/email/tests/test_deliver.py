"""5.2.1: what the desk writes leaves by a real mail server, read back from the wire."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from zhichi.channels.email import selectors, services
from zhichi.channels.email.checks import check_mail
from zhichi.channels.email.services.deliver import Courier
from zhichi.channels.email.tests.kit import CUSTOMER, OURS, SETUP, add_mailbox, raw, receive
from zhichi.core.clock import now
from zhichi.files import services as files
from zhichi.outbound import services as queue
from zhichi.outbound.choices import Purpose, State
from zhichi.outbound.models import OutboundMail
from zhichi.records import selectors as records
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.channels.email.models import Mailbox
    from zhichi.channels.email.tests.kit import PostOffice
    from zhichi.tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]


@pytest.fixture
def box(post_office: PostOffice) -> Mailbox:
    return add_mailbox(**post_office.settings)


def put(to: str = CUSTOMER, **given: object) -> OutboundMail:
    """A mail in the queue."""
    values: dict[str, object] = {"purpose": Purpose.NOTICE, "subject": "通知", "text": "您好", "language": "zh-hans"}
    return queue.queue(to=[to], by=SETUP, at=now(), **values | given)  # type: ignore[arg-type]


def deliver(at: datetime | None = None) -> int:
    courier = Courier(now=lambda: at or now())
    try:
        return courier.deliver()
    finally:
        courier.rest()


def answered(people: People, **given: object) -> Ticket:
    """A request of a customer, answered by an engineer; both mails are due."""
    ticket = receive().ticket
    assert ticket is not None
    reply = tickets.Reply(text="请升级到 8.2.1。", **given)  # type: ignore[arg-type]
    tickets.reply(ticket_id=ticket.pk, answer=reply, by=people.actor("senior"), at=now() - timedelta(minutes=1))
    return ticket


def test_threads_our_answer_to_the_customers_mail(people: People, post_office: PostOffice, box: Mailbox) -> None:
    ticket = answered(people)
    deliver()
    acknowledgement, reply = sorted(
        (post_office.read(place) for place in (0, 1)), key=lambda mail: "8.2.1" in str(mail)
    )
    asked = raw().split(b"Message-Id: ")[1].split()[0].decode()
    assert acknowledgement["In-Reply-To"] == asked
    assert acknowledgement["Auto-Submitted"] == "auto-replied"
    assert (reply["In-Reply-To"], reply["Auto-Submitted"]) == (acknowledgement["Message-ID"], None)
    assert reply["References"].split() == [asked, acknowledgement["Message-ID"]]
    assert (reply["From"], reply["To"]) == (f"示例支持 <{OURS}>", CUSTOMER)
    assert f"[#{ticket.number}]" in reply["Subject"]
    body = reply.get_body(("plain",))
    assert body is not None
    assert "请升级到 8.2.1。" in body.get_content()


def test_takes_the_customers_answer_to_what_was_on_the_wire(
    people: People, post_office: PostOffice, box: Mailbox
) -> None:
    ticket = answered(people)
    deliver()
    received = receive(subject="答复", text="好了，谢谢", in_reply_to=post_office.read()["Message-ID"])
    assert received.ticket == ticket


def test_sends_attachments(people: People, post_office: PostOffice, box: Mailbox) -> None:
    stored = files.store(content=b"%PDF-1.7 ...", filename="步骤.pdf", claimed_type="", by=SETUP, at=now())
    answered(people, attachments=[stored])
    deliver()
    sent = next(mail for mail in map(post_office.read, (0, 1)) if mail["Auto-Submitted"] is None)
    (part,) = sent.iter_attachments()
    assert (part.get_filename(), part.get_content()) == ("步骤.pdf", b"%PDF-1.7 ...")


def test_records_that_the_server_took_it(post_office: PostOffice, box: Mailbox) -> None:
    mail = put(stream="thing:1")
    assert deliver() == 1
    mail.refresh_from_db()
    box.refresh_from_db()
    assert (mail.state, box.send_error, box.sent_at is not None) == (State.SENT, "", True)
    assert [event.code for event in records.history("thing:1")] == ["outbound.sent"]


def test_answers_through_the_mailbox_that_the_request_came_by(people: People, post_office: PostOffice) -> None:
    add_mailbox("first@zhichi.example", **post_office.settings)
    second = add_mailbox("second@zhichi.example", **post_office.settings)
    services.receive(raw=raw(), at=now(), mailbox=second)
    put()
    deliver()
    senders = {post_office.read(place)["From"].addresses[0].addr_spec for place in (0, 1)}
    assert senders == {"first@zhichi.example", "second@zhichi.example"}
    assert "second@" in str(
        next(m for m in map(post_office.read, (0, 1)) if m["Auto-Submitted"] == "auto-replied")["From"]
    )


def test_tries_again_after_an_hour_without_the_server(
    post_office: PostOffice, box: Mailbox, client: Client, people: People
) -> None:
    mails = [put(), put("other@client.example")]
    post_office.close()
    start = now()
    for minute in range(0, 60, 5):
        deliver(start + timedelta(minutes=minute))
    box.refresh_from_db()
    assert box.send_fails_since == start
    assert any("since" in one.what or "以来" in one.what or OURS in one.what for one in check_mail())
    health = selectors.health(at=start + timedelta(hours=1))
    assert (health.queue.waiting, health.queue.failed, health.is_well) == (2, 0, False)
    client.force_login(people.manager)
    page = client.get(reverse("channels_email:health")).text
    assert box.send_error
    assert all(words in page for words in (OURS, box.send_error))  # who looks at the page sees what is wrong
    tries = OutboundMail.objects.get(pk=mails[0].pk).attempts
    assert 3 <= tries < 12  # the pauses grow: twelve rounds, fewer tries
    post_office.open()
    deliver(start + timedelta(hours=2, minutes=1))
    box.refresh_from_db()
    assert {OutboundMail.objects.get(pk=mail.pk).state for mail in mails} == {State.SENT}
    after: tuple[object, ...] = (len(post_office.mails), box.send_error, box.send_fails_since)
    assert after == (2, "", None)


def test_tries_a_dead_server_once_a_round_and_not_for_each_mail(post_office: PostOffice, box: Mailbox) -> None:
    for number in range(3):
        put(f"c{number}@client.example")
    post_office.close()
    courier = Courier(now=now)
    assert courier.deliver() == 3
    assert {mail.last_error == box.send_error for mail in OutboundMail.objects.all()} == {False}
    assert OutboundMail.objects.filter(state=State.QUEUED).exclude(last_error="").count() == 3


def test_keeps_mail_while_no_mailbox_sends(post_office: PostOffice) -> None:
    mail = put()
    assert deliver() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (State.QUEUED, 0)
    finding = next(one for one in check_mail() if one.level == "bad")
    assert "1" in finding.what
    add_mailbox(**post_office.settings)
    assert deliver() == 1


def test_gives_up_what_the_server_refuses_for_good_and_sends_it_again_on_demand(
    post_office: PostOffice, box: Mailbox
) -> None:
    mail = put()
    post_office.answers[CUSTOMER] = "550 no such user"
    deliver()
    mail.refresh_from_db()
    assert (mail.state, "no such user" in mail.last_error) == (State.FAILED, True)
    post_office.answers.clear()
    queue.requeue(mail_id=mail.pk, by=SETUP, at=now())
    deliver()
    mail.refresh_from_db()
    assert mail.state == State.SENT


def test_waits_with_a_mail_that_the_server_puts_off(post_office: PostOffice, box: Mailbox) -> None:
    late, other = put(), put("other@client.example")
    post_office.answers[CUSTOMER] = "451 greylisted"
    deliver()
    box.refresh_from_db()
    late.refresh_from_db()
    other.refresh_from_db()
    assert (late.state, other.state, box.send_error) == (State.QUEUED, State.SENT, "")


def test_sends_whatever_the_subject_holds(post_office: PostOffice, box: Mailbox) -> None:
    OutboundMail.objects.filter(pk=put().pk).update(subject="a\tb\x07c\x1b[0m")
    deliver()
    assert post_office.read()["Subject"] == "a b c [0m"


def test_refuses_a_mail_whose_file_the_disk_lost(post_office: PostOffice, box: Mailbox) -> None:
    mail = put(attachments=[987654])
    deliver()
    mail.refresh_from_db()
    assert (mail.state, post_office.mails) == (State.FAILED, [])


def test_gives_back_what_it_has_not_tried_when_it_stops(post_office: PostOffice, box: Mailbox) -> None:
    mail, stop = put(), threading.Event()
    courier = Courier(now=now, stop=stop)
    stop.set()
    assert courier.deliver() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (State.QUEUED, 0)
