"""5.2.1: machines that write at each other stop; a bounce says which mail missed whom; machines set nothing off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.channels.email.choices import Because, Done, Reason
from zhichi.channels.email.models import Mailbox
from zhichi.channels.email.parsing import parse
from zhichi.channels.email.services._writing import write
from zhichi.channels.email.tests.kit import OURS, SETUP, add_mailbox, raw, receive
from zhichi.channels.email.tests.machines_corpus import BOUNCES, GONE, OUR_ID, REPORTS, raw_of
from zhichi.channels.email.wording import why_words
from zhichi.core.clock import now
from zhichi.outbound import selectors as outbound_selectors
from zhichi.outbound import services as outbound
from zhichi.outbound.choices import Purpose
from zhichi.outbound.choices import State as MailState
from zhichi.outbound.models import OutboundMail
from zhichi.records import selectors as records
from zhichi.records.services import set_policy
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import MessageKind, State
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.conf import LazySettings

    from tests.people import People
    from zhichi.channels.email.tests.machines_corpus import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]

THEIRS = "help@other.example"
ROUNDS = 100


def another_zhichi(mail: bytes, number: int) -> bytes:
    """What an installation like ours answers: its own acknowledgement, written by the same code."""
    read = parse(mail)
    row = OutboundMail(
        purpose=Purpose.ACKNOWLEDGEMENT,
        to=[OURS],
        subject=f"Re: {read.subject} [#10025]",
        text="我们收到了您的请求。",
        language="zh-hans",
        message_id=f"<zc.{number:024x}.ticket-2@other.example>",
        in_reply_to=read.message_id,
        references=[read.message_id],
        created_at=now(),
    )
    return write(row, Mailbox(address=THEIRS, name="别家支持"))


def silent_machine(mail: bytes, number: int) -> bytes:
    """A machine that does not say that it is one, but threads."""
    return raw(f"Re: {parse(mail).subject}", f"Thank you. {number}", sender=THEIRS, in_reply_to=parse(mail).message_id)


def forgetful_machine(mail: bytes, number: int) -> bytes:
    """The worst: no mark, no thread, another subject and other words each time."""
    return raw(f"Your mail {number}", f"We got it: {len(mail)}", sender=THEIRS, message_id=f"<{number}@other.example>")


def parrot(mail: bytes, number: int) -> bytes:
    """No mark, no thread, always the same words."""
    assert mail
    return raw("Thank you", "We got it.", sender=THEIRS, message_id=f"<parrot.{number}@other.example>")


@pytest.mark.parametrize(
    ("machine", "tickets_made", "answers"),
    [(another_zhichi, 1, 1), (silent_machine, 1, 1), (forgetful_machine, 11, 10), (parrot, 2, 2)],
)
def test_two_machines_that_write_at_each_other_stop(
    machine: Callable[[bytes, int], bytes], tickets_made: int, answers: int
) -> None:
    box = add_mailbox()
    receive(sender=THEIRS)
    for number in range(ROUNDS):
        mail = OutboundMail.objects.filter(state=MailState.QUEUED).order_by("pk").first()
        if mail is None:
            break
        OutboundMail.objects.filter(pk=mail.pk).update(state=MailState.SENT)
        receive(machine(write(mail, box), number))
    assert not OutboundMail.objects.filter(state=MailState.QUEUED).exists()
    assert (Ticket.objects.count(), OutboundMail.objects.count()) == (tickets_made, answers)


def test_a_flood_of_new_requests_joins_the_newest_and_loses_nothing() -> None:
    set_policy(key="5.2.1.new_requests_per_sender_per_hour", value=3, reason="测试", by=SETUP, at=now())
    found = [receive(subject=f"报警 {number}", text=f"{number}") for number in range(5)]
    assert [receipt.log.done for receipt in found] == [Done.NEW] * 3 + [Done.ADDED] * 2
    last = found[-1]
    assert (last.log.reason, last.ticket, last.log.acknowledged) == (Reason.TOO_MANY, found[2].ticket, False)
    assert last.message is not None
    assert (last.message.is_automatic, last.message.text.strip()) == (True, "4")
    other = receive(subject="另一家", sender="li@another.example")
    assert other.log.done == Done.NEW
    assert receive(subject="过后", at=now() + timedelta(minutes=61)).log.done == Done.NEW


def test_too_many_mails_to_one_request_set_nothing_off(people: People) -> None:
    set_policy(key="5.2.1.mails_per_request_per_hour", value=3, reason="测试", by=SETUP, at=now())
    ticket = receive().ticket
    assert ticket is not None
    tag = f"[#{ticket.number}]"
    for number in range(2):
        assert "mails: 3" not in receive(subject=tag, text=f"还有 {number}").log.because
    tickets.reply(ticket_id=ticket.pk, answer=tickets.Reply(text="好"), by=people.actor("senior"), at=now())
    receipt = receive(subject=tag, text="又一封")
    ticket.refresh_from_db()
    assert (receipt.ticket, receipt.log.because[-1], ticket.needs_reply) == (ticket, "mails: 3", False)


def test_answers_about_one_request_are_counted_whoever_asks(settings: LazySettings) -> None:
    settings.MAX_ATTACHMENT_BYTES = 10
    ticket = receive(text="x").ticket
    assert ticket is not None
    told = []
    for number in range(4):
        sender = f"c{number}@client.example"
        Ticket.objects.filter(pk=ticket.pk).update(cc=[sender])
        files = {"big.bin": b"x" * 11}
        told.append(receive(subject=f"[#{ticket.number}]", text=str(number), sender=sender, files=files).log)
    assert [row.acknowledged for row in told] == [True, True, False, False]  # the acknowledgement was the first
    assert told[2].because[-1] == "request-answers: 3"


def test_says_why_a_list_gets_no_answer_and_answers_over_our_own_group() -> None:
    add_mailbox()
    foreign = receive(subject="月报", list_id="users <users.lists.example>")
    assert (foreign.log.acknowledged, foreign.log.because) == (False, ["list: List-Id: users <users.lists.example>"])
    assert foreign.ticket is not None
    assert foreign.ticket.needs_reply
    own = receive(subject="经群组来信", list_id="<support.zhichi.example>")
    assert own.log.acknowledged


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
@pytest.mark.parametrize("case", REPORTS[:6] + BOUNCES[:4], ids=lambda case: getattr(case, "name", case))
def test_machines_set_nothing_off(people: People, case: Case, state: str) -> None:
    ticket = receive().ticket
    assert ticket is not None
    mail = tickets.reply(
        ticket_id=ticket.pk, answer=tickets.Reply(text="好", cc=[GONE]), by=people.actor("senior"), at=now()
    ).outbound
    assert mail is not None
    Ticket.objects.filter(pk=ticket.pk).update(state=state, is_open=state != State.CLOSED, closed_at=now())
    before = OutboundMail.objects.count()
    message = raw_of(case).replace(OUR_ID.encode(), mail.message_id.encode())
    if OUR_ID not in case.text:
        message += f"Subject: Re: x [#{ticket.number}]\n".encode()
    receipt = receive(message)
    after = Ticket.objects.get(pk=ticket.pk)
    assert (receipt.log.done, receipt.ticket) == (Done.BOUNCE, ticket)
    assert (after.state, after.needs_reply, OutboundMail.objects.count()) == (state, False, before)
    assert receipt.message is not None
    assert receipt.message.kind == MessageKind.SYSTEM
    assert receipt.message.notices[0].endswith(f":{GONE}")
    assert all("%" not in words and words not in receipt.message.why for words in why_words(receipt.message.why))


def sent(ticket: Ticket, people: People) -> OutboundMail:
    """A reply of ours that the mail server has taken."""
    reply = tickets.Reply(text="好")
    mail = tickets.reply(ticket_id=ticket.pk, answer=reply, by=people.actor("senior"), at=now()).outbound
    assert mail is not None
    OutboundMail.objects.filter(pk=mail.pk).update(state=MailState.SENT)
    return mail


def test_marks_the_mail_that_came_back(people: People) -> None:
    add_mailbox()
    ticket = receive(sender=GONE).ticket
    assert ticket is not None
    mail = sent(ticket, people)
    receive(raw_of(REPORTS[0]).replace(OUR_ID.encode(), mail.message_id.encode()))
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == (MailState.FAILED, "550 5.1.1 unknown")
    [event] = records.history(ticket.stream, codes=("outbound.bounced",))
    assert (event.data["address"], event.data["status"], event.data["is_permanent"]) == (GONE, "5.1.1", True)
    assert GONE in outbound_selectors.suppressed([GONE])
    assert receive(subject="仍可来信", sender=GONE).log.done == Done.NEW
    assert outbound_selectors.suppressed([GONE]) == {}  # who writes from there has it


def test_with_several_recipients_the_mail_has_not_failed(people: People) -> None:
    ticket = receive(cc=GONE).ticket
    assert ticket is not None
    mail = sent(ticket, people)
    receive(raw_of(REPORTS[4]).replace(OUR_ID.encode(), mail.message_id.encode()))
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    [event] = records.history(ticket.stream, codes=("outbound.bounced",))
    assert (event.data["address"], event.data["is_permanent"]) == (GONE, False)


def test_a_bounce_that_names_a_number_but_no_recipient_of_ours_opens_nothing() -> None:
    ticket = receive().ticket
    assert ticket is not None
    receipt = receive(raw_of(BOUNCES[0]) + f"[#{ticket.number}]".encode())
    assert (receipt.log.done, receipt.log.reason, receipt.ticket) == (Done.UNMATCHED, Reason.BOUNCE_UNKNOWN, None)


def test_a_bounce_of_a_sign_in_link_marks_it_and_makes_no_request() -> None:
    mail = outbound.queue(
        purpose=Purpose.NOTICE, to=[GONE], subject="登录", text="x", language="zh-hans", by=SETUP, at=now()
    )
    OutboundMail.objects.filter(pk=mail.pk).update(state=MailState.SENT)
    receipt = receive(raw_of(REPORTS[0]).replace(OUR_ID.encode(), mail.message_id.encode()))
    mail.refresh_from_db()
    assert (receipt.log.done, receipt.log.reason) == (Done.UNMATCHED, Reason.NOTICE_OTHER)
    assert (mail.state, Ticket.objects.count()) == (MailState.FAILED, 0)


def test_every_reason_and_all_that_it_rests_on_has_words() -> None:
    codes = [*Reason.values, *(f"{code}: 10%s017" for code in Because.values)]
    words = why_words(codes)
    assert len(set(words)) == len(codes)
    assert not set(words) & set(codes)
    assert all("10%s017" in sentence for sentence in words[len(Reason.values) :])
    assert why_words(["unheard-of: y"]) == ["unheard-of: y"]
