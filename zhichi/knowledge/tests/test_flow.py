"""The flow of 6.2.3: written, submitted when complete, reviewed by another person, published, and back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction

from tests.people import SETUP
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.knowledge import selectors, services
from zhichi.knowledge.completeness import gaps
from zhichi.knowledge.models import Article, ArticleVersion, Draft
from zhichi.knowledge.tests.conftest import PARTS, text
from zhichi.records import services as records
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from zhichi.knowledge.tests.conftest import Library

pytestmark = pytest.mark.django_db


def codes(article: Article) -> list[str]:
    return [item.code.removeprefix("knowledge.") for item in history(article.stream)]


def test_leads_from_draft_to_readers_with_each_step_in_the_record(library: Library) -> None:
    article = library.published()
    assert article.state == "published"
    assert article.live is not None and article.live.number == 1
    assert article.live.reviewer == library.people.senior
    assert codes(article) == ["created", "submitted", "approved", "published"]
    assert not Draft.objects.exists()
    assert article.published_at is not None
    assert article.review_due_at == article.published_at + timedelta(days=92)


def test_refuses_a_review_by_the_author_and_says_who_wrote_it(library: Library) -> None:
    article = library.submit(library.write(by="senior"), by="senior")
    with pytest.raises(Refused, match="员工 senior"):
        library.approve(article, by="senior")
    assert library.now(article).state == "submitted"


def test_refuses_the_author_of_the_version_even_when_another_began_the_article(library: Library) -> None:
    article = library.write(by="junior")
    services.submit(article_id=article.pk, by=library.people.actor("supervisor"), at=library.tick())
    with pytest.raises(Refused):
        library.approve(article, by="supervisor")
    assert library.approve(article, by="senior").state == "reviewed"


@pytest.mark.parametrize("post", ["junior", "assistant", "customer_service", "auditor", "administrator"])
def test_refuses_reviews_by_posts_that_do_not_review(library: Library, post: str) -> None:
    article = library.submit(library.write(by="senior"), by="senior")
    with pytest.raises(Refused):
        library.approve(article, by=post)


def test_refuses_to_submit_while_required_parts_are_missing_and_names_them(library: Library) -> None:
    article = library.write(text=text(parts={"symptom": "<p>乱码</p>", "cause": "<p> </p>"}, summary=""))
    with pytest.raises(DomainError) as refused:
        library.submit(article)
    assert refused.value.code == "incomplete"
    assert set(refused.value.fields) == {"summary", "part_cause", "part_fix"}
    assert library.now(article).state == "draft"


def test_refuses_a_required_part_that_customers_would_find_empty(library: Library) -> None:
    article = library.write(text=text(parts=PARTS | {"cause": "<aside><p>只给同事看</p></aside>"}))
    library.readers(article, "public")
    with pytest.raises(DomainError) as refused:
        library.submit(article)
    assert set(refused.value.fields) == {"part_cause"}
    library.readers(article, "staff")
    assert library.submit(article).state == "submitted"


def test_keeps_the_published_version_for_readers_while_it_is_rewritten(library: Library) -> None:
    article = library.rewrite(library.published("public"), title="新的标题")
    assert article.state == "draft" and article.live is not None
    assert article.live.title != "新的标题"
    shown = selectors.shown(article, library.people.junior)
    assert shown is not None and shown.version == article.live
    services.submit(article_id=article.pk, by=library.people.actor("knowledge_editor"), at=library.tick())
    article = library.publish(library.approve(article), by="manager")
    assert article.live is not None and (article.live.number, article.live.title) == (2, "新的标题")


def test_returns_with_remarks_to_a_draft_that_holds_the_text(library: Library) -> None:
    article = library.submit(library.write())
    with pytest.raises(DomainError):
        services.send_back(article_id=article.pk, remarks=" ", by=library.people.actor("senior"), at=library.tick())
    services.send_back(article_id=article.pk, remarks="写清版本", by=library.people.actor("senior"), at=library.tick())
    version = ArticleVersion.objects.get()
    assert (version.outcome, version.remarks, library.now(article).state) == ("returned", "写清版本", "draft")
    assert Draft.objects.get().parts == version.parts


def test_withdraws_before_publishing_only(library: Library) -> None:
    article = library.submit(library.write())
    services.withdraw(article_id=article.pk, by=library.people.actor("junior"), at=library.tick())
    assert library.now(article).state == "draft"
    article = library.publish(library.approve(library.submit(article)))
    with pytest.raises(Conflict):
        services.withdraw(article_id=article.pk, by=library.people.actor("manager"), at=library.tick())


def test_lets_the_second_of_two_reviewers_see_that_the_first_was_faster(library: Library) -> None:
    article = library.submit(library.write())
    services.approve(
        article_id=article.pk, revision=article.revision, by=library.people.actor("senior"), at=library.tick()
    )
    with pytest.raises(Conflict) as refused:
        services.send_back(
            article_id=article.pk, remarks="不对", revision=article.revision, by=library.people.actor("supervisor"),
            at=library.tick(),
        )  # fmt: skip
    assert refused.value.code == "stale"


def test_publishes_at_its_moment_and_not_before(library: Library) -> None:
    article = library.approve(library.submit(library.write()))
    when = library.at + timedelta(hours=5)
    editor = library.people.actor("knowledge_editor")
    with pytest.raises(DomainError):
        services.schedule(
            article_id=article.pk, publish_at=library.at - timedelta(hours=1), by=editor, at=library.tick()
        )
    services.schedule(article_id=article.pk, publish_at=when, by=editor, at=library.tick())
    assert services.publish_due(at=when - timedelta(seconds=1)) == 0
    assert services.publish_due(at=when) == 1
    assert library.now(article).state == "published"
    assert services.publish_due(at=when + timedelta(days=1)) == 0


def test_rolls_back_to_a_published_version_as_a_new_one(library: Library) -> None:
    article = library.rewrite(library.published(), title="写坏了的标题")
    library.submit(article, by="knowledge_editor")
    article = library.publish(library.approve(article), by="manager")
    manager = library.people.actor("manager")
    with pytest.raises(DomainError, match="2"):
        services.roll_back(article_id=article.pk, to=2, reason="写错了", by=manager, at=library.tick())
    version = services.roll_back(article_id=article.pk, to=1, reason="写错了", by=manager, at=library.tick())
    article = library.now(article)
    assert article.live == version
    assert (version.number, version.restores, version.title) == (3, 1, text().title)
    assert codes(article)[-1] == "rolled_back"


def test_takes_archived_articles_from_readers_and_gives_them_back_as_drafts(library: Library) -> None:
    article = library.published("public")
    with pytest.raises(Refused):
        services.archive(article_id=article.pk, reason="过时", by=library.people.actor("junior"), at=library.tick())
    services.archive(article_id=article.pk, reason="过时", by=library.people.actor("manager"), at=library.tick())
    assert selectors.find(library.customer(None), article.pk) is None
    services.restore(article_id=article.pk, by=library.people.actor("manager"), at=library.tick())
    article = library.now(article)
    assert (article.state, article.live) == ("draft", None)
    assert Draft.objects.get().title == article.title


def test_keeps_what_another_wrote_when_a_draft_is_stale(library: Library) -> None:
    article = library.write()
    by = library.people.actor("junior")
    services.save_draft(article_id=article.pk, text=text("第一次"), by=by, at=library.tick(), revision=0)
    with pytest.raises(Conflict) as refused:
        services.save_draft(article_id=article.pk, text=text("第二次"), by=by, at=library.tick(), revision=0)
    assert refused.value.code == "draft-stale"
    assert Draft.objects.get().title == "第一次"


def test_drops_a_draft_only_where_a_published_version_stays(library: Library) -> None:
    manager = library.people.actor("manager")
    with pytest.raises(Conflict):
        services.discard_draft(article_id=library.write().pk, by=manager, at=library.tick())
    article = library.rewrite(library.published(), title="不要了")
    services.discard_draft(article_id=article.pk, by=manager, at=library.tick())
    article = library.now(article)
    assert (article.state, article.title) == ("published", text().title)


def test_marks_a_variant_stale_when_the_other_was_published_later(library: Library) -> None:
    chinese = library.published()
    english = library.write(by="knowledge_editor", language="en", text=text("Garbled CSV"), variant_of=chinese.pk)
    english = library.publish(library.approve(library.submit(english, by="knowledge_editor")))
    assert english.family == chinese.family
    assert not selectors.is_stale(chinese) and not selectors.is_stale(english)
    library.submit(library.rewrite(chinese, title="改过的"), by="knowledge_editor")
    library.publish(library.approve(chinese), by="manager")
    assert selectors.is_stale(english) and not selectors.is_stale(chinese)
    services.confirm_variant(article_id=english.pk, by=library.people.actor("knowledge_editor"), at=library.tick())
    assert not selectors.is_stale(english)
    with pytest.raises(Conflict):
        library.write(by="knowledge_editor", language="en", variant_of=chinese.pk)


def test_says_that_an_english_variant_is_still_in_chinese(library: Library) -> None:
    """Bad input: the variant as it is begun, with the Chinese words in it; it went to readers as English unremarked."""
    chinese = library.published()
    english = library.write(by="knowledge_editor", language="en", variant_of=chinese.pk)

    def said(article: Article) -> list[str]:
        draft = selectors.draft_of(article)
        assert draft
        return [gap.words for gap in gaps(article, draft) if gap.field == "title"]

    assert said(english) == ["大部分内容还是中文。"]
    parts = dict.fromkeys(PARTS, "<p>Tick the option, then export the file again and open it.</p>")
    library.rewrite(english, title="Garbled “乱码” in a CSV", parts=parts, summary="Write the BOM.")
    assert said(library.now(english)) == []


def test_finds_a_forged_version(library: Library) -> None:
    article = library.published()
    row, _doubts = records.verify(by=SETUP, at=library.tick())
    assert row.problems == 0
    ArticleVersion.objects.filter(article=article).update(parts={"symptom": "<p>改了</p>"})
    row, _doubts = records.verify(by=SETUP, at=library.tick())
    assert row.problems == 1


def test_keeps_a_published_state_without_a_version_out_of_the_database(library: Library) -> None:
    article = library.write()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(state="published")
    assert connection.is_usable()
