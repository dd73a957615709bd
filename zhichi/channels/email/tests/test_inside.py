"""Letters that came as files are looked into from the request: header, words, files, inner letters; nothing runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from zhichi.channels.email.tests.kit import receive
from zhichi.channels.email.tests.reading.building import file, mail, parts, text, whole
from zhichi.channels.email.tests.test_outlook import LETTER
from zhichi.files import selectors as files

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.files.models import Attachment

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
PICTURE = file("Content-ID: <p@x>\nContent-Disposition: inline; filename=p.png", PNG, "image/png")
HTML = text(
    '<p onclick="x()">内文<img src="cid:p@x"><img src="https://away.example/x.png"></p><script>alert(1)</script>',
    kind="html",
)
INNER = whole("Subject: inner <b>", "From: Eve <eve@x.example>", content=parts("related", HTML, PICTURE))
DEEP = whole(
    "Subject: deep", content=parts("mixed", text("外"), b"Content-Type: message/rfc822\n\n" + INNER, boundary="=_c")
)


def attach(name: str, content: bytes) -> Attachment:
    """The stored file of a mail that holds it."""
    line = f'Content-Disposition: attachment; filename="{name}"'
    receipt = receive(whole("Subject: x", content=parts("mixed", text("见附件"), file(line, content))))
    assert receipt.message is not None
    return files.of("message", [receipt.message.pk])[receipt.message.pk][0]


def look(client: Client, attachment: Attachment, *place: str) -> str:
    name = "inner_letter" if place else "inside"
    answer = client.get(reverse(f"channels_email:{name}", args=[attachment.public_id, *place]), {"from": "10001"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_shows_a_letter_with_its_header_words_and_pictures(client: Client, people: People) -> None:
    client.force_login(people.manager)
    stored = attach("letter.eml", INNER)
    page = look(client, stored)
    assert "inner &lt;b&gt;" in page and "eve@x.example" in page and "内文" in page
    assert "<script>alert" not in page and "onclick" not in page and "away.example/x.png" not in page
    address = reverse("channels_email:inner_file", args=[stored.public_id, "1"])
    assert f'src="{address}"' in page
    picture = client.get(address)
    assert (picture.content, picture["Content-Type"]) == (PNG, "image/png")


def test_shows_a_letter_in_a_letter(client: Client, people: People) -> None:
    client.force_login(people.manager)
    stored = attach("deep.eml", DEEP)
    outer = look(client, stored)
    assert reverse("channels_email:inner_letter", args=[stored.public_id, "1"]) in outer
    assert "内文" in look(client, stored, "1")
    assert client.get(reverse("channels_email:inner_file", args=[stored.public_id, "1.1"])).content == PNG


def test_shows_what_outlook_saved(client: Client, people: People) -> None:
    client.force_login(people.manager)
    page = look(client, attach("信.msg", LETTER))
    assert "报表 导出" in page and "wangwei@corp.example" in page and "季度报表.xlsx" in page


def test_a_file_of_the_letter_is_saved_and_never_run(client: Client, people: People) -> None:
    client.force_login(people.manager)
    page = file("Content-Disposition: attachment; filename=a.html", b"<script>alert(1)</script>", "text/html")
    stored = attach("l.eml", whole("Subject: x", content=parts("mixed", text("x"), page)))
    answer = client.get(reverse("channels_email:inner_file", args=[stored.public_id, "1"]))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("place", ["2", "9.1", "0", "x", "1.1.1.1.1.1", "²", "-1"])
def test_what_is_not_there_is_not_found(client: Client, people: People, place: str) -> None:
    client.force_login(people.manager)
    stored = attach("letter.eml", INNER)
    for name in ("inner_letter", "inner_file"):
        answer = client.get(reverse(f"channels_email:{name}", args=[stored.public_id, place]))
        assert answer.status_code == 404, name


@pytest.mark.parametrize("content", [b"no letter at all", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000, b"\0"])
def test_a_file_that_only_calls_itself_a_letter_is_said_to_be_none(
    client: Client, people: People, content: bytes
) -> None:
    client.force_login(people.manager)
    stored = attach("x.eml", content)
    answer = client.get(reverse("channels_email:inside", args=[stored.public_id]))
    assert answer.status_code in {200, 400, 409, 422}
    assert "没有" in answer.content.decode()


def test_who_may_not_see_the_request_sees_no_letter(client: Client, people: People) -> None:
    stored = attach("letter.eml", INNER)
    address = reverse("channels_email:inside", args=[stored.public_id])
    assert client.get(address).status_code in {302, 403, 404}
    client.force_login(people.rival)
    assert client.get(address).status_code == 404
    assert client.get(reverse("channels_email:inner_file", args=[stored.public_id, "1"])).status_code == 404


def test_the_request_offers_to_look_inside(client: Client, people: People) -> None:
    client.force_login(people.manager)
    receipt = receive(
        whole("Subject: y", content=parts("mixed", text("见"), b"Content-Type: message/rfc822\n\n" + mail()))
    )
    assert receipt.ticket is not None
    page = client.get(reverse("tickets:detail", args=[receipt.ticket.number])).content.decode()
    assert "查看内容" in page and "/desk/mail/inside/" in page
