"""Templates of the house, the drawing of links, orphans, the other language beside the text (6.1.2, 6.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.people import SETUP
from zhichi.core.errors import DomainError, Refused
from zhichi.knowledge import selectors, services
from zhichi.knowledge.mapping import map_of
from zhichi.knowledge.models import Article, Pattern
from zhichi.knowledge.tests.conftest import PARTS, text
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.knowledge.tests.conftest import Library

pytestmark = pytest.mark.django_db


def made(library: Library, name: str = "故障模板") -> Pattern:
    article = library.write(
        text=text(parts={**PARTS, "fix": '<p>步骤</p><figure class="picture"><img src="/files/a/b.png"></figure>'})
    )
    by = library.people.actor("knowledge_editor")
    return services.make_pattern(article_id=article.pk, name=name, by=by, at=library.tick())


def test_a_template_is_made_from_an_article_without_its_pictures(library: Library) -> None:
    row = made(library)
    assert (row.kind, row.parts["fix"]) == ("fault", "<p>步骤</p>")
    assert [item.code for item in history(row.stream)] == ["knowledge.pattern_saved"]
    with pytest.raises(DomainError) as refused:
        made(library)
    assert refused.value.fields.keys() == {"name"}
    with pytest.raises(Refused):
        services.make_pattern(article_id=1, name="我的", by=library.people.actor("senior"), at=library.tick())


def test_an_article_begins_with_the_chosen_template(client: Client, library: Library) -> None:
    row = made(library)
    client.force_login(library.people.junior)
    assert "故障模板" in client.get("/desk/knowledge/new/").text
    typed = {"kind": "faq", "language": "zh-hans", "title": "新的故障", "pattern": str(row.pk)}
    assert client.post("/desk/knowledge/new/", typed).status_code == 303
    article = Article.objects.get(title="新的故障")
    assert (article.kind, article.draft.parts["cause"]) == ("fault", row.parts["cause"])
    data = services.PatternData(name=row.name, summary="", parts={}, is_active=False)
    by = library.people.actor("knowledge_editor")
    services.save_pattern(data=data, pattern_id=row.pk, by=by, at=library.tick())
    assert "故障模板" not in client.get("/desk/knowledge/new/").text
    refused = client.post("/desk/knowledge/new/", typed)
    assert refused.status_code == 422
    assert "新的故障" in refused.text


def test_the_editor_keeps_templates_and_nobody_else(client: Client, library: Library) -> None:
    client.force_login(library.people.knowledge_editor)
    place = "/desk/knowledge/templates/new/faq/"
    answer = client.post(place, {"name": "", "summary": "摘要", "part_answer": "<p>答</p>", "is_active": "on"})
    assert answer.status_code == 422
    assert "<p>答</p>" in answer.text.replace("&lt;", "<").replace("&gt;", ">")
    client.post(place, {"name": "常见问题", "part_answer": "<p>答</p><script>x</script>", "is_active": "on"})
    row = Pattern.objects.get()
    assert row.parts == {"answer": "<p>答</p>"}
    client.post(f"/desk/knowledge/templates/{row.pk}/", {"name": "常见问题二", "part_answer": "<p>答二</p>"})
    row.refresh_from_db()
    assert (row.name, row.is_active) == ("常见问题二", False)
    client.force_login(library.people.junior)
    assert client.get("/desk/knowledge/templates/").status_code in {302, 403}


def placed(library: Library, article: Article, name: str) -> int:
    key = services.save_module(branch=services.Branch(name=name), by=SETUP, at=library.tick()).pk
    services.arrange(
        article_id=article.pk, settings=services.Settings(module_id=key),
        by=library.people.actor("knowledge_editor"), at=library.tick(),
    )  # fmt: skip
    return key


def linked(library: Library) -> tuple[Article, Article, Article]:
    first, second, third = (library.published(title=title) for title in ("甲", "乙", "丙"))
    editor = library.people.actor("knowledge_editor")
    services.bind(article_id=first.pk, other_id=second.pk, kind="prerequisite", by=editor, at=library.tick())
    services.bind(article_id=second.pk, other_id=third.pk, kind="see_also", by=editor, at=library.tick())
    return first, second, third


def test_the_drawing_has_a_box_for_each_module_and_a_line_for_each_link(client: Client, library: Library) -> None:
    first, second, third = linked(library)
    key, _other = placed(library, first, "模块一"), placed(library, second, "模块二")
    found = selectors.graph(library.people.junior)
    assert {cluster.title for cluster in found.clusters} == {"模块一", "模块二", "未归入模块"}
    drawn = map_of(found)
    assert (len(drawn.frames), len(drawn.spots), len(drawn.lines)) == (3, 3, 2)
    one = selectors.graph(library.people.junior, key)
    assert [(edge.kind, edge.source, edge.target) for edge in one.edges] == [("prerequisite", first, second)]
    client.force_login(library.people.junior)
    page = client.get("/desk/knowledge/graph/").text
    assert page.count('class="line ') == 2
    assert page.count(f'href="/desk/knowledge/{third.pk}/"') >= 2  # in the drawing and in the list
    assert client.get("/desk/knowledge/graph/?module=x").status_code == 200


def test_nobody_sees_links_to_what_they_may_not_read(library: Library) -> None:
    first, second, _third = linked(library)
    library.readers(second, "posts", posts=["manager"])
    assert selectors.graph(library.people.customer_service).edges == []
    assert first.pk not in {row.pk for one in selectors.graph(library.customer(None)).clusters for row in one.articles}


def test_long_titles_fit_into_their_boxes(library: Library) -> None:
    article = library.published(title="很长的标题" * 12)
    other = library.published(title="a" * 90)
    editor = library.people.actor("knowledge_editor")
    services.bind(article_id=article.pk, other_id=other.pk, kind="supersedes", by=editor, at=library.tick())
    words = [spot.words for spot in map_of(selectors.graph(library.people.manager)).spots]
    assert all(word.endswith("…") and len(word) <= 27 for word in words)


def test_orphans_have_a_page(client: Client, library: Library) -> None:
    linked(library)
    alone = library.published(title="孤零零的一篇")
    library.write(title="草稿")
    client.force_login(library.people.knowledge_editor)
    page = client.get("/desk/knowledge/?orphans=1")
    assert [row.pk for row in page.context["page"].rows] == [alone.pk]
    assert "孤立文章" in page.text


def translated(library: Library, source: Article, **given: Any) -> Article:
    by = library.people.actor("knowledge_editor")
    draft = services.create(
        kind="fault", language="en", text=text("Garbled CSV"), variant_of=source.pk, by=by, at=library.tick(), **given
    )
    return library.publish(library.approve(library.submit(draft, by="knowledge_editor")))


def test_a_translation_stands_beside_its_source_with_what_changed_there(client: Client, library: Library) -> None:
    source = library.published("public")
    variant = translated(library, source)
    client.force_login(library.people.knowledge_editor)
    place = f"/desk/knowledge/{variant.pk}/edit/"
    assert client.get(f"{place}?beside=1").context["beside"].changed == 0
    changed = {**PARTS, "cause": PARTS["cause"].replace("文件没有 BOM。", "导出的文件缺少 BOM 标记。")}
    library.rewrite(source, parts=changed)
    library.publish(library.approve(library.submit(library.now(source), by="knowledge_editor")))
    page = client.get(f"{place}?beside=1")
    assert page.context["beside"].changed == 1
    assert page.context["beside"].of("part_cause")[0].is_changed
    assert not any(line.is_changed for line in page.context["beside"].of("part_fix"))
    assert page.text.count("有改动") == 1
    assert "beside=1" in client.get(place).text
    answer = client.post(f"{place}?beside=1", {"title": "", "revision": "0"})
    assert answer.status_code == 422
    assert answer.context["beside"] is not None


def test_a_new_translation_opens_beside_its_source(client: Client, library: Library) -> None:
    source = library.published("public")
    client.force_login(library.people.knowledge_editor)
    answer = client.post(f"/desk/knowledge/{source.pk}/variant/", {"language": "en"})
    assert answer.headers["Location"].endswith("?beside=1")
    page = client.get(answer.headers["Location"])
    assert page.context["beside"].changed == 0
    assert "重新导出" in page.text
