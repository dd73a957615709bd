"""Invitations and letters that came as files, in a real Chromium: read from the request by key, on desk and phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.channels.email.tests.kit import receive
from zhichi.channels.email.tests.reading.building import file, parts, text, whole
from zhichi.channels.email.tests.reading.protected import calendar
from zhichi.channels.email.tests.test_outlook import LETTER
from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers, path, visit

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

    from tests.people import People
    from zhichi.tickets.tests.browsing import Desktops

__all__ = ["visit"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EVENT = calendar(
    "SUMMARY:故障复盘",
    "DTSTART:20260603T020000Z",
    "DURATION:PT1H",
    "ATTENDEE;CN=何青:mailto:a@b.example",
    method="CANCEL",
)
MAIL = whole(
    "Subject: x",
    content=parts(
        "mixed",
        text("见附件"),
        text(EVENT, kind="calendar", more="; method=CANCEL"),
        file('Content-Disposition: attachment; filename="a.msg"', LETTER),
    ),
)


@pytest.mark.parametrize(("size", "theme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_an_agent_reads_the_invitation_and_looks_into_the_letter(
    visit: Desktops, people: People, size: ViewportSize, theme: str
) -> None:
    ticket = receive(MAIL).ticket
    assert ticket is not None
    page = visit(people.manager, path(ticket), size=size, theme=theme)
    page.get_by_text("日程已取消").wait_for()
    page.get_by_text("1 人").focus()
    page.keyboard.press("Enter")
    page.get_by_text("何青 <a@b.example>").wait_for()
    assert barriers(page) == []
    page.get_by_role("link", name="查看内容").press("Enter")
    page.get_by_role("heading", name="报表 导出").wait_for()
    assert page.get_by_text("季度报表.xlsx").is_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("link", name=f"#{ticket.number}").click()
    page.get_by_text("日程已取消").wait_for()
