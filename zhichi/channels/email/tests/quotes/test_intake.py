"""An answer by mail is stored whole and shown trimmed; what it says is what the record proves (2.1, 2.4, 3.4.2)."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from zhichi.channels.email.choices import Done
from zhichi.channels.email.tests.kit import raw, receive
from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.records import services as records
from zhichi.tickets import services as tickets
from zhichi.tickets.models import Message
from zhichi.tickets.search import documents_of

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.channels.email.services import Receipt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]

QUOTE = (
    "\n\n------------------ 原始邮件 ------------------\n发件人: 技术支持\n发送时间: 2026年6月2日 09:12\n"
    "收件人: 何青\n主题: Re: 导出乱码\n\n请升级到八点二。"
)
HTML_QUOTE = '<blockquote type="cite"><p>请升级到八点二。</p></blockquote>'


@pytest.fixture
def number() -> str:
    """The number of a request that a first mail opened."""
    ticket = receive().ticket
    assert ticket is not None
    return ticket.number


def answer(number: str, text: str = "还是不行。", *, quote: str = QUOTE, html: str = "", **given: str) -> Receipt:
    """The customer's answer with a quote below it."""
    mail = raw(subject=given.pop("subject", "回复：导出乱码") + f" [#{number}]", text=text + quote, **given)
    if html:
        message = message_from_bytes(mail, policy=policy.SMTP)
        assert isinstance(message, EmailMessage)
        message.add_alternative(html, subtype="html")
        mail = message.as_bytes()
    return receive(mail)


def said(receipt: Receipt) -> Message:
    """The stored message."""
    assert receipt.message is not None
    return Message.objects.get(pk=receipt.message.pk)


def test_an_answer_is_kept_whole_and_trimmed_beside_it(number: str) -> None:
    message = said(answer(number))
    assert message.text.startswith("还是不行。\n\n---")
    assert (message.trimmed_text, message.new_text) == ("还是不行。", "还是不行。")


def test_html_is_trimmed_before_its_classes_are_gone(number: str) -> None:
    message = said(answer(number, html=f'<p>还是不行。</p><div id="divRplyFwdMsg">x</div>{HTML_QUOTE}'))
    assert message.trimmed_html == "<p>还是不行。</p>"
    assert "八点二" in message.html


def test_an_answer_without_quotes_is_stored_once(number: str) -> None:
    message = said(answer(number, quote=""))
    assert (message.trimmed_text, message.trimmed_html, message.new_text) == ("", "", "还是不行。")


def test_the_first_mail_and_a_forward_stay_whole(number: str) -> None:
    assert said(receive(raw(text="请看下面同事的邮件" + QUOTE))).trimmed_text == ""
    assert said(answer(number, subject="转发：导出乱码")).trimmed_text == ""


def test_a_colleagues_note_by_mail_is_trimmed(number: str, people: People) -> None:
    receipt = answer(number, "客户用的是旧版。", sender=f"Senior <{people.senior.email}>")
    assert receipt.log.done == Done.NOTED
    assert said(receipt).trimmed_text == "客户用的是旧版。"


def test_search_speaks_of_what_is_new(number: str) -> None:
    message = said(answer(number))
    (document,) = documents_of([message.ticket_id])
    assert "还是不行" in document.text
    assert "八点二" not in document.text


def test_the_page_shows_it_trimmed_and_the_rest_behind_a_button(number: str, people: People, client: Client) -> None:
    answer(number)
    client.force_login(people.senior)
    page = client.get(reverse("tickets:detail", args=[number])).content.decode()
    short, _button, whole = page.partition('<details class="quoted">')
    assert "八点二" not in short
    assert "八点二" in whole


def test_a_quote_above_the_answer_opens_into_the_whole_message(number: str, people: People, client: Client) -> None:
    quote = "在 2026-06-02 09:12，技术支持 写道：\n> 您好\n> 请\n> 升级到\n> 八点二\n\n"
    answer(number, quote + "升级后好了。", quote="")
    client.force_login(people.senior)
    page = client.get(reverse("tickets:detail", args=[number])).content.decode()
    _short, _button, whole = page.partition('<details class="quoted is-whole">')
    assert whole.index("八点二") < whole.index("升级后好了")


def test_the_customer_reads_it_trimmed_too(number: str, client: Client) -> None:
    message = said(answer(number))
    page = client.get(reverse("portal:guest", args=[message.ticket.public_id]), follow=True).content.decode()
    short, _button, whole = page.partition('<details class="quoted">')
    assert "还是不行" in short
    assert "八点二" not in short
    assert "八点二" in whole


def test_the_record_finds_a_forged_trimmed_form(number: str, people: People) -> None:
    message = said(answer(number, html=f"<p>还是不行。</p>{HTML_QUOTE}"))

    def doubt() -> str:
        return records.verify(by=people.actor("auditor"), at=now())[0].first_problem

    assert doubt() == ""
    for forged in (
        {"trimmed_text": "已经好了。"},
        {"trimmed_html": "<p>已经好了。</p>"},
        {"trimmed_html": "<b>还是不行。</b>"},
    ):
        Message.objects.filter(pk=message.pk).update(**forged)
        assert message.ticket.stream in doubt()
        Message.objects.filter(pk=message.pk).update(trimmed_text="还是不行。", trimmed_html="<p>还是不行。</p>")
    assert doubt() == ""


def test_words_of_their_own_are_never_stored_as_a_trimmed_form(number: str) -> None:
    ticket = said(answer(number)).ticket
    words = tickets.Incoming(text="甲\n乙\n丙", trimmed_text="丙\n甲", html="<p>甲</p>", trimmed_html="<p>丁</p>")
    message = tickets.customer_message(ticket_id=ticket.pk, incoming=words, by=Actor.guest("何青"), at=now()).message
    assert (message.trimmed_text, message.trimmed_html) == ("", "")
