"""Articles in a real Chromium: written in the editor under our content policy, reviewed, published, read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from zhichi.knowledge import services
from zhichi.knowledge.models import Article, Draft
from zhichi.knowledge.tests.conftest import library
from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Page, Route, ViewportSize

    from zhichi.knowledge.tests.conftest import Library
    from zhichi.tickets.tests.browsing import Desktops

__all__ = ["library"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("KB_SHOTS"):
        page.screenshot(path=f"{folder}/kb.{name}.png")


def test_writes_reviews_publishes_and_a_customer_reads(visit: Desktops, library: Library) -> None:
    people = library.people
    other = library.published("public", title="导入模板")
    page = visit(people.junior, "/desk/knowledge/new/")
    page.fill("input[name=title]", "导出的 CSV 打开后中文乱码")
    page.check("input[name=kind][value=fault]", force=True)
    page.click("button.btn-primary[type=submit]")
    page.locator(".kb-edit .ProseMirror").first.wait_for()
    page.fill("textarea[name=summary]", "升级后导出的文件显示为乱码。")
    fields = page.locator("zc-kb-prose .ProseMirror")
    fields.nth(0).click()
    page.keyboard.type("打开后中文显示为乱码")
    fields.nth(2).click()
    page.keyboard.type("文件没有 BOM")
    page.keyboard.press("Enter")
    page.locator("zc-kb-prose").nth(2).locator("[data-do=internal]").click()
    page.keyboard.type("根因见 PRB-118")
    fields.nth(3).click()
    page.locator("zc-kb-prose").nth(3).locator("[data-do=numbers]").click()
    page.keyboard.type("勾选“写入 BOM”，另见")
    page.locator("zc-kb-prose").nth(3).locator("[data-do=link]").click()
    page.keyboard.type("乱写的")
    page.keyboard.press("Enter")
    page.get_by_text("这不是地址").wait_for()
    page.fill("#kb-ask-address", "导入模板")
    page.locator("#kb-ask [data-found] button").click()
    page.locator("zc-kb-prose").nth(3).locator(f"a[href='/kb/{other.pk}/']", has_text="导入模板").wait_for()
    page.get_by_text("草稿已保存").wait_for()
    assert not barriers(page)
    shot(page, "edit")
    page.click("button[name=submit]")
    page.locator("h1").get_by_text("导出的 CSV").wait_for()
    article = Article.objects.exclude(pk=other.pk).get()
    assert article.state == "submitted"
    assert "<aside><p>根因见 PRB-118</p></aside>" in article.versions.get().parts["cause"]
    library.readers(article, "public")
    reviewer = visit(people.knowledge_editor, f"/desk/knowledge/{article.pk}/")
    shot(reviewer, "review")
    reviewer.click("button:has-text('通过')")
    reviewer.click("button:has-text('立即发布')")
    reviewer.locator("#side .chip-ok:has-text('已发布')").wait_for()
    assert not barriers(reviewer)
    shot(reviewer, "published")
    customer = visit(library.customer(None), f"/kb/{article.pk}/")
    customer.locator("h1").get_by_text("导出的 CSV").wait_for()
    assert "PRB-118" not in customer.content()
    assert not barriers(customer)
    shot(customer, "customer")


def test_keeps_what_another_saved_first_and_the_words_of_both(visit: Desktops, library: Library) -> None:
    article = library.write(by="knowledge_editor")
    page = visit(library.people.knowledge_editor, f"/desk/knowledge/{article.pk}/edit/")
    page.locator(".kb-edit .ProseMirror").first.wait_for()
    library.rewrite(article, by="manager", title="主管改的标题")
    page.fill("input[name=title]", "我改的标题")
    page.get_by_text("有人保存了这份草稿").wait_for()
    assert Draft.objects.get().title == "主管改的标题"
    page.click("button.btn-primary[type=submit]")
    page.locator(".error-summary").wait_for()
    assert page.input_value("input[name=title]") == "我改的标题"


def test_what_is_typed_at_once_falls_into_the_new_block(visit: Desktops, library: Library) -> None:
    """Bad moment: the focus came a frame after the button, so the first keys fell beside the block only for staff."""
    article = library.write(by="knowledge_editor")
    page = visit(library.people.knowledge_editor, f"/desk/knowledge/{article.pk}/edit/")
    page.locator(".kb-edit .ProseMirror").first.click()
    button = page.locator("zc-kb-prose").first.locator("[data-do=internal]")
    assert button.get_attribute("aria-label") == "仅内部可见"
    assert button.evaluate("b => { b.focus(); b.click(); return document.activeElement.matches('.ProseMirror') }")
    assert page.locator("[data-do=table]").first.get_attribute("title") == "表格"  # not the table of service levels
    before = page.evaluate("document.activeElement.className")
    button.hover()
    page.mouse.down()
    assert page.evaluate("document.activeElement.className") == before  # a press leaves the cursor in the text
    page.mouse.up()


def test_the_use_of_an_article_stands_in_two_columns_beside_it(visit: Desktops, library: Library) -> None:
    """Bad place: the figures come from another part, and their shape was only in that part's own pages."""
    article = library.published("public")
    page = visit(library.people.knowledge_editor, article.get_absolute_url())
    tops = page.locator(".kb-figures > div")
    tops.first.wait_for()
    # Both at once: another panel above may still be loading.
    first, second = tops.evaluate_all("all => all.slice(0, 2).map(one => one.getBoundingClientRect().y)")
    assert first == second


def test_all_filters_are_in_sight_on_a_phone(visit: Desktops, library: Library) -> None:
    """Bad width: 390 px, where four of the six filters lay beside the screen."""
    page = visit(library.people.knowledge_editor, "/desk/knowledge/", size=PHONE)
    menus = page.locator(".kb-filters .select")
    assert menus.count() >= 5
    assert menus.evaluate_all("all => all.every(one => one.getBoundingClientRect().right <= innerWidth)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_submits_while_the_draft_is_being_saved_without_meeting_its_own_save(visit: Desktops, library: Library) -> None:
    """Bad moment: the server has taken the save, its answer is still on the way when "submit" is pressed."""
    article = library.write(by="knowledge_editor")
    page = visit(library.people.knowledge_editor, f"/desk/knowledge/{article.pk}/edit/")
    page.locator(".kb-edit .ProseMirror").first.wait_for()
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/draft/", lambda route: held.append((route, route.fetch())))
    page.fill("input[name=title]", "改过的标题")
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(50)
    page.click("button[name=submit]")
    route, answer = held[0]
    route.fulfill(response=answer)
    page.locator("h1").get_by_text("改过的标题").wait_for()
    article.refresh_from_db()
    assert article.state == "submitted"


@pytest.mark.parametrize(
    ("size", "language", "theme"), [(DESKTOP, "zh-hans", "light"), (PHONE, "en", "dark")], ids=["desktop", "phone"]
)
def test_pages_have_no_barriers(
    visit: Desktops, library: Library, size: ViewportSize, language: str, theme: str
) -> None:
    editor = library.people.actor("knowledge_editor")
    module = services.save_module(
        branch=services.Branch(name="导入与导出", name_en="Import"), by=editor, at=library.tick()
    )
    services.save_module(branch=services.Branch(name="文件导出", parent_id=module.pk), by=editor, at=library.tick())
    services.save_category(scheme="area", branch=services.Branch(name="财务"), by=editor, at=library.tick())
    public, waiting = library.published("public"), library.submit(library.write(title="等待审核的文章"))
    draft = library.rewrite(library.published(title="改写前的文章"), title="改写中的文章")
    page = visit(library.people.knowledge_editor, "/desk/knowledge/", size=size, language=language, theme=theme)
    places = ["", "review/", "new/", "catalogue/", "catalogue/modules/new/", f"{waiting.pk}/", f"{draft.pk}/"]
    places += [f"{draft.pk}/edit/", f"{draft.pk}/settings/", f"{public.pk}/versions/1/", f"{waiting.pk}/send-back/"]
    places += [f"{draft.pk}/compare/", f"{draft.pk}/compare/?view=inline"]
    found: dict[str, list[str]] = {}
    for place in [*(f"/desk/knowledge/{place}" for place in places), f"/kb/{public.pk}/"]:
        page.goto(place)
        found[place] = barriers(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found[place].append(f"{wide} px too wide")
        shot(page, f"{language}{place.replace('/', '-')}")
    assert not {place: words for place, words in found.items() if words}
