"""Pictures in letters: own ones are shown, those of the internet only when asked for, dots that count readers never."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.files import services as files
from zhichi.tickets import selectors
from zhichi.tickets.html import sanitise
from zhichi.tickets.pictures import with_pictures

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.models import Message
    from zhichi.tickets.tests.conftest import Desk

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
AWAY = '<img src="https://pixels.example.net/big.png?who=1&amp;x=2" alt="促销" width="300">'


def shown(html: str, **given: Any) -> str:
    return with_pictures(sanitise(html), {}, **given).html


def test_a_picture_of_the_internet_is_its_words_until_asked_for() -> None:
    off = with_pictures(sanitise(f"<p>看{AWAY}</p>"), {})
    assert off.left_out == 1
    assert "src" not in off.html and ">促销</span>" in off.html and "pixels.example.net" in off.html
    on = with_pictures(sanitise(AWAY), {}, foreign=True)
    assert on.left_out == 0
    assert 'src="https://pixels.example.net/big.png?who=1&amp;x=2"' in on.html
    assert 'referrerpolicy="no-referrer"' in on.html


@pytest.mark.parametrize("size", ['width="1" height="1"', 'height="0"', 'width="3px"'])
@pytest.mark.parametrize("foreign", [False, True])
def test_a_dot_that_counts_readers_is_never_there(size: str, foreign: bool) -> None:
    found = with_pictures(sanitise(f'<p>甲<img src="http://count.example/x.gif" {size}></p>'), {}, foreign=foreign)
    assert (found.html, found.left_out) == ("<p>甲</p>", 0)


def test_a_picture_that_did_not_come_along_is_said_to_be_missing() -> None:
    assert "<img" not in shown('<img src="cid:gone@x">') and "picture-off" in shown('<img src="cid:gone@x">')


@pytest.mark.parametrize(
    "hostile",
    [
        '<a title=\'<img src="https://e.example/x">\' href="https://e.example">a</a>',
        '<a title="<img src=" href="https://e.example/><script>alert(1)</script>">a</a>',
        '<img src="https://e.example/x" alt="&lt;script&gt;alert(1)&lt;/script&gt;">',
        "<img src='https://\"><script>alert(1)</script>.example/x'>",
    ],
)
def test_nothing_in_an_attribute_becomes_a_tag(hostile: str) -> None:
    for foreign in (False, True):
        html = shown(hostile, foreign=foreign)
        assert "<script" not in html
        assert sanitise(html).count("<") == html.count("<")


def message_with(desk: Desk, html: str) -> Message:
    return desk.says(desk.worked(), "看图", html=html).message


@pytest.mark.django_db
def test_an_inline_picture_is_our_copy_of_the_file(desk: Desk) -> None:
    picture = files.store(
        content=PNG, filename="图 1.png", claimed_type="image/png", by=desk.people.actor("senior"), at=desk.at,
        is_inline=True, content_id='a&"b@c',
    )  # fmt: skip
    html = '<p>见<img src="cid:a&amp;&quot;b@c" width="9000"></p>'
    ticket = desk.says(desk.worked(), "看图", html=html, attachments=[picture]).ticket
    entry = next(one for one in selectors.conversation(ticket) if one.message and one.message.html)
    address = reverse("files:download", args=[picture.public_id, picture.filename])
    assert f'src="{address}"' in entry.body
    assert entry.attachments == [] or "cid:" not in entry.body


@pytest.mark.django_db
def test_the_page_opens_to_the_internet_for_one_message_and_once(client: Client, desk: Desk, people: People) -> None:
    message = message_with(desk, AWAY)
    address = reverse("tickets:detail", args=[message.ticket.number])
    client.force_login(people.senior)
    before = client.get(address)
    assert (
        "pixels.example.net/big" not in before.content.decode() and f"?pictures={message.pk}" in before.content.decode()
    )
    asked = client.get(address, {"pictures": message.pk})
    assert "pixels.example.net/big" in asked.content.decode()
    assert "img-src 'self' data: blob: https: http:" in asked.headers["Content-Security-Policy"]
    again = client.get(address)
    assert "pixels.example.net/big" not in again.content.decode()
    assert "https:" not in again.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["0", "x", "-1", "", "²", "99999999999999999999999"])
def test_another_number_opens_no_picture(client: Client, desk: Desk, people: People, asked: str) -> None:
    message = message_with(desk, AWAY)
    client.force_login(people.senior)
    page = client.get(reverse("tickets:detail", args=[message.ticket.number]), {"pictures": asked})
    assert page.status_code == 200 and "pixels.example.net/big" not in page.content.decode()


def test_the_outer_of_nested_tables_can_be_reached_by_key() -> None:
    html = shown("<table><tr><td><table><tr><td>甲</table></table><table><tr><td>乙</table>")
    assert html.count("<table") == 3 and html.count('<table tabindex="0">') == 2
