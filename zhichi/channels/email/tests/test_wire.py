"""5.2.1: what every letter looks like on the wire, read back from a real mail server; no letter is a campaign."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.channels.email.html_of_text import text_to_html
from zhichi.channels.email.services.deliver import Courier
from zhichi.channels.email.tests.kit import CUSTOMER, SETUP, add_mailbox, receive
from zhichi.core.clock import now
from zhichi.customers.models import Product
from zhichi.files import services as files
from zhichi.outbound import services as queue
from zhichi.outbound.choices import Purpose
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import FollowUpOutcome
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tests.people import People
    from zhichi.channels.email.tests.kit import PostOffice

LANGUAGES = ["zh-hans", "en"]
LONGEST_HEADER, LONGEST_LINE = 78, 76  # without the line end; RFC 5322 recommends the one, RFC 2045 demands the other
ALLOWED = {"margin", "padding", "font-family", "font-size", "line-height", "overflow-wrap", "border", "border-left",
           "border-collapse", "text-align", "vertical-align"}  # fmt: skip
SAYS = """您好，步骤如下：
  1. 打开 https://docs.zhichi.example/guide?a=1&b=2 ；
  2. 重启。

名称\t数量
报表\t12

> 还是不行，
>> 试过重启吗？

再见"""
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


def all_letters(people: People, language: str) -> None:
    """Every kind of letter that a request sends to its customer, in one language."""
    ticket = receive(subject="报表导出以后全部是乱码，" * 12).ticket
    assert ticket is not None
    Ticket.objects.update(language=language)
    by, at = people.actor("senior"), now() - timedelta(minutes=5)
    tickets.take(ticket_id=ticket.pk, by=by, at=at)
    product = Product.objects.create(code="reports", name="报表", sort_key="bao biao")
    changes = tickets.Changes(type="fault", product=product, version="8.2")
    tickets.change(ticket_id=ticket.pk, changes=changes, by=by, at=at)
    tickets.confirm(ticket_id=ticket.pk, cause="缺少 BOM", method="remote", by=by, at=at)
    tickets.reply(ticket_id=ticket.pk, answer=tickets.Reply(text=SAYS), by=by, at=at)
    tickets.report(ticket_id=ticket.pk, words=tickets.Report(doing="在查导出模块。"), by=by, at=at)
    proposal = tickets.Proposal(kind="upgrade", parts={"version": "8.2.1"}, explanation="请升级到 8.2.1。")
    tickets.propose(ticket_id=ticket.pk, proposal=proposal, by=by, at=at)
    ticket.refresh_from_db()
    outcome = tickets.Outcome(FollowUpOutcome.SOLVED, "phone", "很好")
    tickets.record_outcome(follow_up_id=ticket.follow_ups.get(done_at=None).pk, found=outcome, by=by, at=now())


def delivered(post_office: PostOffice) -> list[tuple[bytes, EmailMessage]]:
    courier = Courier(now=lambda: now() + timedelta(minutes=1))
    while courier.deliver():
        pass
    courier.rest()
    found = []
    for place, envelope in enumerate(post_office.mails):
        assert isinstance(envelope.content, bytes)
        found.append((envelope.content, post_office.read(place)))
    return found


class _Looks(HTMLParser):
    """What a mail program would have to load, drop or repaint."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.text = ""
        self.links: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"style", "link", "script", "iframe", "form", "base"}:
            self.wrong.append(tag)
        for name, value in attrs:
            if name in {"class", "id", "src", "background", "bgcolor", "color"} or name.startswith("on"):
                self.wrong.append(f"{tag} {name}")
            if name == "href" and value:
                self.links.append(value)
            if name == "style":
                said = {item.partition(":")[0] for item in (value or "").split(";")}
                self.wrong += sorted(said - ALLOWED)

    def handle_data(self, data: str) -> None:
        self.text += data


def bodies(mail: EmailMessage) -> tuple[str, str]:
    parts = mail.get_body(("plain",)), mail.get_body(("html",))
    assert parts[0] is not None
    assert parts[1] is not None
    plain, markup = (str(part.get_content()).replace("\r\n", "\n") for part in parts if part is not None)
    return plain, markup


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00a0>|]+", "", text)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_well_made_and_none_is_a_campaign(
    people: People, post_office: PostOffice, language: str
) -> None:
    add_mailbox(**post_office.settings)
    all_letters(people, language)
    mails = delivered(post_office)
    assert len(mails) == 5  # acknowledgement, reply, progress report, solution with follow-up, closing letter
    for raw, mail in mails:
        head, _gap, rest = raw.partition(b"\r\n\r\n")
        assert raw.isascii()
        assert b"\n" not in raw.replace(b"\r\n", b"")
        assert max(map(len, head.split(b"\r\n"))) <= LONGEST_HEADER, mail["Subject"]
        assert max(map(len, rest.split(b"\r\n"))) <= LONGEST_LINE, mail["Subject"]
        assert mail.get_content_type() == "multipart/alternative"
        assert not [name for name in mail if name.lower().startswith(("list-", "precedence", "feedback-id"))]
        plain, markup = bodies(mail)
        looks = _Looks(markup)
        assert not looks.wrong
        assert squeezed(looks.text) == squeezed(plain)
        assert looks.links == re.findall(r"https?://[^\s；]+", plain)
        assert '<meta name="color-scheme" content="light dark">' in markup


@pytest.mark.django_db
def test_the_follow_up_asks_whether_it_is_solved_and_offers_no_unsubscribing(
    people: People, post_office: PostOffice
) -> None:
    add_mailbox(**post_office.settings)
    all_letters(people, "zh-hans")
    [asks] = [mail for _raw, mail in delivered(post_office) if "answer=solved" in bodies(mail)[0]]
    assert asks["List-Unsubscribe"] is None
    assert asks["List-Unsubscribe-Post"] is None
    assert "退订" not in bodies(asks)[0]


@pytest.mark.django_db
def test_a_picture_that_the_letter_shows_travels_inside_it(post_office: PostOffice) -> None:
    add_mailbox(**post_office.settings)
    given_ = {"claimed_type": "image/gif", "by": SETUP, "at": now(), "is_inline": True}
    shown = files.store(content=GIF, filename="图.gif", content_id="p1@zhichi.example", **given_)  # type: ignore[arg-type]
    beside = files.store(content=GIF + b"x", filename="另.gif", content_id="p2@zhichi.example", **given_)  # type: ignore[arg-type]
    queue.queue(
        purpose=Purpose.REPLY,
        to=[CUSTOMER],
        subject="图",
        text="见图",
        html='<p>见图 <img src="cid:p1@zhichi.example" alt=""></p>',
        language="zh-hans",
        attachments=[shown.pk, beside.pk],
        by=SETUP,
        at=now(),
    )
    [(_raw, mail)] = delivered(post_office)
    types = [part.get_content_type() for part in mail.walk()]
    assert types == [
        "multipart/mixed", "multipart/related", "multipart/alternative", "text/plain", "text/html", "image/gif",
        "image/gif",
    ]  # fmt: skip
    inside, outside = [part for part in mail.walk() if part.get_content_type() == "image/gif"]
    assert (inside["Content-ID"], inside.get_content_disposition()) == ("<p1@zhichi.example>", "inline")
    assert (outside["Content-ID"], outside.get_filename()) == (None, "另.gif")


def test_quotes_tables_links_and_indents_are_kept() -> None:
    markup = text_to_html(SAYS, "zh-CN")
    assert markup.count("<blockquote") == 2
    assert re.search(r"<blockquote[^>]*>\n<p[^>]*>还是不行，</p>\n<blockquote[^>]*>\n<p[^>]*>试过重启吗？</p>", markup)
    assert re.findall(r"<td[^>]*>([^<]*)</td>", markup) == ["名称", "数量", "报表", "12"]
    assert '<a href="https://docs.zhichi.example/guide?a=1&amp;b=2">' in markup
    assert "\u00a0\u00a01. 打开" in markup


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("| 项 | 值 |\n|----|---:|\n| 甲 | 1 |", ["项", "值", "甲", "1"]),
        ("a\tb\nc\td\te", []),  # not the same number of cells
        ("一行\t而已", []),  # a single row is no table
        ("\tif x:\n\treturn", []),  # indented code
        ("a|b\nc|d", []),  # a pipe between words
        ("| |\n| |", []),
    ],
)
def test_only_rows_of_cells_become_a_table(text: str, cells: list[str]) -> None:
    assert re.findall(r"<td[^>]*>([^<]*)</td>", text_to_html(text)) == cells


@given(st.text(alphabet=st.sampled_from("甲乙 >|\t\n-<&\"'a1:/."), max_size=60))
def test_whatever_is_typed_stays_text(text: str) -> None:
    looks = _Looks(text_to_html(text))
    assert not looks.wrong
    letters = re.sub(r"[\s\u00a0>|:-]+", "", text)
    assert re.sub(r"[\s\u00a0>|:-]+", "", looks.text) == letters


def test_quotes_within_quotes_end_somewhere() -> None:
    markup = text_to_html(">" * 5000 + " tief")
    assert markup.count("<blockquote") < 10
    assert "tief" in markup
