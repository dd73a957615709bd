"""5.2.1: what makes a reader careful about a mail, told in words and never blocked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.channels.email.anchors import Anchor, anchors_of
from zhichi.channels.email.lookalikes import mixes_scripts, readable, skeleton
from zhichi.channels.email.parsing import parse
from zhichi.channels.email.suspicions import names_of, registered, suspicions
from zhichi.channels.email.tests.kit import add_mailbox, raw, receive
from zhichi.core.clock import now
from zhichi.tickets.notices import notice_words

if TYPE_CHECKING:
    from tests.people import People

NAMES = names_of(
    ["modern.example", "client-werke.example"], ["zhichi.example"], ["林晓", "Alex Chen"], ["lin@zhichi.example"]
)


def warned(sender: str, *fields: str, html: str = "", is_first: bool = False) -> list[str]:
    head = "\r\n".join((f"From: {sender}", "MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8", *fields))
    return suspicions(parse(f"{head}\r\n\r\n{html}".encode()), NAMES, is_first=is_first)


@pytest.mark.parametrize(
    "address",
    ["a@modem.example", "a@mоdern.example", "a@m0dern.example", "a@xn--mdern-jye.example", "a@zh1chi.example",
     "a@zhichí.example", "a@clientwerke.example"],
)  # fmt: skip
def test_tells_a_domain_that_looks_like_a_known_one(address: str) -> None:
    (code,) = warned(address)
    assert code.startswith("lookalike:")
    assert "逐字核对" in notice_words(code)


@pytest.mark.parametrize(
    "address", ["a@modern.example", "a@mail.modern.example", "a@other.example", "a@zhichi.example", "客户@例子.example"]
)
def test_trusts_known_and_unlike_domains(address: str) -> None:
    assert warned(address) == []


def test_tells_letters_of_two_alphabets() -> None:
    assert warned("a@pаypal.example")[0].startswith("mixed-script:")  # a Cyrillic letter
    assert warned("a@x.example", html='<a href="http://bаnk.example/">bank</a>')[0].startswith("mixed-script:")


def test_tells_a_name_that_is_somebody_elses() -> None:
    assert warned('"boss@modern.example" <x@evil.example>') == ["name-address:boss@modern.example, x@evil.example"]
    assert warned('"boss@evil.example" <x@mail.evil.example>') == []
    assert warned("林晓 <x@evil.example>") == ["name-colleague:林晓, x@evil.example"]
    assert warned("ALEX  chen <x@evil.example>")[0].startswith("name-colleague:")
    assert warned("林晓 <lin@zhichi.example>") == []


def test_tells_where_answers_would_go() -> None:
    assert warned("a@client.example", "Reply-To: b@evil.example")[0].startswith("reply-elsewhere:b@evil.example")
    assert warned("a@client.example", "Reply-To: b@mail.client.example") == []
    assert warned("a@client.example", "Reply-To: support@zhichi.example") == []  # forms of our own
    assert warned("a@client.example", "Reply-To: b@list.example", "List-Id: <l.list.example>") == []


def test_tells_a_link_that_leads_elsewhere() -> None:
    lie = '<a href="http://evil.example/login">https://www.bank.example/login</a>'
    assert warned("a@x.example", html=lie) == ["link-elsewhere:www.bank.example → evil.example"]
    for honest in (
        '<a href="https://login.bank.example/">bank.example</a>',
        '<a href="http://evil.example/">Click here</a>',
        '<a href="mailto:a@evil.example">b@bank.example</a>',
        '<a href="http://evil.example/">report v1.2</a>',
    ):
        assert warned("a@x.example", html=honest) == []


def test_tells_a_first_contact_only_where_care_is_due() -> None:
    link = '<a href="http://shop.example/">shop</a>'
    assert warned("a@x.example", is_first=True) == []
    assert warned("a@x.example", html=link, is_first=True) == ["first-contact"]
    assert warned("a@x.example", html=link) == []


def test_registered_domains() -> None:
    assert registered("mail.acme.com.cn") == "acme.com.cn"
    assert registered("mail.sh.acme.cn") == "acme.cn"
    assert registered("com.cn") == "com.cn"


@given(st.text(max_size=80), st.binary(max_size=200))
def test_nothing_breaks_it(name: str, body: bytes) -> None:
    skeleton(name)
    readable(f"xn--{name}")
    mixes_scripts(name)
    mail = parse(f"From: {name} <a@{name}>\r\nReply-To: {name}\r\nContent-Type: text/html\r\n\r\n".encode() + body)
    suspicions(mail, NAMES, is_first=True)


@given(st.text(alphabet="<a href=\"'>/x.hp:tsbknelm", max_size=400))
def test_links_of_any_markup(source: str) -> None:
    assert all(isinstance(each, Anchor) for each in anchors_of(source))


def test_many_links_take_no_long_time() -> None:
    assert len(anchors_of("<a " * 200_000)) == 0
    assert len(anchors_of('<a href="http://x.example/1">' * 200_000)) <= 1


@pytest.mark.django_db
def test_stands_on_the_message(people: People) -> None:
    assert people.duty.is_intake
    add_mailbox()
    message = receive(raw(sender="客服 <he@zh1chi.example>", files={"a.txt": b"x"})).message
    assert message is not None
    assert message.notices == ["lookalike:zh1chi.example, zhichi.example", "first-contact"]
    again = receive(raw(sender="客服 <he@zh1chi.example>", subject="二", text="二"), at=now() + timedelta(minutes=1))
    assert again.message is not None
    assert again.message.notices == ["lookalike:zh1chi.example, zhichi.example"]
