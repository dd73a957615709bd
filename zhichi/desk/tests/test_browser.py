"""The shell and the home page in a real Chromium: no word of the rail is cut, nothing scrolls sideways, no barriers."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from zhichi.records import tails
from zhichi.search import services
from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Every item is made the current one, because its word is bold then. The foot of the rail shows icons alone.
CUT = """[...document.querySelectorAll(".rail-item")]
    .filter((item) => item.getClientRects().length && !item.closest(".rail-foot"))
    .map((item) => { item.setAttribute("aria-current", "page"); return item.querySelector(".txt"); })
    .filter((word) => word.scrollWidth > word.clientWidth || word.getBoundingClientRect().width > 56.5)
    .map((word) => word.textContent)"""
SHOWN = """[...document.querySelectorAll(".rail-item")].filter((item) => item.getClientRects().length).length"""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("post", ["manager", "administrator"])
def test_refuses_cut_words_in_the_rail(visit: Desktops, desk: Desk, post: str, language: str) -> None:
    page = visit(getattr(desk.people, post), "/desk/", language=language)
    for width in (1920, 1680, 1440, 1200, 900, 840, 600, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SHOWN) >= 4, width
        assert page.evaluate(CUT) == [], width


@pytest.mark.parametrize("path", ["record/", "reviews/", "roster/"])
def test_shows_every_tab_whole_on_a_phone(visit: Desktops, desk: Desk, path: str) -> None:
    page = visit(desk.people.manager, f"/desk/{path}", size=PHONE, language="en")
    tabs = page.locator("nav.tabs")
    assert tabs.evaluate("node => node.scrollWidth - node.clientWidth") == 0
    ends = tabs.locator("a").evaluate_all("tabs => tabs.map((tab) => tab.getBoundingClientRect().right)")
    assert len(ends) > 3
    assert max(ends) <= 390


@pytest.mark.parametrize("size", [DESKTOP, PHONE, {"width": 320, "height": 700}], ids=["desktop", "phone", "narrow"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_refuses_sideways_scrolling_of_the_home(visit: Desktops, desk: Desk, size: ViewportSize, language: str) -> None:
    desk.closed()
    desk.worked()
    page = visit(desk.people.manager, "/desk/", size=size, language=language)
    page.wait_for_load_state("networkidle")
    wide = "[...document.querySelectorAll('html, .pane-scroll')].map(one => one.scrollWidth - one.clientWidth)"
    assert max(page.evaluate(wide)) <= 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("post", ["manager", "senior", "assistant", "auditor"])
def test_refuses_barriers_on_the_home(visit: Desktops, desk: Desk, post: str, theme: str) -> None:
    desk.closed()
    desk.says(desk.solved())
    page = visit(getattr(desk.people, post), "/desk/", theme=theme)
    assert not barriers(page)


TICKS = """() => [...document.querySelectorAll(".chart .tick")].filter((node) => node.getClientRects().length)
    .map((node) => [node.textContent, parseFloat(getComputedStyle(node).fontSize) * node.getScreenCTM().a,
        node.getBoundingClientRect().left, node.getBoundingClientRect().right])"""


@pytest.mark.parametrize("width", [320, 390, 840, 1440, 2200])
def test_keeps_the_words_of_a_chart_at_twelve_pixels(visit: Desktops, desk: Desk, width: int) -> None:
    desk.worked()
    page = visit(desk.people.manager, "/desk/", size={"width": width, "height": 900})
    page.locator(".chart").wait_for()
    ticks = page.evaluate(TICKS)
    assert {round(shown, 2) for _word, shown, _left, _right in ticks} == {12}
    days = ticks[-14:]
    assert len({word for word, _size, _left, _right in days}) == 14
    assert all(before[3] < after[2] for before, after in pairwise(days))  # none runs into the next


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_mistyped_word_leads_to_the_ticket(visit: Desktops, desk: Desk, size: ViewportSize) -> None:
    ticket = desk.worked()
    tails.drain()
    services.take_census(at=desk.at)
    page = visit(desk.people.manager, "/desk/search/", size=size)
    page.get_by_role("searchbox").fill("luanma")
    page.locator(".meant a").click()
    assert page.locator("#kind-ticket").text_content() == "工单（1）"
    page.get_by_role("searchbox").fill("没有这样的词")
    page.locator("#kind-ticket", has_text="工单（0）").wait_for(state="attached")
    page.get_by_role("searchbox").fill("乱码")
    page.locator("#state-in_progress", has_text="处理中（1）").wait_for(state="attached")
    page.locator("select[name=state]").select_option("closed")
    page.locator("#results .empty").wait_for()
    assert not barriers(page)
    page.locator("select[name=state]").select_option("in_progress")
    page.locator("#results .results a").first.click()
    page.wait_for_url(f"**/desk/tickets/{ticket.number}/")


def test_a_group_of_synonyms_widens_what_is_found(visit: Desktops, desk: Desk) -> None:
    desk.worked()
    tails.drain()
    page = visit(desk.people.knowledge_editor, "/desk/search/synonyms/new/")
    page.locator("textarea").fill("乱码\n花屏")
    page.locator("form.card button[type=submit]").click()
    page.wait_for_url("**/desk/search/synonyms/")
    assert "花屏" in page.locator("table").inner_text()
    assert not barriers(page)
    page.goto(page.url.replace("synonyms/", "?q=花屏"))
    assert page.locator("mark.near").first.inner_text() == "乱码"
