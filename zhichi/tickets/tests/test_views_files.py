"""What a hostile file may not do to a page: script in its name or inside it, a lie about its type, its sheer size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.files import services as files
from zhichi.files.models import Attachment
from zhichi.tickets import services
from zhichi.tickets.choices import Channel

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from tests.people import People
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

SCRIPT_NAME = "<img src=x onerror=alert(1)>\"'.svg"
SPLITTING_NAME = 'a\r\nSet-Cookie: x=1\r\n"; filename=evil.html'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE = [
    (SCRIPT_NAME, "image/svg+xml", SVG),
    ("图.png", "image/png", b"<html><script>alert(1)</script></html>"),
    ("photo.jpg", "image/jpeg", SVG),
    ("page.html", "text/html", b"<!doctype html><script>alert(1)</script>"),
    (SPLITTING_NAME, "text/plain", b"words"),
    ("invoice.pdf\u202eexe.png", "image/png", b"MZ" + bytes(300)),
]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def with_file(desk: Desk, name: str, claimed: str, content: bytes, notices: list[str] | None = None) -> Ticket:
    """A request whose first mail carries this file."""
    by = desk.people.actor("assistant")
    ticket = desk.worked()
    stored = files.store(content=content, filename=name, claimed_type=claimed, by=by, at=desk.at)
    words = services.Incoming(
        text="见附件", channel=Channel.MAIL, contact=desk.contact, attachments=[stored], notices=tuple(notices or ())
    )
    services.customer_message(ticket_id=ticket.pk, incoming=words, by=by, at=desk.tick())
    return ticket


@pytest.mark.parametrize(("name", "claimed", "content"), HOSTILE)
def test_a_hostile_file_is_offered_for_saving_and_runs_nowhere(
    client: Client, desk: Desk, people: People, name: str, claimed: str, content: bytes
) -> None:
    ticket = with_file(desk, name, claimed, content)
    client.force_login(people.senior)
    page = client.get(reverse("tickets:detail", args=[ticket.number])).text
    assert "<img src=x" not in page
    assert "Set-Cookie" not in page.replace("Set-Cookie: x=1", "", 1) or "\r" not in page
    stored = Attachment.objects.get()
    assert not any(mark in stored.filename for mark in ("\r", "\n", "\u202e"))
    answer: Any = client.get(reverse("files:download", args=[stored.public_id, stored.filename]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert not answer.cookies
    assert b"".join(answer) == content


def test_a_lie_about_the_type_stands_beside_the_file(client: Client, desk: Desk, people: People) -> None:
    ticket = with_file(desk, "photo.png", "image/png", b"MZ" + bytes(300), ["suspicious:photo.png"])
    client.force_login(people.senior)
    page = client.get(reverse("tickets:detail", args=[ticket.number])).text
    assert "photo.png" in page
    assert "<img" not in page.partition("msg-files")[2][:400]
    assert "文件“photo.png”与扩展名不符" in page


def test_the_agent_reads_which_file_was_too_large(client: Client, desk: Desk, people: People) -> None:
    ticket = with_file(desk, "small.txt", "text/plain", b"ok", ["too-large:日志.bin", "mail-too-large:99"])
    client.force_login(people.senior)
    page = client.get(reverse("tickets:detail", args=[ticket.number])).text
    assert "文件“日志.bin”太大" in page or "文件“日志.bin”过大" in page
    assert "99 MB" in page
