"""Knowledge in use in a real Chromium: an agent inserts and marks, a customer abroad needs no request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from zhichi.guidance.models import ArticleUse, Attempt, Vote
from zhichi.guidance.tests.conftest import english, indexed
from zhichi.tickets.models import Ticket
from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers, path

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from zhichi.knowledge.tests.conftest import Library
    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_agent_inserts_an_article_and_marks_that_it_solved_the_ticket(
    visit: Desktops, desk: Desk, library: Library
) -> None:
    ticket = desk.worked()
    public, internal = library.published("public"), library.published("staff", title="导出乱码的内部排查")
    indexed(public, internal)
    page = visit(desk.people.senior, path(ticket))
    page.locator("#panel-knowledge").scroll_into_view_if_needed()
    page.locator(".kb-offer").first.wait_for()
    page.locator(".htmx-added, .htmx-settling").first.wait_for(state="detached")  # until then forms are plain ones
    page.keyboard.press("a")
    reply = page.locator("#write-reply")
    expect(reply).to_have_value(f"{public.title}\nhttp://127.0.0.1:8000/kb/{public.pk}/\n")
    page.locator("#kb-q").fill("内部排查")
    row = page.locator(".kb-offer", has_text="内部排查").first
    row.get_by_text("客户无权阅读").wait_for()
    expect(row.get_by_role("button", name="插入正文")).to_have_count(0)
    row.get_by_role("link", name="导出乱码的内部排查").click()
    drawer = page.locator("dialog.dialog-drawer")
    drawer.get_by_text("根因见 PRB-118").wait_for()
    assert not barriers(page)
    drawer.get_by_role("button", name="解决了问题").click()
    page.locator("#kb-solved").get_by_text("导出乱码的内部排查").wait_for()
    assert set(ArticleUse.objects.values_list("how", flat=True)) == {"link", "solved"}
    assert "PRB-118" not in reply.input_value()
    inserts_from_the_drawer(page, public.title)  # beside the reply
    page.set_viewport_size(PHONE)
    page.locator("button[data-toggle=side]:visible").first.click()
    inserts_from_the_drawer(page, public.title)  # from a sheet over it
    page.set_viewport_size(DESKTOP)
    page.locator("#kb-solved").get_by_role("link", name="作为解决方案提出").click()
    expect(page.locator("dialog[open] [name=article]")).to_have_value(f"{internal.number} {internal.title}")


def inserts_from_the_drawer(page: Page, title: str) -> None:
    """Look into an article, put its text into the reply: whoever did it goes on writing there."""
    page.locator("#kb-q").fill("")
    page.locator(".kb-offer").get_by_role("link", name=title).first.click()
    page.locator("dialog.dialog-drawer[open]").get_by_role("button", name="插入正文").click()
    expect(page.locator("dialog.dialog-drawer")).to_have_count(0)
    reply = page.locator("#write-reply")
    expect(reply).to_have_value(re.compile("写入 BOM[^好]*$"))
    page.wait_for_timeout(200)  # a focus that is taken away is taken after the drawer has gone
    expect(reply).to_be_focused()
    page.keyboard.type("好")
    expect(reply).to_have_value(re.compile("好$"))


def guest(visit: Desktops, size: ViewportSize, language: str, theme: str = "light") -> Page:
    context = visit.browser.new_context(
        base_url=visit.url, viewport=size, locale=language, color_scheme="dark" if theme == "dark" else "light"
    )
    visit.contexts.append(context)
    page = context.new_page()
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    return page


def test_a_customer_of_the_other_language_finds_it_and_needs_no_request(
    visit: Desktops, desk: Desk, library: Library
) -> None:
    source = library.published("public")
    variant = english(library, source)
    indexed(source, variant)
    page = guest(visit, DESKTOP, "en-US")
    page.goto("/requests/new/")
    page.locator("[name=subject]").press_sequentially("exported text is garbled")
    card = page.locator("#kb-suggest")
    card.get_by_role("link", name="Garbled Chinese text in an exported CSV").wait_for()
    assert not barriers(page)
    with page.context.expect_page() as opened:
        card.get_by_role("link", name="Garbled Chinese text").click()
    article = opened.value
    article.get_by_role("button", name="Yes, it helped").click()
    article.get_by_text("You said that this helped").wait_for()
    assert "Secret root cause" not in article.content()
    assert not barriers(article)
    card.get_by_role("button", name="Solved, no need to submit").click()
    card.get_by_text("Good, that is solved").wait_for()
    assert page.input_value("[name=subject]") == "exported text is garbled"
    row = Attempt.objects.get()
    assert (row.opened, row.solved_by_id, row.is_deflected) == ([variant.pk], variant.pk, True)
    assert Vote.objects.get().is_helpful
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("size", "language", "theme"), [(DESKTOP, "zh-CN", "light"), (PHONE, "en-US", "dark")], ids=["desktop", "phone"]
)
def test_pages_have_no_barriers(
    visit: Desktops, library: Library, size: ViewportSize, language: str, theme: str
) -> None:
    article = library.published("public")
    indexed(article)
    page = guest(visit, size, language, theme)
    found: dict[str, list[str]] = {}
    places = ["/kb/", "/kb/search/", "/kb/search/?q=导出", "/kb/search/?q=没有的东西", f"/kb/{article.pk}/"]
    for place in [*places, f"/kb/{article.pk}/vote/"]:
        page.goto(place)
        found[place] = barriers(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found[place].append(f"{wide} px too wide")
    assert not {place: words for place, words in found.items() if words}
