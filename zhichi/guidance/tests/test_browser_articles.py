"""The work on articles in a real Chromium: templates, comments at a passage, the drawing of links, PDF, copying."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from zhichi.guidance.tests.conftest import english
from zhichi.knowledge import services
from zhichi.knowledge.models import Pattern, Remark
from zhichi.knowledge.tests.conftest import PARTS, text
from zhichi.tickets.tests.browsing import PHONE, barriers

if TYPE_CHECKING:
    from zhichi.knowledge.tests.conftest import Library
    from zhichi.tickets.tests.browsing import Desktops

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_reviewer_comments_on_a_passage_and_the_author_settles_it(visit: Desktops, library: Library) -> None:
    article = library.submit(library.write())
    page = visit(library.people.senior, article.get_absolute_url())
    page.get_by_text("对一处文字提出意见").click()
    page.locator(".kb-text").get_by_text("文件没有 BOM").select_text()
    form = page.locator(".kb-remark form")
    expect(form.locator("[name=quote]")).to_have_value("文件没有 BOM。")
    expect(form.locator("[name=part]")).to_have_value("cause")
    form.locator("[name=text]").fill("哪个版本没有？")
    form.get_by_role("button", name="提出意见").click()
    expect(page.locator(".kb-remarks")).to_contain_text("哪个版本没有？")
    assert not barriers(page)
    author = visit(library.people.junior, article.get_absolute_url(), size=PHONE)
    author.locator(".side-toggle").click()
    row = author.locator(".kb-remarks > li")
    row.get_by_role("button", name="已处理").click()
    expect(author.locator(".kb-remarks .settled")).to_have_count(1)
    assert Remark.objects.get().resolved_by == library.people.junior


def test_an_editor_makes_a_template_and_begins_an_article_with_it(visit: Desktops, library: Library) -> None:
    article = library.published("public")
    page = visit(library.people.knowledge_editor, article.get_absolute_url())
    page.get_by_role("link", name="存为模板").click()
    page.get_by_label("模板名称").fill("导出类故障")
    page.get_by_role("button", name="存为模板").click()
    expect(page.get_by_role("heading", name="导出类故障")).to_be_visible()
    page.goto(reverse("knowledge:new"))
    page.get_by_label("标题").fill("另一个导出故障")
    page.locator("[name=pattern]").select_option(str(Pattern.objects.get().pk))
    page.get_by_role("button", name="开始编写").click()
    expect(page.locator(".ProseMirror").first).to_contain_text("导出的 CSV 打开后中文乱码")
    assert not barriers(page)


def test_links_are_drawn_and_code_is_copied_and_pdf_is_offered(visit: Desktops, library: Library) -> None:
    code = {**PARTS, "fix": "<pre><code>inkstone-export fix --add-bom</code></pre>"}
    first, second = library.published("public", text=text(parts=code)), library.published("public", title="另一篇")
    editor = library.people.actor("knowledge_editor")
    services.bind(article_id=first.pk, other_id=second.pk, kind="see_also", by=editor, at=library.tick())
    page = visit(library.people.manager, reverse("knowledge:graph"))
    expect(page.locator(".kb-map path.line")).to_have_count(1)
    assert not barriers(page)
    page.locator(".kb-map a", has_text="另一篇").locator("rect").click()
    expect(page.get_by_role("heading", name="另一篇")).to_be_visible()
    page.goto(first.reader_url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").strip() == "inkstone-export fix --add-bom"
    answer = page.request.get(f"/kb/{first.pk}/pdf/")
    assert answer.body().startswith(b"%PDF")
    phone = visit(library.people.senior, reverse("knowledge:graph"), size=PHONE, language="en", theme="dark")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not barriers(phone)


def test_a_translator_sees_what_changed_beside_the_text(visit: Desktops, library: Library) -> None:
    source = library.published("public")
    variant = english(library, source)
    library.rewrite(source, parts={**PARTS, "cause": "<p>导出的文件缺少 BOM 标记。</p>"})
    library.publish(library.approve(library.submit(library.now(source), by="knowledge_editor")))
    page = visit(library.people.knowledge_editor, reverse("knowledge:edit", args=[variant.pk]))
    page.get_by_role("link", name="并排显示").click()
    expect(page.locator(".kb-source .changed")).to_have_count(1)
    expect(page.locator(".kb-source .changed")).to_contain_text("缺少 BOM 标记")
    assert not barriers(page)
