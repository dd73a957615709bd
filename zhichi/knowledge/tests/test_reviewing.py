"""Comparing, approving several at once, links that are gone, full reviews (6.2.1, 6.2.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.core import clock
from zhichi.core.errors import DomainError, Refused
from zhichi.knowledge import services
from zhichi.knowledge.models import Article, Draft, FullReview
from zhichi.knowledge.services import telling
from zhichi.knowledge.tests.conftest import PARTS, text
from zhichi.notices.models import Notice
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.knowledge.tests.conftest import Library

pytestmark = pytest.mark.django_db


def test_compares_the_draft_with_the_version_before_it(client: Client, library: Library) -> None:
    article = library.rewrite(library.published(), title="导出的 CSV 打开后中文乱码怎么办")
    client.force_login(library.people.knowledge_editor)
    for view in ("", "?view=inline&old=99&new=%00"):
        page = client.get(f"/desk/knowledge/{article.pk}/compare/{view}").content.decode()
        assert "<del>的处理</del>" in page and "<ins>怎么办</ins>" in page
    client.force_login(library.people.assistant)
    assert client.get(f"/desk/knowledge/{article.pk}/compare/").status_code == 404


def test_approves_the_chosen_and_names_what_is_refused(client: Client, library: Library) -> None:
    first, own = library.submit(library.write()), library.submit(library.write(by="senior"), by="senior")
    late = library.submit(library.write(title="已经有人审过"))
    stale = f"{late.pk}:{late.revision}"
    library.approve(late, by="supervisor")
    client.force_login(library.people.senior)
    chosen = [f"{first.pk}:{first.revision}", f"{own.pk}:{own.revision}", stale, "x:1", "9:9"]
    answer = client.post("/desk/knowledge/review/approve/", {"articles": chosen}, follow=True)
    page = answer.content.decode()
    assert library.now(first).state == "reviewed" and library.now(own).state == "submitted"
    assert own.number in page and late.number in page


def test_refuses_to_publish_while_links_are_gone_and_lists_them(client: Client, library: Library) -> None:
    gone = library.published(title="要归档的")
    parts = PARTS | {"fix": f'<p><a href="/kb/{gone.pk}/">看这里</a> <a href="/files/none/a.pdf">附件</a></p>'}
    article = library.approve(library.submit(library.write(text=text(parts=parts))))
    services.archive(article_id=gone.pk, reason="过时", by=library.people.actor("manager"), at=library.tick())
    with pytest.raises(DomainError, match=gone.number) as refused:
        library.publish(article)
    assert refused.value.code == "links-gone" and "none" in str(refused.value)
    client.force_login(library.people.knowledge_editor)
    answer = client.post(f"/desk/knowledge/{article.pk}/step/publish/", follow=True)
    assert gone.number in answer.content.decode()
    place = f"/desk/knowledge/{article.pk}/publish/"
    assert client.post(place, {"reason": ""}).status_code == 422
    client.post(place, {"reason": "附件随后补上"})
    assert library.now(article).state == "published"
    assert history(article.stream)[-1].data["reason"] == "附件随后补上"


def test_waits_with_a_scheduled_article_whose_links_are_gone(
    library: Library, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = library.approve(
        library.submit(library.write(text=text(parts=PARTS | {"fix": '<p><a href="/kb/999/">x</a></p>'})))
    )
    when = library.at + timedelta(hours=1)
    services.schedule(article_id=article.pk, publish_at=when, by=library.people.actor("manager"), at=library.tick())
    assert services.publish_due(at=when) == services.publish_due(at=when + timedelta(minutes=1)) == 0
    assert library.now(article).state == "reviewed"
    told = Notice.objects.get(kind=telling.NOT_PUBLISHED)  # once, although it is tried again every few seconds
    assert told.person == library.people.junior and "KB-" in told.data["reason"]
    monkeypatch.setattr(clock, "now", lambda: when)
    client.force_login(library.people.knowledge_editor)
    page = client.get(article.get_absolute_url()).content.decode()
    assert "没有发布" in page and "KB-0999" in page


def test_authors_hear_of_what_comes_back_and_of_what_readers_have(library: Library) -> None:
    """Who sends back or publishes their own article is told nothing."""
    article = library.submit(library.write())
    services.send_back(article_id=article.pk, remarks="太短", by=library.people.actor("senior"), at=library.tick())
    library.publish(library.approve(library.submit(article)))
    own = library.submit(library.write(by="knowledge_editor"), by="knowledge_editor")
    library.publish(library.approve(own))
    told = Notice.objects.filter(stream__startswith="article:").order_by("pk").values_list("kind", "person_id")
    junior = library.people.junior.pk
    assert list(told) == [(telling.RETURNED, junior), (telling.PUBLISHED, junior)]


def test_articles_follow_the_rhythm_of_their_module(library: Library) -> None:
    """A module that becomes weekly waited a quarter for its first week."""
    editor = library.people.actor("knowledge_editor")
    module = services.save_module(branch=services.Branch(name="导入", rhythm="quarterly"), by=editor, at=library.tick())
    section = services.save_module(branch=services.Branch(name="文件", parent_id=module.pk), by=editor, at=library.at)
    fresh, old, late = (library.published(title=title) for title in ("新的", "旧的", "过期的"))
    for article in (fresh, old, late):
        services.arrange(
            article_id=article.pk, settings=services.Settings(module_id=section.pk), by=editor, at=library.tick()
        )
    Article.objects.filter(pk=old.pk).update(published_at=library.at - timedelta(days=60))
    Article.objects.filter(pk=late.pk).update(review_due_at=library.at - timedelta(days=2))
    missed = library.now(late).review_due_at
    services.save_module(
        branch=services.Branch(name="导入", rhythm="weekly"), module_id=module.pk, by=editor, at=library.tick()
    )
    published = library.now(fresh).published_at
    assert published and library.now(fresh).review_due_at == published + timedelta(days=7)
    assert library.now(old).review_due_at == library.at + timedelta(days=7)  # a week is left, not none
    assert library.now(late).review_due_at == missed  # what is due stays due
    assert FullReview.objects.get(article=fresh, done_at=None).due_at == library.now(fresh).review_due_at


def test_empty_boxes_fall_away_when_it_is_submitted(library: Library) -> None:
    """A bare frame in front of readers; a template may hold one for its author to fill."""
    hollow = "<aside><p></p></aside>"
    nested = f'<p>甲</p><div class="callout callout-warn">{hollow}<p><br></p></div><aside><p>乙</p></aside>'
    article = library.write(text=text(parts=PARTS | {"where": hollow, "cause": nested}))
    assert "where" in Draft.objects.get(article=article).parts
    version = library.submit(article).versions.get()
    assert version.parts["cause"] == "<p>甲</p><aside><p>乙</p></aside>"
    assert "where" not in version.parts


@pytest.mark.parametrize(("rhythm", "days"), [("weekly", 7), ("monthly", 31), ("quarterly", 92)])
def test_sets_the_next_full_review_by_the_module(library: Library, rhythm: str, days: int) -> None:
    editor = library.people.actor("knowledge_editor")
    module = services.save_module(branch=services.Branch(name="导入", rhythm=rhythm), by=editor, at=library.tick())
    section = services.save_module(
        branch=services.Branch(name="文件", parent_id=module.pk), by=editor, at=library.tick()
    )
    article = library.write()
    settings = services.Settings(module_id=section.pk, owner_id=library.people.junior.pk)
    services.arrange(article_id=article.pk, settings=settings, by=editor, at=library.tick())
    article = library.publish(library.approve(library.submit(article)))
    assert article.review_due_at == library.at + timedelta(days=days)
    with pytest.raises(Refused):
        services.look_through(article_id=article.pk, by=library.people.actor("junior"), at=library.tick())
    late = library.tick(days=days + 1)
    services.look_through(article_id=article.pk, by=library.people.actor("senior"), at=late)
    assert library.now(article).review_due_at == late + timedelta(days=days)
    assert history(article.stream)[-1].data == {"version": 1, "in_time": False}
