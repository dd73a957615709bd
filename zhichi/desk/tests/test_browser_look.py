"""Search with the reading pane in a real Chromium: walked by keys, opened by Enter, absent on a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from zhichi.knowledge.tests.conftest import library
from zhichi.records import tails
from zhichi.tickets.tests.browsing import PHONE, barriers

if TYPE_CHECKING:
    from zhichi.knowledge.tests.conftest import Library
    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

__all__ = ["library"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_walks_hits_by_keys_reads_them_beside_the_list_and_opens_one(
    visit: Desktops, desk: Desk, library: Library
) -> None:
    article, ticket = library.published("public"), desk.worked()
    tails.drain()
    page = visit(desk.people.senior, "/desk/search/")
    pane = page.locator("zc-look")
    page.fill("input[name=q]", "乱码")
    pane.locator("mark").first.wait_for()  # the first hit shows itself, and the words go on being typed
    assert page.evaluate("document.activeElement.name") == "q"
    titles = page.locator("#results li[data-look] .strong").all_inner_texts()
    assert len(titles) == 2
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    pane.locator("h3").get_by_text(titles[1]).wait_for()
    assert page.locator("li[data-shown]").count() == 1
    assert not barriers(page)
    page.keyboard.press("k")
    pane.locator("h3").get_by_text(titles[0]).wait_for()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "q"
    # A click shows the second hit; one more opens it.
    page.locator("#results li[data-look] a").nth(1).click()
    pane.locator("h3").get_by_text(titles[1]).wait_for()
    assert "/desk/search/" in page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/desk/search/" not in url)
    assert page.url.endswith((f"/desk/knowledge/{article.pk}/", f"/desk/tickets/{ticket.number}/"))


def test_copies_the_link_and_takes_an_article_into_the_reply_of_the_ticket_it_came_from(
    visit: Desktops, desk: Desk, library: Library
) -> None:
    article, ticket = library.published("public"), desk.worked()
    tails.drain()
    page = visit(desk.people.senior, f"/desk/tickets/{ticket.number}/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("Control+k")
    page.keyboard.type("乱码")
    page.get_by_role("option", name="搜索全部").click()
    page.wait_for_url(f"**/desk/search/*from={ticket.number}")
    page.select_option("[name=kind]", "article")
    pane = page.locator("zc-look")
    pane.get_by_role("button", name="插入正文").wait_for()
    assert not barriers(page)
    page.locator("h1").click()
    page.keyboard.press("y")
    page.get_by_text("链接已复制。").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"http://127.0.0.1:8000/kb/{article.pk}/"
    pane.get_by_role("button", name="插入链接").click()
    page.wait_for_url(f"**/desk/tickets/{ticket.number}/")
    expect(page.locator("#write-reply")).to_have_value(f"{article.title}\nhttp://127.0.0.1:8000/kb/{article.pk}/\n")
    page.reload()  # only once
    expect(page.locator("#write-reply")).not_to_have_value(re.compile("kb/.*kb/", re.DOTALL))


def test_on_a_phone_a_hit_opens_its_page(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    tails.drain()
    page = visit(desk.people.senior, "/desk/search/?q=乱码", size=PHONE)
    assert not page.locator("zc-look").is_visible()
    page.locator("#results li[data-look] a").tap()
    page.wait_for_url(f"**/desk/tickets/{ticket.number}/")
