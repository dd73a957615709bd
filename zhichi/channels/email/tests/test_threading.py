"""2.1, 2.4: where a message belongs, by every sign it may carry; each case names what it must become and why."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.channels.email import reply_tokens
from zhichi.channels.email.choices import Done, Reason
from zhichi.channels.email.services._writing import write
from zhichi.channels.email.tests.kit import CUSTOMER, OURS, SETUP, add_mailbox, receive
from zhichi.core.clock import now
from zhichi.customers import services as customers
from zhichi.customers.services import ContactData, OrganisationData
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import State
from zhichi.tickets.models import Message, Ticket
from zhichi.tickets.numbers import number_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.fixtures import Settings

    from tests.people import People
    from zhichi.outbound.models import OutboundMail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]

ROOT = base64.b64encode(b"\x01\xdc" + b"r" * 20).decode()
CHILD = base64.b64encode(b"\x01\xdc" + b"r" * 20 + b"child").decode()
STRANGER = "evil@stranger.example"

TOKEN_OF = len("support+t.")  # where the token begins


@dataclass
class Scene:
    """A request with its first mail and our answer to it."""

    ticket: Ticket
    asked: str  # Message-ID of the customer's mail
    answer: OutboundMail
    people: People

    @property
    def tag(self) -> str:
        """The number as our subjects carry it."""
        return f"[#{self.ticket.number}]"

    @property
    def token(self) -> str:
        """The answer address that our mail carried."""
        return self.token_of(self.ticket.pk)

    def token_of(self, ticket_id: int) -> str:
        """The same for any ticket."""
        return reply_tokens.answer_address(OURS, ticket_id=ticket_id, recipient=CUSTOMER)


@pytest.fixture
def scene(people: People) -> Scene:
    """He Qing asked from Outlook, the boss was copied, a senior answered."""
    add_mailbox(aliases="help@zhichi.example", plus_addresses=True)
    ticket = receive(cc="boss@client.example", thread_index=ROOT, thread_topic="导出乱码").ticket
    assert ticket is not None
    message = tickets.reply(
        ticket_id=ticket.pk, answer=tickets.Reply(text="请升级"), by=people.actor("senior"), at=now()
    )
    assert message.outbound is not None
    return Scene(ticket, Message.objects.filter(ticket=ticket)[0].mail_id, message.outbound, people)


Given = dict[str, Any]
NEW, ADDED, NOTED = Done.NEW, Done.ADDED, Done.NOTED
HISTORIES: dict[str, tuple[Callable[[Scene], Given], Done, Reason]] = {
    "answer": (lambda s: {"in_reply_to": s.answer.message_id}, ADDED, Reason.THREAD),
    "references_only": (lambda s: {"references": f"<x@y.example> {s.answer.message_id}"}, ADDED, Reason.THREAD),
    "own_mail_again": (lambda s: {"in_reply_to": s.asked}, ADDED, Reason.THREAD),
    "boss_answers_all": (lambda s: {"in_reply_to": s.asked, "sender": "boss@client.example"}, ADDED, Reason.THREAD),
    "somebody_passed_our_mail_on": (
        lambda s: {"in_reply_to": s.answer.message_id, "sender": STRANGER},
        ADDED,
        Reason.THREAD,
    ),
    "id_before_number": (
        lambda s: {"in_reply_to": s.answer.message_id, "subject": "[#999999]"},
        ADDED,
        Reason.THREAD,
    ),
    "token": (lambda s: {"to": s.token}, ADDED, Reason.TOKEN),
    "token_in_capitals": (lambda s: {"to": s.token.upper()}, ADDED, Reason.TOKEN),
    "token_in_delivered_to": (lambda s: {"delivered_to": s.token}, ADDED, Reason.TOKEN),
    "token_of_a_forwarding_rule": (lambda s: {"x_original_to": s.token, "sender": STRANGER}, ADDED, Reason.TOKEN),
    "token_guessed": (
        lambda s: {"to": f"support+t.aaaaaaaaaaaaaaaa{s.ticket.pk}@zhichi.example", "sender": STRANGER},
        NEW,
        Reason.FIRST_CONTACT,
    ),
    "token_of_another_ticket": (
        lambda s: {"to": s.token[: TOKEN_OF + 16] + s.token_of(s.ticket.pk + 1)[TOKEN_OF + 16 :]},
        NEW,
        Reason.FIRST_CONTACT,
    ),
    "token_for_another_address": (
        lambda s: {"to": reply_tokens.answer_address(OURS, ticket_id=s.ticket.pk, recipient=STRANGER)},
        NEW,
        Reason.FIRST_CONTACT,
    ),
    "token_by_a_colleague": (
        lambda s: {"to": s.token, "sender": s.people.junior.email},
        NOTED,
        Reason.TOKEN_COLLEAGUE,
    ),
    "outlook": (lambda _: {"subject": "答复: 导出乱码", "thread_index": CHILD}, ADDED, Reason.CONVERSATION),
    "outlook_boss": (
        lambda _: {"subject": "RE: 导出乱码", "thread_index": CHILD, "sender": "boss@client.example"},
        ADDED,
        Reason.CONVERSATION,
    ),
    "outlook_stranger": (
        lambda _: {"subject": "RE: 导出乱码", "thread_index": CHILD, "sender": STRANGER},
        NEW,
        Reason.FIRST_CONTACT,
    ),
    "outlook_other_topic": (lambda _: {"subject": "RE: 发票", "thread_index": CHILD}, NEW, Reason.FIRST_CONTACT),
    "outlook_first_of_its_own": (lambda _: {"subject": "导出乱码", "thread_index": ROOT}, NEW, Reason.FIRST_CONTACT),
    "outlook_broken": (lambda _: {"subject": "导出乱码", "thread_index": "%%%"}, NEW, Reason.FIRST_CONTACT),
    "number": (lambda s: {"subject": f"回复: 导出乱码 {s.tag}"}, ADDED, Reason.NUMBER),
    "number_after_a_chain": (lambda s: {"subject": f"Re: 回复: 答复: Fwd: 导出 {s.tag}"}, ADDED, Reason.NUMBER),
    "number_first": (lambda s: {"subject": f"{s.tag} Re: 导出"}, ADDED, Reason.NUMBER),
    "number_in_chinese_brackets": (lambda s: {"subject": f"【#{s.ticket.number}】还是不行"}, ADDED, Reason.NUMBER),
    "number_full_width": (
        lambda s: {"subject": f"【＃{s.ticket.number.translate({48 + n: 0xFF10 + n for n in range(10)})}】"},
        ADDED,
        Reason.NUMBER,
    ),
    "number_bare": (lambda s: {"subject": f"关于 #{s.ticket.number} 的补充"}, ADDED, Reason.NUMBER),
    "number_bare_of_a_stranger": (
        lambda s: {"subject": f"order #{s.ticket.number}", "sender": STRANGER},
        NEW,
        Reason.FIRST_CONTACT,
    ),
    "number_forged": (lambda s: {"subject": s.tag, "sender": STRANGER}, NEW, Reason.NUMBER_OF_A_STRANGER),
    "number_of_nothing": (lambda _: {"subject": f"[#{number_of(777)}]"}, NEW, Reason.NUMBER_UNKNOWN),
    "number_by_a_colleague": (
        lambda s: {"subject": s.tag, "sender": s.people.junior.email},
        NOTED,
        Reason.NUMBER_COLLEAGUE,
    ),
    "id_of_ours_that_is_gone": (
        lambda _: {"in_reply_to": "<zc.0123456789abcdef01234567.ticket-777@support.example>"},
        NEW,
        Reason.THREAD_GONE,
    ),
    "own_address": (lambda _: {"sender": OURS}, Done.OWN, Reason.OWN_ADDRESS),
    "own_alias": (lambda _: {"sender": "Help <HELP@zhichi.example>"}, Done.OWN, Reason.OWN_ADDRESS),
    "own_answer_address": (lambda s: {"sender": s.token}, Done.OWN, Reason.OWN_ADDRESS),
    "own_mail_sent_back": (
        lambda s: {"message_id": s.answer.message_id, "sender": CUSTOMER},
        Done.OWN,
        Reason.OWN_RETURNED,
    ),
    "out_of_office": (
        lambda s: {"subject": f"自动回复: {s.tag}", "auto_submitted": "auto-replied"},
        ADDED,
        Reason.NUMBER,
    ),
    "out_of_office_of_a_stranger": (
        lambda _: {"subject": "自动回复: 您好", "sender": STRANGER},
        Done.UNMATCHED,
        Reason.ANSWER_UNKNOWN,
    ),
    "out_of_office_of_a_colleague": (
        lambda s: {"subject": "自动回复", "in_reply_to": s.answer.message_id, "sender": s.people.junior.email},
        Done.UNMATCHED,
        Reason.COLLEAGUE_AUTOMATIC,
    ),
    "alarm": (lambda _: {"subject": "磁盘", "auto_submitted": "auto-generated"}, NEW, Reason.FIRST_CONTACT),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_knows_where_a_message_belongs(scene: Scene, name: str) -> None:
    given, done, reason = HISTORIES[name]
    wanted: Given = {"subject": "另一封", "text": f"{name}。", "message_id": f"<{name}@client.example>"} | given(scene)
    receipt = receive(**wanted)
    assert (receipt.log.done, receipt.log.reason) == (done, reason)
    if done in {ADDED, NOTED}:
        assert receipt.ticket == scene.ticket
        assert receipt.message is not None
        assert receipt.message.why[0] == reason
        assert receipt.message.why[1:] == receipt.log.because != []
    else:
        assert receipt.ticket != scene.ticket


def test_puts_the_answer_address_on_the_wire_only_where_the_mailbox_takes_it(scene: Scene) -> None:
    mailbox = add_mailbox("other@zhichi.example", plus_addresses=True)
    assert b"\r\nReply-To: other+t." in write(scene.answer, mailbox)
    plain = add_mailbox("plain@zhichi.example")
    assert b"\r\nReply-To" not in write(scene.answer, plain)
    long = add_mailbox(f"{'a' * 60}@zhichi.example", plus_addresses=True)
    assert b"\r\nReply-To" not in write(scene.answer, long)


def test_keeps_tokens_of_an_earlier_secret_key(scene: Scene, settings: Settings) -> None:
    token = scene.token
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert receive(to=token, text="补充").ticket == scene.ticket
    settings.SECRET_KEY_FALLBACKS = []
    assert receive(to=token, text="再补充").ticket != scene.ticket


def test_says_who_is_new_in_the_conversation_and_which_number_was_forged(scene: Scene) -> None:
    joined = receive(in_reply_to=scene.answer.message_id, sender=STRANGER, text="转给我了").message
    assert joined is not None
    assert joined.notices == [f"newcomer:{STRANGER}"]
    forged = receive(subject=scene.tag, sender="other@stranger.example").message
    assert forged is not None
    assert forged.notices == [f"forged-number:{scene.ticket.number}"]


def test_lets_colleagues_of_the_customer_in_where_their_company_shares_requests(scene: Scene) -> None:
    house = customers.create_organisation(
        data=OrganisationData(name="客户公司", shares_requests=True), by=SETUP, at=now()
    )
    contact = scene.ticket.contact
    assert contact is not None
    contact.organisation = house
    contact.save()
    Ticket.objects.filter(pk=scene.ticket.pk).update(organisation=house)
    data = ContactData(display_name="李工", addresses=["li@client.example"], organisation_id=house.pk)
    customers.create_contact(data=data, by=SETUP, at=now())
    receipt = receive(subject=scene.tag, sender="li@client.example", text="我也是")
    assert (receipt.ticket, receipt.log.reason) == (scene.ticket, Reason.NUMBER_COMPANY)
    house.shares_requests = False
    house.save()
    data = ContactData(display_name="王工", addresses=["wang@client.example"], organisation_id=house.pk)
    customers.create_contact(data=data, by=SETUP, at=now())
    assert receive(subject=scene.tag, sender="wang@client.example").log.reason == Reason.NUMBER_OF_A_STRANGER


def test_follows_a_merge(scene: Scene) -> None:
    other = receive(subject="另一个问题", text="打印").ticket
    assert other is not None
    by = scene.people.actor("senior")
    tickets.merge(source_id=scene.ticket.pk, into_id=other.pk, reason="同一件事", by=by, at=now())
    receipt = receive(in_reply_to=scene.answer.message_id, text="还有")
    assert receipt.ticket == other
    assert receipt.log.because[-1] == f"merged: {scene.ticket.number}"
    note = receive(in_reply_to=scene.answer.message_id, text="已知", sender=scene.people.senior.email)
    assert (note.log.done, note.ticket) == (NOTED, other)


def test_follows_a_message_into_the_ticket_that_it_was_split_off_to(scene: Scene) -> None:
    second = receive(in_reply_to=scene.answer.message_id, text="另外打印机坏了", message_id="<second@client.example>")
    assert second.message is not None
    by = scene.people.actor("senior")
    parting = tickets.Parting(message_ids=[second.message.pk], subject="打印机")
    fresh = tickets.split(ticket_id=scene.ticket.pk, parting=parting, by=by, at=now())
    assert receive(in_reply_to="<second@client.example>", text="型号 X").ticket == fresh
    assert receive(in_reply_to=scene.asked, text="乱码还在").ticket == scene.ticket


def test_an_answer_to_a_long_closed_request_starts_a_linked_one(scene: Scene) -> None:
    Ticket.objects.filter(pk=scene.ticket.pk).update(
        state=State.CLOSED, is_open=False, closed_at=now() - timedelta(days=400)
    )
    receipt = receive(in_reply_to=scene.answer.message_id, text="又坏了")
    assert (receipt.log.done, receipt.ticket == scene.ticket) == (Done.FOLLOWS, False)


def test_takes_the_same_words_once_until_something_is_said(scene: Scene) -> None:
    first = receive(text="催一下", in_reply_to=scene.answer.message_id, message_id="<a1@client.example>")
    again = receive(text="催一下", in_reply_to=scene.answer.message_id, message_id="<a2@client.example>")
    assert (again.log.done, again.log.reason, again.message) == (Done.DUPLICATE, Reason.SAME_WORDS, first.message)
    assert again.log.original is not None
    tickets.reply(
        ticket_id=scene.ticket.pk, answer=tickets.Reply(text="在看"), by=scene.people.actor("senior"), at=now()
    )
    third = receive(text="催一下", in_reply_to=scene.answer.message_id, message_id="<a3@client.example>")
    assert third.log.done == ADDED
    later = receive(
        text="催一下",
        in_reply_to=scene.answer.message_id,
        message_id="<a4@client.example>",
        at=now() + timedelta(minutes=11),
    )
    assert later.log.done == ADDED
