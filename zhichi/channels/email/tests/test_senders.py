"""5.2.1: letters about a team's requests come from its own address and end with its signature, also on the wire."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import dkim
import pytest
from django.urls import reverse

from zhichi.channels.email import senders, services, signing
from zhichi.channels.email.checks import check_mail
from zhichi.channels.email.models import Mailbox
from zhichi.channels.email.services.deliver import Courier
from zhichi.channels.email.tests.kit import CUSTOMER, OURS, SETUP, add_mailbox, raw, receive
from zhichi.core.clock import now
from zhichi.core.errors import DomainError, Refused
from zhichi.outbound.choices import Sender
from zhichi.records.selectors import history
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from email.message import EmailMessage

    from django.test import Client

    from tests.people import People
    from zhichi.channels.email.tests.kit import PostOffice
    from zhichi.tickets.models import Ticket

pytestmark = pytest.mark.django_db
BILLING = "billing@brand.example"


def choose(people: People, address: str, name: str = "", by: str = "manager") -> None:
    services.set_team_sender(team=people.team, address=address, name=name, by=people.actor(by), at=now())
    senders.forget()


def deliver() -> None:
    courier = Courier(now=now)
    while courier.deliver():
        pass
    courier.rest()


def reply(people: People, ticket: Ticket | None = None) -> Ticket:
    """A request of a customer, answered by an engineer; both letters have left."""
    ticket = ticket or receive().ticket
    assert ticket is not None
    by, at = people.actor("senior"), now() - timedelta(minutes=1)
    tickets.reply(ticket_id=ticket.pk, answer=tickets.Reply(text="请升级到 8.2.1。"), by=by, at=at)
    deliver()
    return ticket


def answer(post_office: PostOffice) -> EmailMessage:
    """The engineer's letter: replies leave before acknowledgements."""
    mails = [post_office.read(place) for place in range(len(post_office.mails))]
    [found] = [mail for mail in mails if mail["Auto-Submitted"] is None]
    return found


def from_of(mail: EmailMessage) -> tuple[str, str]:
    [sender] = mail["From"].addresses
    return sender.display_name, sender.addr_spec


def test_every_letter_about_the_request_comes_from_the_teams_alias(people: People, post_office: PostOffice) -> None:
    add_mailbox(aliases=BILLING, **post_office.settings)
    choose(people, BILLING.upper(), "账务组  支持")
    reply(people)
    letters = [post_office.read(place) for place in range(len(post_office.mails))]
    assert {from_of(mail) for mail in letters} == {("账务组 支持", BILLING)}
    assert {mail["Auto-Submitted"] for mail in letters} == {"auto-replied", None}
    # What comes back goes to the mailbox that is read, and the server lets us say who we are.
    assert {mail.mail_from for mail in post_office.mails} == {OURS}
    assert all(mail["Message-ID"].endswith("@brand.example>") for mail in letters)
    assert all(mail["Reply-To"] is None for mail in letters)


def test_answers_to_the_alias_find_their_request(people: People, post_office: PostOffice) -> None:
    add_mailbox(aliases=BILLING, plus_addresses=True, **post_office.settings)
    choose(people, BILLING)
    ticket = reply(people)
    sent = answer(post_office)
    assert from_of(sent) == ("示例支持", BILLING)
    token = sent["Reply-To"].addresses[0].addr_spec
    assert token.startswith("support+t.")  # the address of which the server is known to deliver such answers
    by_id = receive(raw("Re: 导出乱码", "好了", in_reply_to=sent["Message-ID"], to=BILLING)).ticket
    by_token = receive(raw("好了没有", "好了", to=token, sender="代理 <agent@other.example>")).ticket
    assert by_id == by_token == ticket


def test_a_sender_whose_mailbox_does_not_send_any_more_loses_no_letter(people: People, post_office: PostOffice) -> None:
    add_mailbox(**post_office.settings)
    second = add_mailbox("second@zhichi.example", **post_office.settings)
    choose(people, second.address, "二线")
    ticket = reply(people)
    assert from_of(post_office.read()) == ("二线", second.address)
    waiting = receive(raw("第二封", "另一件事")).ticket  # its acknowledgement names the sender already
    Mailbox.objects.filter(pk=second.pk).update(is_active=False)
    senders.forget()
    deliver()
    assert waiting is not None
    assert from_of(post_office.read()) == ("示例支持", OURS)
    assert senders.shown(ticket) == Sender(OURS, "示例支持")


def test_the_signature_is_the_teams_with_the_persons_facts(people: People, post_office: PostOffice) -> None:
    add_mailbox(aliases=BILLING, **post_office.settings)
    choose(people, BILLING)
    words = "{团队} {工程师}（{岗位}）\n电话：{电话}\n{发件地址}"
    kind = f"signature-{people.team.pk}"
    by = people.actor("supervisor")
    tickets.set_letter(kind=kind, language="zh-hans", text=words, reason="统一落款", by=by, at=now())
    reply(people)
    body = answer(post_office).get_body(("plain",))
    assert body is not None
    signed = f"测试一组 员工 senior（高级工程师）\n{BILLING}"  # nobody has a phone, so its line is left out
    assert f"请升级到 8.2.1。\n\n{signed}\n\n查看进展" in body.get_content().replace("\r", "")


def test_dkim_signs_for_the_domain_that_readers_see(people: People, post_office: PostOffice) -> None:
    box = add_mailbox(aliases=BILLING, dkim_selector="zc1", **post_office.settings)
    Mailbox.objects.filter(pk=box.pk).update(dkim_signs=True)
    choose(people, BILLING)
    reply(people)
    content = post_office.mails[-1].content
    assert isinstance(content, bytes)
    box.refresh_from_db()
    names = {record.name: record.value for record in signing.records_of(box, [BILLING])}
    assert set(names) == {"zc1._domainkey.zhichi.example", "zc1._domainkey.brand.example"}
    assert dkim.verify(content, dnsfunc=lambda name, timeout=5: names.get(name.decode().rstrip("."), "").encode())
    assert b"d=brand.example" in content
    assert any("zc1._domainkey.brand.example" in str(finding) for finding in check_mail())


@pytest.mark.parametrize("address", ["nobody@zhichi.example", "off@zhichi.example", "no address"])
def test_refuses_an_address_that_no_mailbox_sends_from(people: People, address: str) -> None:
    add_mailbox()
    add_mailbox("off@zhichi.example", is_active=False)
    with pytest.raises(DomainError) as refusal:
        choose(people, address)
    assert refusal.value.fields


@pytest.mark.parametrize("by", ["supervisor", "senior", "auditor"])
def test_refuses_who_may_not_configure(people: People, by: str) -> None:
    add_mailbox()
    with pytest.raises(Refused):
        choose(people, OURS, by=by)


def test_an_alias_in_use_cannot_be_taken_away(people: People) -> None:
    box = add_mailbox(aliases=BILLING)
    choose(people, BILLING)
    data = services.MailboxData(address=OURS, name="示例支持", smtp_host="smtp.zhichi.example")
    with pytest.raises(DomainError) as refusal:
        services.change_mailbox(mailbox_id=box.pk, data=data, by=SETUP, at=now())
    assert people.team.name in refusal.value.message
    choose(people, "")
    services.change_mailbox(mailbox_id=box.pk, data=data, by=SETUP, at=now())
    codes = [item.code for item in history(f"team:{people.team.pk}")]
    assert codes[-2:] == ["mail.team_sender_set", "mail.team_sender_removed"]


def test_nothing_is_asked_for_what_the_process_knows(people: People, django_assert_num_queries: object) -> None:
    add_mailbox()
    assert senders.remembered(people.team.pk) == Sender(OURS, "示例支持")
    with django_assert_num_queries(0):  # type: ignore[operator]
        senders.remembered(people.team.pk)
    add_mailbox("second@zhichi.example")
    senders.forget()
    assert senders.remembered(people.team.pk) is None  # it depends on the request


def test_with_several_mailboxes_the_composer_looks_through_which_one_the_request_came(people: People) -> None:
    add_mailbox()
    second = add_mailbox("second@zhichi.example", name="第二邮箱")
    ticket = services.receive(raw=raw(), at=now(), mailbox=second).ticket
    assert ticket is not None
    assert senders.shown(ticket) == Sender(second.address, "第二邮箱")


def test_pages_choose_the_sender_and_say_what_is_wrong(client: Client, people: People) -> None:
    add_mailbox(aliases=BILLING)
    client.force_login(people.manager)
    page = reverse("channels_email:sender", args=[people.team.pk])
    assert BILLING in client.get(page).text
    assert client.post(page, {"address": "other@zhichi.example", "name": ""}).status_code == 422
    assert client.post(page, {"address": BILLING, "name": "账务组"}).status_code == 303
    assert f'账务组 <span class="quiet">&lt;{BILLING}&gt;' in client.get(reverse("channels_email:senders")).text
    client.force_login(people.senior)
    assert client.get(page).status_code == 403
    ticket = receive().ticket
    assert ticket is not None
    shown = client.get(reverse("tickets:sender", args=[ticket.number])).text
    assert f"账务组 &lt;{BILLING}&gt;" in shown
    assert CUSTOMER not in shown
