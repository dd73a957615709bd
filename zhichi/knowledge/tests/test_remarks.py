"""Comments at passages, and modules that leave writing, reviewing or publishing to some posts (6.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.people import SETUP
from zhichi.core.errors import DomainError, Refused
from zhichi.knowledge import policies, selectors, services, witnesses
from zhichi.knowledge.models import Article, Module, Remark
from zhichi.knowledge.tests.conftest import PARTS
from zhichi.notices import selectors as notices
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.knowledge.tests.conftest import Library

pytestmark = pytest.mark.django_db


def commented(library: Library, **given: Any) -> tuple[Article, Remark]:
    article = library.submit(library.write())
    values = {"part": "cause", "quote": "文件没有 BOM", "text": "请写明是哪个版本。"} | given
    row = services.remark(article_id=article.pk, by=library.people.actor("senior"), at=library.tick(), **values)
    return library.now(article), row


def shown(article: Article) -> list[tuple[str, bool]]:
    content = selectors.draft_of(article) or selectors.newest_of(article)
    return [(one.row.quote, one.is_gone) for one in selectors.remarks_of(article, content)]


def test_a_comment_stands_at_its_passage_and_the_author_hears_of_it(library: Library) -> None:
    article, row = commented(library)
    assert (row.version, row.part, row.by) == (1, "cause", library.people.senior)
    assert shown(article) == [("文件没有 BOM", False)]
    told = history(article.stream)[-1]
    assert told.code == "knowledge.remarked"
    assert witnesses.check_remarks([told]) == []
    assert notices.badge(library.people.junior.pk) == 1
    Remark.objects.update(text="改过的话")
    assert len(witnesses.check_remarks([told])) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "  "}, "text"), ({"quote": ""}, "quote"), ({"quote": "不在文中的话"}, "quote"),
        ({"part": "fix"}, "quote"), ({"part": "nonsense"}, "quote"), ({"text": "长" * 4001}, "text"),
    ],
)  # fmt: skip
def test_refuses_no_words_and_a_passage_that_is_not_there(library: Library, given: Any, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        commented(library, **given)
    assert field in refused.value.fields
    assert not Remark.objects.exists()


def test_it_survives_an_edit_elsewhere_and_says_when_its_passage_is_gone(library: Library) -> None:
    article, _row = commented(library)
    services.withdraw(article_id=article.pk, by=library.people.actor("junior"), at=library.tick())
    library.rewrite(article, by="junior", parts={**PARTS, "fix": "<p>另一种处理。</p>"})
    assert shown(article) == [("文件没有 BOM", False)]
    library.rewrite(article, by="junior", parts={**PARTS, "cause": "<p><b>文件</b>没有\n<em>BOM</em>。</p>"})
    assert shown(article) == [("文件没有 BOM", False)]  # the same words, marked otherwise
    library.rewrite(article, by="junior", parts={**PARTS, "cause": "<p>8.2.0 去掉了标记。</p>"})
    assert shown(article) == [("文件没有 BOM", True)]


def test_it_is_settled_and_taken_up_again(library: Library) -> None:
    article, row = commented(library)
    junior = library.people.actor("junior")
    for _twice in range(2):
        services.resolve_remark(remark_id=row.pk, by=junior, at=library.tick())
    row.refresh_from_db()
    assert row.resolved_by == library.people.junior
    services.reopen_remark(remark_id=row.pk, by=library.people.actor("senior"), at=library.tick())
    codes = [item.code for item in history(article.stream)][-3:]
    assert codes == ["knowledge.remarked", "knowledge.remark_resolved", "knowledge.remark_reopened"]
    with pytest.raises(Refused):
        services.resolve_remark(remark_id=row.pk, by=library.people.actor("customer_service"), at=library.tick())


def test_comments_on_the_page(client: Client, library: Library) -> None:
    article = library.submit(library.write())
    client.force_login(library.people.senior)
    place = f"/desk/knowledge/{article.pk}/remark/"
    refused = client.post(place, {"part": "cause", "quote": "没有这句", "text": "我的意见"})
    assert refused.status_code == 422
    assert "我的意见" in refused.text
    client.post(place, {"part": "cause", "quote": "文件没有 BOM", "text": "哪个版本？"})
    row = Remark.objects.get()
    assert "哪个版本？" in client.get(article.get_absolute_url()).text
    client.post(f"{place}{row.pk}/resolve/")
    assert "员工 senior" in client.get(article.get_absolute_url()).text
    client.post(f"{place}{row.pk}/reopen/")
    row.refresh_from_db()
    assert row.resolved_at is None
    assert client.post(f"{place}{row.pk}/nonsense/").status_code == 404
    client.force_login(library.people.rival)
    assert client.post(place, {"part": "cause", "quote": "文件没有 BOM", "text": "偷看"}).status_code == 404


def module(library: Library, article: Article, **posts: list[str]) -> int:
    key = services.save_module(branch=services.Branch(name="专用模块"), by=SETUP, at=library.tick()).pk
    editor = library.people.actor("knowledge_editor")
    settings = services.Settings(module_id=key, owner_id=article.owner_id)
    services.arrange(article_id=article.pk, settings=settings, by=editor, at=library.tick())
    services.set_module_posts(module_id=key, posts=posts, by=editor, at=library.tick())
    return key


def test_a_module_leaves_reviewing_to_some_posts(library: Library) -> None:
    article = library.write()
    module(library, article, review=["knowledge_editor"])
    library.submit(article)
    assert selectors.waiting_count(library.people.senior) == 0
    assert selectors.waiting_count(library.people.knowledge_editor) == 1
    with pytest.raises(Refused):
        library.approve(article)
    assert library.approve(article, by="supervisor").state == "reviewed"  # leaders may everywhere


def test_a_module_leaves_publishing_and_writing_to_some_posts(library: Library) -> None:
    article = library.write()
    module(library, article, publish=["supervisor"], write=["senior"])
    with pytest.raises(Refused):
        library.submit(article)
    library.submit(article, by="manager")
    library.approve(article)
    with pytest.raises(Refused):
        library.publish(article, by="knowledge_editor")
    assert library.publish(article, by="supervisor").state == "published"


def test_nobody_puts_an_article_where_they_may_not_write(library: Library) -> None:
    article, other = library.write(), library.write(title="另一篇")
    key = module(library, other, write=["senior"])
    settings = services.Settings(module_id=key, owner_id=article.owner_id)
    with pytest.raises(Refused):
        services.arrange(article_id=article.pk, settings=settings, by=library.people.actor("junior"), at=library.tick())
    assert library.now(article).module_id is None


def test_refuses_a_deed_left_to_nobody_and_a_post_that_may_not(library: Library) -> None:
    article = library.write()
    wrong: tuple[dict[str, list[str]], ...] = ({"review": []}, {"review": ["junior"]}, {"nonsense": ["manager"]})
    for posts in wrong:
        with pytest.raises(DomainError):
            module(library, article, **posts)
    assert not any(row.posts for row in Module.objects.all())


def test_the_table_on_the_module_page(client: Client, library: Library) -> None:
    key = module(library, library.write())
    client.force_login(library.people.knowledge_editor)
    place = f"/desk/knowledge/catalogue/modules/{key}/"
    page = client.get(place)
    assert page.text.count('type="checkbox" name="review"') == len(policies.IN_MODULE["review"])
    every = {deed: sorted(posts) for deed, posts in policies.IN_MODULE.items()}
    client.post(f"{place}posts/", every | {"review": ["senior"]})
    row = Module.objects.get(pk=key)
    assert row.posts == {"review": ["senior"]}
    assert [item.code for item in history(f"module:{key}")][-1] == "knowledge.module_posts_set"
    client.post(f"{place}posts/", every)
    row.refresh_from_db()
    assert row.posts == {}
    client.force_login(library.people.senior)
    assert client.post(f"{place}posts/", every).status_code in {302, 403}
