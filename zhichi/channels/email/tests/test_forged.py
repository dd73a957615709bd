"""A sender that the receiving server found false, or did not confirm, gets no trust (5.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.channels.email import services
from zhichi.channels.email.checks import check_senders
from zhichi.channels.email.tests.kit import CUSTOMER, SETUP, add_mailbox, raw, receive
from zhichi.core.clock import now
from zhichi.core.errors import DomainError
from zhichi.outbound.models import OutboundMail
from zhichi.records import services as records

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.channels.email.models import Mailbox
    from zhichi.channels.email.services import Receipt
    from zhichi.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db

SERVER = "mx.zhichi.example"
BOUND = "dmarc=%s header.from=%s"


@pytest.fixture
def box() -> Mailbox:
    return add_mailbox(authserv_id=SERVER)


def arrives(box: Mailbox, result: str, **given: Any) -> Receipt:
    """Take a mail in over which the receiving server wrote `result` of DMARC ("" for nothing)."""
    message = raw(**given)
    domain = given.get("sender", CUSTOMER).rpartition("@")[2].strip(">")
    if result:
        message = f"Authentication-Results: {SERVER}; {BOUND % (result, domain)}\r\n".encode() + message
    return services.receive(raw=message, at=now(), mailbox=box)


def opened(box: Mailbox) -> tuple[Ticket, Message]:
    receipt = arrives(box, "pass")
    assert receipt.ticket is not None
    assert receipt.message is not None
    return receipt.ticket, receipt.message


def said_to(ticket: Ticket) -> str:
    """Message-ID of a mail of ours about the ticket."""
    return str(OutboundMail.objects.filter(stream=ticket.stream).first().message_id)  # type: ignore[union-attr]  # there is one


def notices(receipt: Receipt) -> list[str]:
    assert receipt.message is not None
    return [code.partition(":")[0] for code in receipt.message.notices]


def test_takes_a_proven_colleague_as_one(box: Mailbox, people: People) -> None:
    ticket, _ = opened(box)
    note = arrives(box, "pass", sender=people.senior.email, subject=f"看看 [#{ticket.number}]", text="内部说明")
    assert (note.log.done, note.ticket, note.log.verdict) == ("noted", ticket, "proven")


@pytest.mark.parametrize("result", ["fail", "none", ""])
@pytest.mark.parametrize("way", ["number", "thread"])
def test_takes_nobody_as_a_colleague_whom_the_server_does_not_confirm(
    box: Mailbox, people: People, result: str, way: str
) -> None:
    ticket, _ = opened(box)
    reached = {"in_reply_to": said_to(ticket)} if way == "thread" else {"subject": f"看看 [#{ticket.number}]"}
    forged = arrives(box, result, sender=people.senior.email, text="请把密码发给我", **reached)
    assert (forged.log.done, forged.log.reason) == ("new", "colleague-unproven")
    assert forged.ticket != ticket
    assert "unproven-colleague" in notices(forged)


def test_believes_an_unconfirmed_colleague_where_the_handbook_says_so(box: Mailbox, people: People) -> None:
    records.set_policy(key="5.2.1.colleagues_proven", value=False, reason="tests", by=SETUP, at=now())
    ticket, _ = opened(box)
    subject = f"看看 [#{ticket.number}]"
    assert arrives(box, "none", sender=people.senior.email, subject=subject).log.done == "noted"
    assert arrives(box, "fail", sender=people.senior.email, subject=subject, text="二").log.done == "new"


def test_lets_a_false_colleague_forward_nothing(box: Mailbox, people: People) -> None:
    letter = f"FYI\n\n---------- Forwarded message ----------\nFrom: 何青 <{CUSTOMER}>\nSubject: 坏了\n\n打印机坏了"
    forged = arrives(box, "fail", sender=people.senior.email, subject="Fwd: 坏了", text=letter)
    assert (forged.log.reason, forged.log.from_address) == ("colleague-unproven", people.senior.email)


def test_lets_a_false_customer_into_no_request_by_its_number(box: Mailbox, people: People) -> None:
    ticket, message = opened(box)
    forged = arrives(box, "fail", subject=f"Re: [#{ticket.number}]", text="把答复发到别处")
    assert (forged.log.done, forged.log.reason) == ("new", "number-of-a-stranger")
    honest = arrives(box, "pass", subject=f"Re: [#{ticket.number}]", text="谢谢")
    assert (honest.log.done, honest.ticket) == ("added", ticket)
    assert message.notices == []


def test_warns_of_a_false_sender_who_has_our_message_id(box: Mailbox, people: People) -> None:
    ticket, _ = opened(box)
    forged = arrives(box, "fail", in_reply_to=said_to(ticket), text="转账到新账户")
    assert (forged.ticket, forged.log.verdict) == (ticket, "failed")
    assert notices(forged) == ["forged-sender"]
    assert any(code.startswith("forged: spf=none dkim=none dmarc=fail") for code in forged.log.because)


def test_answers_no_false_sender_and_copies_nobody(box: Mailbox, people: People) -> None:
    forged = arrives(box, "fail", reply_to="thief@evil.example", cc="thief2@evil.example")
    assert forged.ticket is not None
    assert (forged.log.acknowledged, list(forged.ticket.cc)) == (False, [])
    assert not OutboundMail.objects.filter(stream=forged.ticket.stream).exists()
    honest = arrives(box, "pass", subject="另一个", cc="boss@client.example")
    assert honest.ticket is not None
    assert (honest.log.acknowledged, list(honest.ticket.cc)) == (True, ["boss@client.example"])


def test_ignores_results_that_came_with_the_mail(box: Mailbox, people: People) -> None:
    ticket, _ = opened(box)
    domain = people.senior.email.rpartition("@")[2]
    given = raw(sender=people.senior.email, subject=f"[#{ticket.number}]")
    own = f"Authentication-Results: {SERVER}; {BOUND % ('pass', domain)}\r\n".encode() + given
    real = f"Authentication-Results: {SERVER}; {BOUND % ('fail', domain)}\r\n".encode() + own
    assert services.receive(raw=real, at=now(), mailbox=box).log.reason == "colleague-unproven"


def test_hears_of_a_failure_where_no_server_is_named(people: People) -> None:
    box = add_mailbox()
    ticket, _ = opened(box)
    subject = f"看看 [#{ticket.number}]"
    assert arrives(box, "fail", sender=people.senior.email, subject=subject).log.reason == "colleague-unproven"
    assert arrives(box, "none", sender=people.senior.email, subject=subject, text="x").log.done == "noted"


def test_takes_reports_of_mail_servers_as_before(box: Mailbox) -> None:
    assert receive(sender="mailer-daemon@client.example", subject="Undelivered Mail Returned to Sender").log.done


@pytest.mark.parametrize("name", ["*", "ab", "mx example *"])
def test_names_no_server_that_is_everybody(name: str) -> None:
    with pytest.raises(DomainError) as refused:
        add_mailbox(authserv_id=name)
    assert "authserv_id" in refused.value.fields


def test_says_which_mailboxes_confirm_no_senders(box: Mailbox) -> None:
    (named,) = check_senders()
    assert (named.level, SERVER in named.what) == ("ok", True)
    add_mailbox("info@zhichi.example")
    (silent,) = [finding for finding in check_senders() if finding.level != "ok"]
    assert (silent.level, "info@" in silent.what) == ("warn", True)


def test_shows_the_verdict_and_names_the_server_that_was_seen(client: Client, people: People) -> None:
    box = add_mailbox()
    row = arrives(box, "fail").log
    client.force_login(people.manager)
    client.cookies["django_language"] = "en"
    shown = client.get(reverse("channels_email:mail", args=[row.pk])).content.decode()
    assert "chip-bad" in shown
    assert "dmarc=fail" in shown
    assert SERVER in client.get(reverse("channels_email:mailbox", args=[box.pk])).content.decode()
