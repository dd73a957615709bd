"""Knowledge in numbers in a real Chromium: an editor sorts, looks at the trend, and reads it on a phone in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from zhichi.core import clock
from zhichi.guidance import services
from zhichi.tickets.tests.browsing import PHONE, barriers

if TYPE_CHECKING:
    from zhichi.knowledge.tests.conftest import Library
    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_editor_sorts_articles_and_looks_at_searches(visit: Desktops, desk: Desk, library: Library) -> None:
    read, unread = library.published("public"), library.published("public", title="没有读者的文章")
    services.note_read(article_id=read.pk, audience="customer", at=clock.now())
    for words, hits in (("导出乱码", 2), ("打印机", 0)):
        services.note_question(words=words, place="portal", language="zh-hans", hits=hits, by=None, at=clock.now())
    page = visit(desk.people.knowledge_editor, reverse("knowledge:list"))
    page.get_by_role("link", name="知识统计").click()
    first = page.locator(".kb-measures tbody tr").first
    expect(first).to_contain_text(read.number)
    page.locator("#trend svg.line-chart").wait_for()
    page.get_by_role("link", name="读者", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("读者")
    expect(page.locator(".kb-measures tbody tr").first).to_contain_text(unread.number)
    assert not barriers(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 XLSX").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("link", name="按搜索").click()
    expect(page.locator(".kb-measures tbody tr", has_text="打印机").locator(".bad")).to_have_text("1")
    phone = visit(desk.people.manager, reverse("guidance:measures_searches"), size=PHONE, language="en", theme="dark")
    expect(phone.get_by_role("heading", name="What people search for")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not barriers(phone)
