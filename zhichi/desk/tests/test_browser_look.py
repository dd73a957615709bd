"""Search with the reading pane in a real Chromium: walked by keys, opened by Enter, absent on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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


def test_on_a_phone_a_hit_opens_its_page(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    tails.drain()
    page = visit(desk.people.senior, "/desk/search/?q=乱码", size=PHONE)
    assert not page.locator("zc-look").is_visible()
    page.locator("#results li[data-look] a").tap()
    page.wait_for_url(f"**/desk/tickets/{ticket.number}/")
