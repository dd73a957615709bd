"""Pages of knowledge: nothing typed is lost, nobody sees more than they may, and they cost few queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import POSTS
from zhichi.knowledge import services
from zhichi.knowledge.models import Article, Category, Draft, Module
from zhichi.knowledge.tests.conftest import PARTS, text

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.knowledge.tests.conftest import Library

pytestmark = pytest.mark.django_db
MOST = 14  # of staff, with the modules and their counts beside the page
MOST_OF_READERS = 12


def typed(**given: str) -> dict[str, str]:
    """What the editor sends."""
    values = {"title": "导出乱码", "summary": "乱码", "search_words": "", "note": "", "revision": "0"}
    return values | {f"part_{code}": html for code, html in PARTS.items()} | given


def sign_in(client: Client, library: Library, post: str) -> Any:
    person = getattr(library.people, post)
    client.force_login(person)
    return person


def test_begins_writes_and_submits_from_the_pages(client: Client, library: Library) -> None:
    sign_in(client, library, "junior")
    answer = client.post("/desk/knowledge/new/", {"kind": "fault", "language": "zh-hans", "title": "导出乱码"})
    article = Article.objects.get()
    place = f"/desk/knowledge/{article.pk}/edit/"
    assert answer.headers["Location"] == place
    answer = client.post(place, typed(submit="1"))
    assert answer.status_code == 303
    assert library.now(article).state == "submitted"


def test_keeps_what_was_typed_when_submitting_is_refused(client: Client, library: Library) -> None:
    sign_in(client, library, "junior")
    article = library.write()
    answer = client.post(
        f"/desk/knowledge/{article.pk}/edit/", typed(submit="1", part_cause="", part_fix="<p>新的处理</p>")
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“原因”还是空的" in page and "新的处理" in page
    assert Draft.objects.get().revision == 0


def test_saves_by_itself_and_says_why_not(client: Client, library: Library) -> None:
    sign_in(client, library, "junior")
    article = library.write()
    place = f"/desk/knowledge/{article.pk}/draft/"
    assert client.post(place, typed(part_fix="<p>改了</p>")).json()["revision"] == 1
    missing = client.post(place, typed(part_cause="", revision="1")).json()["gaps"]
    assert {"words": "“原因”还是空的。", "required": True} in missing
    assert client.post(place, typed(part_fix="<p>改了</p>", revision="2")).json()["revision"] == 3
    stale = client.post(place, typed())
    assert stale.status_code == 409 and "有人保存了这份草稿" in stale.json()["error"]
    assert client.post(place, typed(title=" ")).status_code == 422
    assert Draft.objects.get().parts["fix"] == "<p>改了</p>"
    library.submit(article)
    assert client.post(place, typed()).status_code == 409


@pytest.mark.parametrize("post", POSTS)
def test_opens_every_page_or_refuses_it_for_each_post(client: Client, library: Library, post: str) -> None:
    article, hidden = library.published(), library.write(title="别人的草稿")
    sign_in(client, library, post)
    for place in ("", "review/", "catalogue/", f"{article.pk}/"):
        assert client.get(f"/desk/knowledge/{place}").status_code == 200, place
    sees = post in {"manager", "supervisor", "senior", "knowledge_editor", "auditor", "administrator", "junior"}
    assert client.get(f"/desk/knowledge/{hidden.pk}/").status_code == (200 if sees else 404)
    assert ("别人的草稿" in client.get("/desk/knowledge/").content.decode()) is sees
    assert client.get("/desk/knowledge/new/").status_code == (403 if post == "auditor" else 200)


def test_says_by_name_who_may_not_review(client: Client, library: Library) -> None:
    person = sign_in(client, library, "senior")
    article = library.submit(library.write(by="senior"), by="senior")
    client.post(f"/desk/knowledge/{article.pk}/step/approve/", {"revision": article.revision})
    assert library.now(article).state == "submitted"
    assert f"版本 1 是{person.display_name}写的" in client.get(f"/desk/knowledge/{article.pk}/").content.decode()


def test_leads_a_version_through_review_by_buttons(client: Client, library: Library) -> None:
    article = library.submit(library.write())
    sign_in(client, library, "knowledge_editor")
    place = f"/desk/knowledge/{article.pk}/"
    assert client.post(f"{place}send-back/", {"remarks": ""}).status_code == 422
    client.post(f"{place}send-back/", {"remarks": "写清版本"})
    assert "写清版本" in client.get(place).content.decode()
    library.submit(article)
    client.post(f"{place}step/approve/")
    client.post(f"{place}step/publish/")
    assert library.now(article).state == "published"
    assert client.post(f"{place}step/unheard-of/").status_code == 404


def test_shows_readers_only_what_is_published_and_theirs(client: Client, library: Library) -> None:
    article = library.published("public")
    library.rewrite(article, title="还没发布的说法")
    place = library.now(article).reader_url
    answer = client.get(f"/kb/{article.pk}/", follow=True)
    page = answer.content.decode()
    assert "导出的 CSV 打开后中文乱码" in page and "还没发布的说法" not in page and "PRB-118" not in page
    library.readers(article, "staff")
    assert client.get(place).status_code == 404
    client.force_login(library.customer(None))
    assert client.get(place, follow=True).status_code == 404
    client.force_login(library.people.assistant)
    assert "PRB-118" in client.get(place, follow=True).content.decode()


def test_arranges_readers_and_classes(client: Client, library: Library) -> None:
    editor = library.people.actor("knowledge_editor")
    module = services.save_module(branch=services.Branch(name="导入与导出"), by=editor, at=library.tick())
    area = services.save_category(scheme="area", branch=services.Branch(name="财务"), by=editor, at=library.tick())
    product = library.product()
    article = library.write()
    sign_in(client, library, "knowledge_editor")
    data = {
        "visibility": "public", "module": module.pk, "place": 10, "area": [area.pk], "tags": "CSV，乱码, csv",
        "products": [product.pk], "versions": "8.2", "importance": 3, "owner": library.people.junior.pk,
        "revision": article.revision,
    }  # fmt: skip
    place = f"/desk/knowledge/{article.pk}/settings/"
    assert client.post(place, data).status_code == 303
    row = library.now(article)
    assert (row.visibility, row.module, row.importance) == ("public", module, 3)
    assert [tag.word for tag in row.tags.all()] == ["csv", "乱码"]
    assert row.applies.get().versions == ["8.2"]
    assert client.post(place, data).status_code == 422, "another revision is in force"
    assert "CSV" in client.get(f"/desk/knowledge/?tag=csv&class={area.pk}").content.decode()


def test_keeps_trees_from_growing_into_themselves(client: Client, library: Library) -> None:
    sign_in(client, library, "knowledge_editor")
    for name in ("导入与导出", "文件导出"):
        client.post("/desk/knowledge/catalogue/modules/new/", {"name": name, "order": 0, "is_active": "on"})
    top, section = Module.objects.order_by("pk")
    place = "/desk/knowledge/catalogue/modules/%d/"
    client.post(place % section.pk, {"name": "文件导出", "order": 1, "parent": top.pk, "is_active": "on"})
    assert client.post(place % top.pk, {"name": "x", "order": 1, "parent": top.pk}).status_code == 422
    client.post("/desk/knowledge/catalogue/area/new/", {"name": "财务", "order": 0, "is_active": "on"})
    assert Category.objects.get().name == "财务"
    assert client.get("/desk/knowledge/catalogue/nothing/new/").status_code == 404


@pytest.mark.parametrize("post", ["junior", "knowledge_editor"])
def test_costs_few_queries(client: Client, library: Library, post: str) -> None:
    first = library.published("public")
    for number in range(6):
        article = library.published("public", title=f"第 {number} 篇")
        services.bind(
            article_id=first.pk,
            other_id=article.pk,
            kind="see_also",
            by=library.people.actor("manager"),
            at=library.tick(),
        )
    sign_in(client, library, post)
    places = ["/desk/knowledge/", f"/desk/knowledge/{first.pk}/", library.now(first).reader_url]
    for place in places:
        client.get(place)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(place).status_code == 200
        said = [one["sql"][:140] for one in queries.captured_queries]
        most = MOST if place.startswith("/desk/") else MOST_OF_READERS
        assert len(said) <= most, f"{place}: {len(said)}\n" + "\n".join(said)


def test_lists_page_by_key_and_take_any_address(client: Client, library: Library) -> None:
    sign_in(client, library, "manager")
    for number in range(3):
        library.write(text=text(f"第 {number} 篇"))
    for query in (
        "q=KB-0001",
        "state=nothing&type=x&module=999999999999999",
        "cursor=???",
        "q=%00%F0%9F%98%80",
        "due=1",
    ):
        assert client.get(f"/desk/knowledge/?{query}").status_code == 200, query


def test_the_editor_finds_articles_to_link_by_number_and_title(client: Client, library: Library) -> None:
    """What readers cannot open yet is not offered: a link to it would keep the article from being published."""
    public, _draft = library.published("public", title="导入模板"), library.write(title="导入草稿")
    sign_in(client, library, "junior")
    place = "/desk/knowledge/linkable/"
    offered = [{"number": public.number, "title": "导入模板", "href": f"/kb/{public.pk}/"}]
    assert client.get(place, {"q": "导入"}).json()["articles"] == offered
    assert client.get(place, {"q": public.number.lower()}).json()["articles"] == offered
    assert client.get(place, {"q": " "}).json()["articles"] == []


def test_an_archived_article_says_why(client: Client, library: Library) -> None:
    article = library.published()
    editor = library.people.actor("knowledge_editor")
    services.archive(article_id=article.pk, reason="并入另一篇", by=editor, at=library.tick())
    sign_in(client, library, "knowledge_editor")
    page = client.get(article.get_absolute_url()).content.decode()
    assert page.count("并入另一篇") == 2  # on top, and in the record
    services.restore(article_id=article.pk, by=editor, at=library.tick())
    assert client.get(article.get_absolute_url()).content.decode().count("并入另一篇") == 1


def test_what_the_reviewer_said_stands_where_it_is_mended(client: Client, library: Library) -> None:
    article = library.submit(library.write())
    senior = library.people.actor("senior")
    said = {"part": "cause", "quote": "文件没有 BOM", "text": "哪个版本？"}
    services.remark(article_id=article.pk, by=senior, at=library.tick(), **said)
    settled = services.remark(article_id=article.pk, by=senior, at=library.tick(), **said | {"text": "已经说过的"})
    services.resolve_remark(remark_id=settled.pk, by=senior, at=library.tick())
    services.send_back(article_id=article.pk, remarks="原因太短", by=senior, at=library.tick())
    sign_in(client, library, "junior")
    page = client.get(f"/desk/knowledge/{article.pk}/edit/").content.decode()
    assert "原因太短" in page and "哪个版本？" in page and "已经说过的" not in page


def test_types_for_what_comes_from_elsewhere_are_not_begun_by_hand(client: Client, library: Library) -> None:
    sign_in(client, library, "knowledge_editor")
    for place in ("new/", "templates/"):
        page = client.get(f"/desk/knowledge/{place}").content.decode()
        assert "常见问题" in page and "网页" not in page


def test_an_internal_procedure_offers_no_readers_among_customers(client: Client, library: Library) -> None:
    sign_in(client, library, "knowledge_editor")
    article = library.write(kind="procedure", by="knowledge_editor", text=text(parts={}))
    page = client.get(f"/desk/knowledge/{article.pk}/settings/").content.decode()
    assert 'value="staff"' in page and 'value="public"' not in page
