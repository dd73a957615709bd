"""What comes from elsewhere in a real Chromium: a source is tried and read, a change is looked at and accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from zhichi.gathering import services
from zhichi.gathering.models import Line, Run, Source
from zhichi.gathering.tests.conftest import TEXT
from zhichi.knowledge import services as articles
from zhichi.knowledge.tests.conftest import text
from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from zhichi.gathering.tests.conftest import Gatherer, Site
    from zhichi.tickets.tests.browsing import Desktops

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "<p>升级之前请先备份数据库，并确认磁盘剩余空间不少于 10 GB，升级期间报表不可用。</p>" * 12


def work(gatherer: Gatherer) -> None:
    """What the worker does when somebody asked for a run."""
    claimed = services.claim(at=gatherer.library.tick())
    assert claimed is not None
    services.run(run=claimed)
    assert list(Line.objects.filter(outcome="failed").values_list("words", flat=True)) == []


def test_a_page_is_imported_changed_on_both_sides_compared_and_accepted(
    visit: Desktops, gatherer: Gatherer, site: Site
) -> None:
    address = site.page("/docs/upgrade.html", f"<title>升级</title><main><h1>升级报表</h1>{LONG}</main>")
    editor = gatherer.library.people.knowledge_editor
    page = visit(editor, "/desk/gathering/sources/")
    page.get_by_role("link", name="新建来源").first.click()
    page.get_by_role("link", name="网页 按地址").click()
    page.get_by_label("名称").fill("升级说明")
    page.get_by_label("地址").fill("ftp://wrong")
    page.get_by_role("button", name="保存来源").click()
    page.get_by_text("“ftp://wrong”不是网址。").first.wait_for()
    expect(page.get_by_label("名称")).to_have_value("升级说明")
    page.get_by_label("地址").fill(address)
    page.get_by_role("button", name="保存来源").click()
    page.get_by_role("button", name="试采").click()
    page.get_by_text("即将开始").wait_for()
    work(gatherer)
    page.get_by_text("没有写入任何内容").wait_for()
    page.get_by_text("查看内容").click()
    page.get_by_text("磁盘剩余空间").first.wait_for()
    assert not barriers(page)
    page.get_by_role("button", name="立即采集").click()
    page.get_by_text("即将开始").wait_for()
    work(gatherer)
    page.get_by_text("新草稿").first.wait_for()
    page.get_by_role("link", name="升级报表").click()
    page.get_by_role("button", name="提交审核").click()
    page.get_by_text("升级报表：已提交审核。").wait_for()
    item = gatherer.item()
    article = gatherer.publish(item)
    given = text("升级报表", parts={"text": f"<p>我们补充：先通知客户。</p>{LONG}"})
    articles.save_draft(
        article_id=article.pk, text=given, by=gatherer.library.people.actor("manager"), at=gatherer.library.tick()
    )
    site.page("/docs/upgrade.html", f"<title>升级</title><main><h1>升级报表</h1>{LONG}<p>升级后请清空缓存。</p></main>")
    services.ask(source_id=item.source_id, by=gatherer.library.people.actor("manager"), at=gatherer.library.tick())
    work(gatherer)
    page.goto("/desk/gathering/")
    page.get_by_role("link", name="升级报表").click()
    three = page.locator(".ga-three", has_text="正文")
    three.locator(".ours ins", has_text="先通知客户").wait_for()
    three.locator(".theirs ins", has_text="清空缓存").wait_for()
    assert not barriers(page)
    page.keyboard.press("t")
    page.get_by_text("升级报表：采用来源的内容。").wait_for()
    article = gatherer.library.now(article)
    newest = article.versions.order_by("-number")[0]
    assert article.state == "submitted"
    assert "清空缓存" in newest.parts["text"]
    page.goto(f"/desk/knowledge/{article.pk}/")
    page.get_by_role("link", name="升级说明").wait_for()


def look(page: Page, places: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place in places:
        page.goto(place)
        found[place] = barriers(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found[place].append(f"{wide} px too wide")
    return {place: words for place, words in found.items() if words}


@pytest.mark.parametrize(
    ("size", "language", "theme"), [(DESKTOP, "zh-hans", "light"), (PHONE, "en", "dark")], ids=["desktop", "phone"]
)
def test_pages_have_no_barriers(
    visit: Desktops, gatherer: Gatherer, size: ViewportSize, language: str, theme: str
) -> None:
    editor = gatherer.library.people.knowledge_editor
    page = visit(editor, "/desk/gathering/", size=size, language=language, theme=theme)
    empty = ["/desk/gathering/", "/desk/gathering/sources/", "/desk/gathering/sources/new/"]
    kinds = [f"/desk/gathering/sources/new/{code}/" for code in ("folder", "page", "site", "feed", "rest", "table")]
    assert not look(page, [*empty, *kinds])
    gatherer.write("a.md", TEXT)
    gatherer.write("b.pdf", b"%PDF broken")
    gatherer.run(gatherer.source())
    item = gatherer.item("a.md")
    assert item.article is not None
    articles.save_draft(
        article_id=item.article.pk, text=text("导出", parts={"text": "<p>我们的</p>"}),
        by=gatherer.library.people.actor("knowledge_editor"), at=gatherer.library.tick(),
    )  # fmt: skip
    gatherer.write("a.md", TEXT + "\n变化\n")
    gatherer.run(Source.objects.get())
    source, run = Source.objects.get(), Run.objects.order_by("-pk")[0]
    places = ["/desk/gathering/", f"/desk/gathering/items/{item.pk}/", f"/desk/gathering/runs/{run.pk}/"]
    places += ["/desk/gathering/sources/", source.get_absolute_url(), f"{source.get_absolute_url()}edit/"]
    assert not look(page, places)
