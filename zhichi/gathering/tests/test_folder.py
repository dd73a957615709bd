"""A folder of texts becomes drafts that are followed: new, changed, changed on both sides, gone (6.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.files.models import Attachment
from zhichi.gathering import services
from zhichi.gathering.models import Item, Line, Run, Source
from zhichi.gathering.tests.conftest import TEXT
from zhichi.knowledge import services as articles
from zhichi.knowledge.models import Article, Draft
from zhichi.knowledge.tests.conftest import text
from zhichi.records.selectors import history, sentence

if TYPE_CHECKING:
    from pathlib import Path

    from django.conf import LazySettings

    from zhichi.gathering.tests.conftest import Gatherer

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


def brought(gatherer: Gatherer, name: str = "a.md", words: str | bytes = TEXT) -> Item:
    gatherer.write(name, words)
    gatherer.run(gatherer.source())
    return gatherer.item(name)


def edit(gatherer: Gatherer, item: Item, words: str) -> None:
    """Somebody changes the article here."""
    assert item.article is not None
    given = text("导出报表", parts={"text": f"<p>{words}</p>"})
    articles.save_draft(
        article_id=item.article.pk, text=given, by=gatherer.library.people.actor("knowledge_editor"),
        at=gatherer.library.tick(),
    )  # fmt: skip


def test_a_new_text_becomes_a_draft_with_its_source_and_is_published_by_nobody(gatherer: Gatherer) -> None:
    item = brought(gatherer)
    article = item.article
    assert article is not None
    assert (article.state, article.live_id, article.visibility, item.state) == ("draft", None, "public", "new")
    draft = Draft.objects.get(article=article)
    assert draft.title == "导出报表"
    assert draft.parts["text"].startswith("<p>打开“报表”，点“导出”。</p>")
    assert "<h3>步骤</h3>" in draft.parts["text"]
    assert "<h1" not in draft.parts["text"]
    assert draft.summary
    said = [sentence(one) for one in history(article.stream)]
    assert any("a.md" in words for words in said)


def test_front_matter_gives_title_summary_and_tags(gatherer: Gatherer) -> None:
    item = brought(gatherer, words="---\ntitle: 升级\nsummary: 怎么升级\ntags: [升级, 8.2]\n---\n先备份。\n")
    assert item.article is not None
    draft = Draft.objects.get(article=item.article)
    assert (draft.title, draft.summary) == ("升级", "怎么升级")
    assert {tag.word for tag in item.article.tags.all()} == {"升级", "8.2"}


def test_the_same_again_changes_nothing(gatherer: Gatherer) -> None:
    item = brought(gatherer)
    before = Article.objects.get().revision
    run = gatherer.run(item.source)
    assert (run.counts, Article.objects.get().revision) == ({"same": 1}, before)


def test_a_change_to_a_draft_that_nobody_touched_updates_it(gatherer: Gatherer) -> None:
    item = brought(gatherer)
    gatherer.write("a.md", TEXT + "\n3. 保存。\n")
    assert gatherer.run(item.source).counts == {"changed": 1}
    item = gatherer.item()
    assert "保存" in Draft.objects.get().parts["text"]
    assert item.state == "new"  # nobody looked at it yet


def test_a_change_to_a_published_article_is_submitted_for_review_with_its_difference(gatherer: Gatherer) -> None:
    article = gatherer.publish(brought(gatherer))
    assert gatherer.item().state == "current"
    gatherer.write("a.md", TEXT + "\n3. 保存。\n")
    gatherer.run(gatherer.item().source)
    article = gatherer.library.now(article)
    assert (article.state, gatherer.item().state) == ("submitted", "review")
    assert article.live is not None
    assert "保存" not in article.live.parts["text"]
    newest = article.versions.order_by("-number")[0]
    assert "保存" in newest.parts["text"]
    assert newest.author_id is None
    gatherer.library.publish(gatherer.library.approve(article))
    assert gatherer.item().state == "current"


def test_a_second_change_while_the_first_waits_for_review_takes_its_place(gatherer: Gatherer) -> None:
    article = gatherer.publish(brought(gatherer))
    for words in ("第一次", "第二次"):
        gatherer.write("a.md", f"{TEXT}\n{words}\n")
        gatherer.run(gatherer.item().source)
    article = gatherer.library.now(article)
    newest = article.versions.order_by("-number")[0]
    assert article.state == "submitted"
    assert "第二次" in newest.parts["text"]


def test_what_we_edited_is_never_overwritten(gatherer: Gatherer) -> None:
    item = brought(gatherer)
    edit(gatherer, item, "我们自己的话")
    gatherer.write("a.md", TEXT + "\n3. 保存。\n")
    assert gatherer.run(item.source).counts == {"conflict": 1}
    item = gatherer.item()
    assert item.state == "conflict"
    assert Draft.objects.get().parts == {"text": "<p>我们自己的话</p>"}
    assert item.incoming is not None
    assert "保存" in item.incoming["parts"]["text"]


def test_a_reviewed_version_is_not_changed_under_the_hands_of_its_reviewer(gatherer: Gatherer) -> None:
    item = brought(gatherer)
    gatherer.decide(item, "submit")
    assert item.article is not None
    gatherer.library.approve(gatherer.library.now(item.article))
    gatherer.write("a.md", TEXT + "\n3. 保存。\n")
    assert gatherer.run(item.source).counts == {"conflict": 1}
    assert gatherer.library.now(item.article).state == "reviewed"


def differing(gatherer: Gatherer) -> Item:
    item = brought(gatherer)
    gatherer.publish(item)
    edit(gatherer, item, "我们自己的话")
    gatherer.write("a.md", TEXT + "\n3. 保存。\n")
    gatherer.run(item.source)
    return gatherer.item()


def test_take_theirs(gatherer: Gatherer) -> None:
    item = gatherer.decide(differing(gatherer), "theirs")
    assert item.article is not None
    article = gatherer.library.now(item.article)
    assert (article.state, item.state) == ("submitted", "review")
    newest = article.versions.order_by("-number")[0]
    assert "保存" in newest.parts["text"]
    assert newest.author_id == gatherer.library.people.knowledge_editor.pk
    with pytest.raises(Refused):  # whoever chose it is its author: another person reviews it
        gatherer.library.approve(article, by="knowledge_editor")


def test_keep_ours_asks_again_only_at_the_next_change(gatherer: Gatherer) -> None:
    item = gatherer.decide(differing(gatherer), "ours")
    assert item.state == "current"
    assert Draft.objects.get().parts == {"text": "<p>我们自己的话</p>"}
    assert gatherer.run(item.source).counts == {"same": 1}
    gatherer.write("a.md", TEXT + "\n4. 关闭。\n")
    assert gatherer.run(item.source).counts == {"conflict": 1}


def test_edit_opens_ours_and_is_settled_by_submitting(gatherer: Gatherer) -> None:
    item = gatherer.decide(differing(gatherer), "edit")
    assert item.state == "merging"
    edit(gatherer, item, "两边合在一起")
    assert item.article is not None
    gatherer.library.submit(item.article, by="knowledge_editor")
    item = gatherer.item()
    assert (item.state, item.incoming) == ("review", None)
    assert gatherer.run(item.source).counts == {"same": 1}


def test_a_decision_that_somebody_else_was_faster_with_is_refused(gatherer: Gatherer) -> None:
    item = differing(gatherer)
    gatherer.decide(item, "ours")
    with pytest.raises(Conflict):
        gatherer.decide(item, "theirs")


@pytest.mark.parametrize("who", ["junior", "auditor", "administrator", "customer_service", "senior"])
def test_only_editors_decide(gatherer: Gatherer, who: str) -> None:
    item = brought(gatherer)
    with pytest.raises(Refused):
        gatherer.decide(item, "submit", by=who)
    with pytest.raises(Refused):
        gatherer.source(by=who)


def test_gone_is_flagged_and_back_again(gatherer: Gatherer) -> None:
    article = gatherer.publish(brought(gatherer))
    path = gatherer.folder / "a.md"
    path.unlink()
    assert gatherer.run(gatherer.item().source).counts == {"gone": 1}
    assert gatherer.item().state == "gone"
    assert gatherer.library.now(article).state == "published"
    gatherer.write("a.md", TEXT)
    gatherer.run(gatherer.item().source)
    assert gatherer.item().state == "current"


def test_not_wanted_goes_into_the_archive_and_never_comes_again(gatherer: Gatherer) -> None:
    item = gatherer.decide(brought(gatherer), "ignore")
    assert item.article is not None
    assert gatherer.library.now(item.article).state == "archived"
    gatherer.write("a.md", "# 另一个\n\n内容\n")
    assert gatherer.run(item.source).counts == {"skipped": 1}


def test_an_archived_article_stays_in_the_archive(gatherer: Gatherer) -> None:
    article = gatherer.publish(brought(gatherer))
    by = gatherer.library.people.actor("knowledge_editor")
    articles.archive(article_id=article.pk, reason="不再需要", by=by, at=gatherer.library.tick())
    gatherer.write("a.md", TEXT + "\n3. 保存。\n")
    assert gatherer.run(gatherer.item().source).counts == {"skipped": 1}
    assert gatherer.library.now(article).state == "archived"


def test_a_trial_writes_nothing(gatherer: Gatherer) -> None:
    gatherer.write("a.md", TEXT)
    source = gatherer.source()
    run = gatherer.run(source, is_trial=True)
    line = Line.objects.get(run=run)
    assert (run.counts, line.title) == ({"new": 1}, "导出报表")
    assert line.preview is not None
    assert "选择日期" in line.preview["text"]
    assert not Item.objects.exists()
    assert not Article.objects.exists()


def test_pictures_become_files_of_the_article_once(gatherer: Gatherer) -> None:
    gatherer.write("img/a.png", PNG)
    item = brought(gatherer, words="# 图\n\n说明文字\n\n![界面](img/a.png)\n\n![没有](img/none.png)\n")
    picture = Attachment.objects.get()
    assert item.article is not None
    assert (picture.holder_kind, picture.holder_id) == ("article", item.article.pk)
    html = Draft.objects.get().parts["text"]
    assert f'src="/files/{picture.public_id}/a.png"' in html
    assert html.count("<img") == 1
    gatherer.write("a.md", "# 图\n\n说明文字改了\n\n![界面](img/a.png)\n")
    gatherer.run(item.source)
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "script.md",
            "# 脚本\n\n<script>alert(1)</script><a href='javascript:alert(1)'>点</a> 文字 <img src=x onerror=y>",
        ),
        ("script.html", "<h1>脚本</h1><p onclick='x()'>文字<iframe src='//evil'></iframe><svg onload=x></svg></p>"),
    ],
)
def test_html_with_script_is_made_harmless(gatherer: Gatherer, name: str, content: str) -> None:
    item = brought(gatherer, name, content)
    assert item.article is not None
    html = Draft.objects.get().parts["text"]
    assert "文字" in html
    assert not [word for word in ("script", "alert", "onerror", "onclick", "onload", "iframe", "svg") if word in html]


def test_an_aside_from_elsewhere_is_not_for_staff_only(gatherer: Gatherer) -> None:
    brought(gatherer, "a.md", "# 页\n\n正文在这里。\n\n<aside>提示：先备份</aside>\n")
    html = Draft.objects.get().parts["text"]
    assert "先备份" in html
    assert "<aside" not in html


def test_chinese_in_gbk_is_read(gatherer: Gatherer) -> None:
    brought(gatherer, "a.txt", "升级前请先备份数据库。".encode("gbk"))
    assert "先备份数据库" in Draft.objects.get().parts["text"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.docx", b"no zip", "Word"), ("a.pdf", b"%PDF-1.4 broken", "PDF"), ("empty.md", b"", ""),
        ("huge.md", b"x" * (25 * 1024 * 1024 + 1), "25 MB"),
    ],
    ids=["docx", "pdf", "empty", "huge"],
)  # fmt: skip
def test_what_cannot_be_read_is_a_row_with_its_reason_and_the_rest_goes_on(
    gatherer: Gatherer, name: str, content: bytes, words: str
) -> None:
    gatherer.write(name, content)
    gatherer.write("good.md", TEXT)
    run = gatherer.run(gatherer.source())
    assert run.state == "done"
    assert run.counts["new"] >= 1
    if words:
        assert words in Line.objects.get(run=run, outcome="failed").words
        gatherer.write(name, TEXT) if name.endswith(".md") else (gatherer.folder / name).unlink()
        again = gatherer.run(Source.objects.get())
        assert "failed" not in again.counts


def test_a_folder_outside_the_allowed_ones_is_refused(
    gatherer: Gatherer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("secret")
    (outside / "a.md").write_text(TEXT)
    for folder in (str(outside), "/etc", "../..", "nowhere", "a\0b"):
        with pytest.raises(DomainError) as caught:
            gatherer.source(options={"folder": folder})
        assert "option_folder" in caught.value.fields
    (gatherer.folder / "link.md").symlink_to(outside / "a.md")
    (gatherer.folder / "inside").symlink_to(outside)
    assert gatherer.run(gatherer.source()).counts == {}


def test_without_allowed_folders_none_is_read(gatherer: Gatherer, settings: LazySettings) -> None:
    settings.GATHER_FOLDERS = []
    with pytest.raises(DomainError, match="ZHICHI_GATHER_FOLDERS"):
        gatherer.source()


def test_a_source_whose_folder_vanished_fails_in_words_and_flags_nothing_as_gone(
    gatherer: Gatherer, tmp_path: Path
) -> None:
    item = brought(gatherer)
    gatherer.folder.rename(tmp_path / "moved")
    run = gatherer.run(item.source)
    assert run.state == "failed"
    assert "texts" in run.words
    assert gatherer.item().state == "new"


def test_headings_named_like_parts_make_the_parts(gatherer: Gatherer) -> None:
    gatherer.write("a.md", "# 打印机不动\n\n## 现象\n\n不动。\n\n## Cause\n\n没通电。\n\n## 处理方法：\n\n插上电源。\n")
    gatherer.run(gatherer.source(article_type="fault"))
    parts = Draft.objects.get().parts
    assert parts["cause"] == "<p>没通电。</p>"


def test_due_sources_are_read_by_schedule_and_not_twice_at_once(gatherer: Gatherer) -> None:
    gatherer.write("a.md", TEXT)
    source = gatherer.source(is_active=True, hours=5)
    assert services.ask_due(at=gatherer.library.tick()) == 1
    assert services.ask_due(at=gatherer.library.tick()) == 0
    with pytest.raises(Conflict):
        services.ask(
            source_id=source.pk, by=gatherer.library.people.actor("knowledge_editor"), at=gatherer.library.tick()
        )
    claimed = services.claim(at=gatherer.library.tick())
    assert claimed is not None
    assert services.claim(at=gatherer.library.tick()) is None
    services.run(run=claimed)
    source.refresh_from_db()
    assert source.next_at is not None
    assert services.ask_due(at=source.next_at) == 1


def test_a_run_whose_worker_died_is_ended(gatherer: Gatherer) -> None:
    gatherer.source(is_active=True)
    services.ask_due(at=gatherer.library.tick())
    services.claim(at=gatherer.library.tick())
    assert services.give_up_lost(at=gatherer.library.tick()) == 0
    assert services.give_up_lost(at=gatherer.library.tick(minutes=10)) == 1
    assert Run.objects.get().state == "failed"


def test_a_waiting_run_is_stopped_at_once(gatherer: Gatherer) -> None:
    source = gatherer.source()
    by = gatherer.library.people.actor("knowledge_editor")
    run = services.ask(source_id=source.pk, by=by, at=gatherer.library.tick())
    assert services.stop(run_id=run.pk, by=by, at=gatherer.library.tick())
    assert not services.stop(run_id=run.pk, by=by, at=gatherer.library.tick())
    assert services.claim(at=gatherer.library.tick()) is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"), ({"language": "fr"}, "language"), ({"article_type": "none"}, "article_type"),
        ({"visibility": "teams"}, "visibility"), ({"hours": 0}, "hours"), ({"options": {}}, "option_folder"),
        ({"article_type": "procedure"}, "visibility"),
    ],
)  # fmt: skip
def test_refuses_a_source_that_cannot_work(gatherer: Gatherer, given: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as caught:
        gatherer.source(**given)
    assert field in caught.value.fields


def test_two_editors_of_one_source(gatherer: Gatherer) -> None:
    source = gatherer.source()
    by = gatherer.library.people.actor("knowledge_editor")
    data = services.SourceData(
        name="另一个名字", kind="folder", options=source.options, language="zh-hans", article_type="page"
    )
    services.save_source(data=data, source_id=source.pk, revision=1, by=by, at=gatherer.library.tick())
    with pytest.raises(Conflict):
        services.save_source(data=data, source_id=source.pk, revision=1, by=by, at=gatherer.library.tick())
