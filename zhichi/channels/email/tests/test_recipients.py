"""5.2.1: each recipient of a mail has a fate of their own, and addresses that nobody has are left alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.channels.email.models import Mailbox
from zhichi.channels.email.services.deliver import Courier
from zhichi.channels.email.tests.kit import CUSTOMER, SETUP, add_mailbox, raw, receive
from zhichi.core.clock import now
from zhichi.outbound import selectors
from zhichi.outbound import services as queue
from zhichi.outbound.choices import Fate, Purpose, State
from zhichi.outbound.models import OutboundMail, Suppression
from zhichi.records import selectors as records
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.channels.email.tests.kit import PostOffice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
GONE, BUSY = "gone@client.example", "busy@client.example"
DSN = """From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

This is the mail system.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {answer}
--b
Content-Type: text/rfc822-headers

Message-ID: {mail_id}
--b--
"""


@pytest.fixture
def box(post_office: PostOffice) -> Mailbox:
    return add_mailbox(**post_office.settings)


def put(*to: str, **given: Any) -> OutboundMail:
    values: dict[str, Any] = {"purpose": Purpose.REPLY, "subject": "回复", "text": "您好", "language": "zh-hans"}
    return queue.queue(to=to or [CUSTOMER], stream="thing:1", by=SETUP, at=now(), **values | given)


def deliver(at: datetime | None = None) -> None:
    courier = Courier(now=lambda: at or now())
    courier.deliver()
    courier.rest()


def states(mail: OutboundMail) -> dict[str, Fate]:
    mail.refresh_from_db()
    return {each.address: each.state for each in selectors.fates_of(mail)}


def report(mail: OutboundMail, address: str, action: str = "failed", status: str = "5.1.1") -> None:
    """A mail server says something about a mail that it took from us."""
    answer = f"550 {status} unknown user" if action == "failed" else "451 4.4.1 no route yet"
    text = DSN.format(address=address, action=action, status=status, answer=answer, mail_id=mail.message_id)
    receive(text.replace("\n", "\r\n").encode())


def test_tells_each_recipient_apart_and_tries_on_for_those_put_off(post_office: PostOffice, box: Mailbox) -> None:
    mail = put(CUSTOMER, cc=[GONE, BUSY])
    post_office.answers |= {GONE: "550 5.1.1 no such user", BUSY: "451 4.7.1 try later"}
    deliver()
    assert states(mail) == {CUSTOMER: Fate.ACCEPTED, GONE: Fate.REFUSED, BUSY: Fate.DEFERRED}
    assert (mail.state, mail.last_error) == (State.QUEUED, "451 4.7.1 try later")
    by_address = {each.address: each for each in selectors.fates_of(mail)}
    assert by_address[BUSY].next_try == mail.not_before
    assert by_address[GONE].answer == "550 5.1.1 no such user"
    post_office.answers.pop(BUSY)
    deliver(mail.not_before)
    assert [envelope.rcpt_tos for envelope in post_office.mails] == [[CUSTOMER], [BUSY]]
    assert post_office.read(0)["Message-ID"] == post_office.read(1)["Message-ID"]
    assert str(post_office.read(1)["To"]) == CUSTOMER
    assert states(mail)[BUSY] == Fate.ACCEPTED
    assert mail.state == State.SENT
    codes = [event.code for event in records.history("thing:1")]
    assert codes == ["outbound.sent", "mail.recipient_refused", "outbound.sent"]


def test_gives_one_recipient_up_in_time_and_keeps_that_the_others_have_it(
    post_office: PostOffice, box: Mailbox
) -> None:
    mail = put(CUSTOMER, cc=[BUSY])
    post_office.answers[BUSY] = "451 try later"
    deliver()
    deliver(now() + timedelta(hours=73))
    assert states(mail) == {CUSTOMER: Fate.ACCEPTED, BUSY: Fate.REFUSED}
    assert mail.state == State.SENT
    assert records.history("thing:1")[-1].code == "mail.recipient_refused"


def test_does_not_take_back_what_somebody_has(post_office: PostOffice, box: Mailbox) -> None:
    mail = put(CUSTOMER, cc=[BUSY])
    post_office.answers[BUSY] = "451 try later"
    deliver()
    assert not queue.withdraw(mail_id=mail.pk, by=SETUP, at=now())


def test_keeps_the_words_to_each_when_all_are_refused(post_office: PostOffice, box: Mailbox) -> None:
    mail = put(GONE, cc=[BUSY])
    post_office.answers |= {GONE: "550 5.1.1 nobody", BUSY: "550 5.7.1 not from you"}
    deliver()
    mail.refresh_from_db()
    assert [each.answer for each in selectors.fates_of(mail)] == ["550 5.1.1 nobody", "550 5.7.1 not from you"]
    assert mail.state == State.FAILED


def test_sends_nothing_to_an_address_that_nobody_has(post_office: PostOffice, box: Mailbox) -> None:
    put(GONE)
    post_office.answers[GONE] = "550 5.1.1 no such user"
    deliver()
    post_office.answers.clear()
    alone, together = put(GONE), put(CUSTOMER, cc=[GONE.upper().replace("CLIENT.EXAMPLE", "client.example")])
    deliver()
    assert [envelope.rcpt_tos for envelope in post_office.mails] == [[CUSTOMER]]
    assert states(alone) == {GONE: Fate.SUPPRESSED}
    assert (alone.state, states(together)[CUSTOMER]) == (State.WITHHELD, Fate.ACCEPTED)
    assert "outbound.withheld" in [event.code for event in records.history("thing:1")]
    assert not queue.requeue(mail_id=alone.pk, by=SETUP, at=now(), lifts=False)
    assert queue.requeue(mail_id=alone.pk, by=SETUP, at=now())
    deliver()
    assert states(alone) == {GONE: Fate.ACCEPTED}


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.7.1 rejected as spam",
        "550 5.7.1 relaying denied for unknown user",
        "552 5.3.4 message too large",
        "550 Mailbox not found: blocked by policy",
        "452 4.2.2 mailbox full",
        "550 拒收垃圾邮件",
    ],
)
def test_suppresses_no_address_for_what_is_about_the_mail(post_office: PostOffice, box: Mailbox, answer: str) -> None:
    put(GONE)
    post_office.answers[GONE] = answer.encode("ascii", "replace").decode()
    deliver()
    assert not Suppression.objects.exists()


def test_sends_a_sign_in_link_all_the_same(post_office: PostOffice, box: Mailbox) -> None:
    queue.suppress(address=CUSTOMER, answer="550 5.1.1", mail=None, by=SETUP, at=now())
    put(CUSTOMER, purpose=Purpose.SIGN_IN)
    deliver()
    assert len(post_office.mails) == 1


def test_matches_a_later_report_to_mail_and_recipient(post_office: PostOffice, box: Mailbox) -> None:
    mail = put(CUSTOMER, cc=[GONE])
    deliver()
    report(mail, CUSTOMER, "delayed", "4.4.1")
    assert states(mail)[CUSTOMER] == Fate.LATE
    report(mail, CUSTOMER, "delivered", "2.0.0")
    assert states(mail)[CUSTOMER] == Fate.DELIVERED
    report(mail, GONE)
    assert (states(mail)[GONE], mail.state) == (Fate.BOUNCED, State.SENT)
    assert list(selectors.suppressed([GONE, CUSTOMER])) == [GONE]
    [event] = records.history(Suppression.objects.get().stream)
    assert (event.code, "5.1.1" in event.data["answer"]) == ("outbound.suppressed", True)


def test_a_report_about_somebody_else_suppresses_nobody(post_office: PostOffice, box: Mailbox) -> None:
    mail = put(CUSTOMER, cc=[BUSY])
    deliver()
    report(mail, "stranger@client.example")
    assert set(states(mail).values()) == {Fate.ACCEPTED}
    assert not Suppression.objects.exists()


def test_the_agent_sees_who_did_not_get_the_answer(
    client: Client, people: People, post_office: PostOffice, box: Mailbox
) -> None:
    ticket = receive(raw(cc=f"{GONE}, {BUSY}")).ticket
    assert ticket is not None
    post_office.answers |= {GONE: "550 5.1.1 no such user", BUSY: "451 4.7.1 try later"}
    earlier = now() - timedelta(minutes=1)
    tickets.reply(ticket_id=ticket.pk, answer=tickets.Reply(text="请升级"), by=people.actor("senior"), at=earlier)
    deliver()
    client.force_login(people.senior)
    page = client.get(reverse("tickets:detail", args=[ticket.number])).content.decode()
    assert "3 位收件人中有 1 位收不到" in page
    assert all(words in page for words in ("550 5.1.1 no such user", "451 4.7.1 try later", "下次尝试"))
    assert f"发往 {GONE} 的邮件曾被退回" in page


def test_pages_show_each_recipient_and_release_an_address(
    client: Client, people: People, post_office: PostOffice, box: Mailbox
) -> None:
    client.force_login(people.manager)
    assert "没有被停发的地址" in client.get(reverse("channels_email:suppressed")).content.decode()
    assert "还没有收发过邮件" in client.get(reverse("channels_email:log")).content.decode()
    mail = put(GONE, subject="导出乱码")
    post_office.answers[GONE] = "550 5.1.1 no such user"
    deliver()
    listed = client.get(reverse("channels_email:log"), {"q": "gone@", "state": "out:failed"}).content.decode()
    assert "导出乱码" in listed
    assert "没有符合的邮件" in client.get(reverse("channels_email:log"), {"q": "nobody@"}).content.decode()
    shown = client.get(reverse("channels_email:sent_mail", args=[mail.pk])).content.decode()
    assert all(words in shown for words in (GONE, "550 5.1.1 no such user", "重新发送"))
    assert GONE in client.get(reverse("channels_email:suppressed"), {"q": "gone"}).content.decode()
    row = Suppression.objects.get()
    client.post(reverse("channels_email:lift", args=[row.pk]))
    row.refresh_from_db()
    assert (row.released_at is not None, selectors.suppressed([GONE])) == (True, {})
    assert "最近解除" in client.get(reverse("channels_email:suppressed")).content.decode()
    post_office.answers.clear()
    client.post(reverse("channels_email:resend", args=[mail.pk]))
    deliver()
    assert states(mail) == {GONE: Fate.ACCEPTED}


def test_finds_outgoing_mail_by_the_number_of_its_request(client: Client, people: People, box: Mailbox) -> None:
    ticket = receive().ticket
    assert ticket is not None
    client.force_login(people.manager)
    page = client.get(reverse("channels_email:log"), {"q": f"#{ticket.number}", "way": "out"}).content.decode()
    assert CUSTOMER in page


def test_hands_a_mail_to_many_over_in_parts(post_office: PostOffice, box: Mailbox) -> None:
    Mailbox.objects.filter(pk=box.pk).update(smtp_recipients=2)
    everybody = [f"c{number}@client.example" for number in range(5)]
    post_office.answers["c1@client.example"] = "550 5.1.1 no such user"
    mail = put(*everybody)
    for _part in range(3):
        deliver()
    assert [len(envelope.rcpt_tos) for envelope in post_office.mails] == [1, 2, 1]
    assert len({str(post_office.read(part)["Message-ID"]) for part in range(3)}) == 1
    assert list(states(mail).values()) == [Fate.ACCEPTED, Fate.REFUSED, *[Fate.ACCEPTED] * 3]
    assert (mail.state, mail.last_error) == (State.SENT, "")


def test_a_part_that_is_refused_leaves_the_others_their_try(post_office: PostOffice, box: Mailbox) -> None:
    Mailbox.objects.filter(pk=box.pk).update(smtp_recipients=1)
    post_office.answers[GONE] = "550 5.1.1 no such user"
    mail = put(GONE, CUSTOMER)
    deliver()
    assert mail.pk in [each.pk for each in selectors.due(at=now())]
    deliver()
    assert states(mail) == {GONE: Fate.REFUSED, CUSTOMER: Fate.ACCEPTED}


def test_waits_for_the_next_minute_when_the_server_takes_no_more(post_office: PostOffice, box: Mailbox) -> None:
    Mailbox.objects.filter(pk=box.pk).update(smtp_per_minute=2)
    start = now()
    mails = [put(f"c{number}@client.example", purpose=Purpose.NOTICE) for number in range(4)]
    reply = put(purpose=Purpose.REPLY)
    for second in (1, 2, 30, 59):
        deliver(start + timedelta(seconds=second))
    assert [envelope.rcpt_tos for envelope in post_office.mails] == [[CUSTOMER], ["c0@client.example"]]
    waiting = OutboundMail.objects.get(pk=mails[1].pk)
    assert (waiting.state, waiting.attempts, waiting.last_error) == (State.QUEUED, 0, "")
    assert waiting.not_before == start + timedelta(seconds=61)
    deliver(start + timedelta(seconds=61))
    assert len(post_office.mails) == 4
    assert states(reply) == {CUSTOMER: Fate.ACCEPTED}


def test_opens_a_new_connection_after_as_many_mails_as_the_server_wants(post_office: PostOffice, box: Mailbox) -> None:
    Mailbox.objects.filter(pk=box.pk).update(smtp_per_connection=2)
    for number in range(5):
        put(f"c{number}@client.example")
    deliver()
    assert len(post_office.mails) == 5
    assert post_office.connections == 3
