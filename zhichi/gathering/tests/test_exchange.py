"""Export → import into an empty base → export gives the same bytes (6.2.2)."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.people import SETUP
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError, Refused
from zhichi.core.jobs import Cancelled
from zhichi.customers.models import Product
from zhichi.files import services as files
from zhichi.files.models import Attachment
from zhichi.gathering import services
from zhichi.gathering.models import Run
from zhichi.gathering.tests.test_folder import PNG
from zhichi.knowledge import services as articles
from zhichi.knowledge.models import Applies, Article, ArticleVersion, Category, Draft, Module, Reader, Tag
from zhichi.knowledge.selectors.figures import published_in
from zhichi.records import services as records
from zhichi.records.models import Link

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.knowledge.tests.conftest import Library

pytestmark = pytest.mark.django_db
COMMAND = Actor.system("command")


def packed(library: Library) -> bytes:
    held = io.BytesIO()
    done = services.export_base(target=held, by=COMMAND, at=library.tick())
    assert done.problems == []
    return held.getvalue()


def contents(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist() if name != "index.json"}


def unpacked(library: Library, archive: bytes, **given: Any) -> list[services.Row]:
    return services.import_base(source=io.BytesIO(archive), by=COMMAND, at=library.tick(), **given)


def emptied() -> None:
    """The knowledge base as on the first day."""
    Article.objects.update(live=None, state="draft")
    inner: tuple[Any, ...] = (Draft, ArticleVersion, Applies, Reader, Link)
    outer: tuple[Any, ...] = (Article, Attachment, Tag)
    for model in inner:
        model.objects.all().delete()
    Article.categories.through.objects.all().delete()
    Article.tags.through.objects.all().delete()
    for model in outer:
        model.objects.all().delete()
    for tree in (Category, Module):
        tree.objects.filter(parent__isnull=False).delete()
        tree.objects.all().delete()


def rewritten(library: Library, article: Article, **given: Any) -> Article:
    """A published article with one more published version."""
    library.rewrite(article, **given)
    return library.publish(library.approve(library.submit(article, by="knowledge_editor")))


def test_published_versions_come_along_with_author_time_and_note_and_back_byte_by_byte(library: Library) -> None:
    first, second = library.published("public"), library.published(title="第二篇")
    picture = files.store(
        content=PNG, filename="旧 图.png", claimed_type="image/png", by=library.people.actor("junior"), at=library.at,
        holder=("article", first.pk),
    )  # fmt: skip
    old = {
        "symptom": f'<p><a href="/kb/{second.pk}/x">下一篇</a><img src="/files/{picture.public_id}/旧.png"></p>',
        "cause": "<p>旧</p><aside><p>内部</p></aside>", "fix": "<p>旧办法</p>",
    }  # fmt: skip
    rewritten(library, first, parts=old, note="改了办法")
    rewritten(library, first, title="新标题")
    library.rewrite(first, title="只是草稿，读者没见过")
    before = packed(library)
    texts = contents(before)
    past = [name for name in texts if name.startswith("history/")]
    assert len(past) == 4 and sum(name.endswith("v0002.md") for name in past) == 1
    known = list(first.versions.order_by("number").values_list("number", "author_label", "created_at", "published_at"))
    emptied()
    rows = unpacked(library, before)
    assert {(row.outcome, row.words) for row in rows} == {("new", "")}
    assert contents(packed(library)) == texts
    made = Article.objects.get(family=first.family)
    kept = made.versions.filter(outcome="kept").order_by("number")
    assert list(kept.values_list("number", "author_label", "created_at", "published_at")) == known
    assert (made.live, made.versions_made, made.state) == (None, 4, "submitted")
    (two,) = kept.filter(number=2)
    assert two.note == "改了办法" and f'href="/kb/{Article.objects.get(title="第二篇").pk}/' in two.parts["symptom"]
    assert Attachment.objects.get(public_id=two.open_files[0]).holder_id == made.pk
    assert doubts_about(made, library) == []
    start = known[0][2]
    assert not published_in(start, library.tick()).filter(article=made).exists()
    unpacked(library, before)
    assert made.versions.count() == 4  # what is here stays as it is


def doubts_about(article: Article, library: Library) -> list[Any]:
    _row, doubts = records.verify(by=SETUP, at=library.tick())
    return [doubt for doubt in doubts if doubt.stream == article.stream]


def test_a_forged_text_of_an_old_version_is_found(library: Library) -> None:
    rewritten(library, library.published("public"), title="新标题")
    archive = packed(library)
    emptied()
    unpacked(library, archive)
    ArticleVersion.objects.filter(number=1).update(title="从未写过")
    assert len(doubts_about(Article.objects.get(), library)) == 1


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("version: 1", "version: 0"),
        ("version: 1", "version: true"),
        ('written_at: "', 'written_at: "x'),
        ('published_at: "2', 'published_at: "9'),
        ("title: ", "no_title: "),
    ],
)
def test_old_versions_that_cannot_be_are_told_and_the_article_comes(library: Library, line: str, other: str) -> None:
    """Bad: no number, no time, a time to come, a head without a title."""
    library.published("public")
    texts = contents(packed(library))
    (name,) = [name for name in texts if name.startswith("history/")]
    texts[name] = texts[name].replace(line.encode(), other.encode(), 1)
    emptied()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for one, text in texts.items():
            archive.writestr(one, text)
    (row,) = unpacked(library, held.getvalue())
    assert row.outcome == "new" and row.words
    article = Article.objects.get()
    assert not article.versions.filter(outcome="kept").exists() and article.state == "submitted"


def furnished(library: Library) -> None:
    """A base with everything that an article can have."""
    editor = library.people.actor("knowledge_editor")
    product, organisation = library.product(), library.organisation()
    module = articles.save_module(branch=articles.Branch(name="导入与导出"), by=editor, at=library.at)
    section = articles.save_module(branch=articles.Branch(name="CSV", parent_id=module.pk), by=editor, at=library.at)
    area = articles.save_category(scheme="area", branch=articles.Branch(name="报表"), by=editor, at=library.at)
    first = library.published("public")
    picture = files.store(
        content=PNG, filename="界面 1.png", claimed_type="image/png", by=editor, at=library.at,
        holder=("article", first.pk),
    )  # fmt: skip
    parts = {
        "symptom": f'<p><a href="/kb/{first.pk}/x">那篇</a></p><p><img src="/files/{picture.public_id}/界.png"></p>',
        "cause": "<p>a*b_c # 1. `x`</p><aside><p>内部</p></aside>\n<p>行</p>",
        "fix": "<table><tbody><tr><td colspan=\"2\"></td></tr></tbody></table><pre><code>```\n## {#fix}</code></pre>",
    }  # fmt: skip
    second = library.write(
        title="第二篇：“引号” \\ 与 #",
        text=articles.Text(title="第二篇：“引号” \\ 与 #", summary="摘要: x", parts=parts, search_words="词"),
    )
    settings = articles.Settings(
        readers=articles.Readers(visibility="organisations", organisation_ids=[organisation.pk]), importance=3,
        owner_id=library.people.junior.pk, module_id=section.pk, place=7, category_ids=[area.pk],
        tags=["CSV", "乱码, 逗号"], products={product.pk: ["8.2", "8.1"]},
    )  # fmt: skip
    articles.arrange(article_id=second.pk, settings=settings, by=editor, at=library.tick())
    articles.bind(article_id=second.pk, other_id=first.pk, kind="prerequisite", by=editor, at=library.tick())
    articles.create(
        kind="fault", language="en", text=articles.Text(title="Garbled: yes", parts={"fix": "<p>Tick</p>"}), by=editor,
        at=library.tick(), variant_of=second.pk,
    )  # fmt: skip


def test_comes_back_as_it_was_byte_by_byte(library: Library) -> None:
    furnished(library)
    before = packed(library)
    assert packed(library) == before  # and twice the same
    texts = contents(before)
    assert len([name for name in texts if name.startswith("articles/")]) == 3
    assert len([name for name in texts if name.startswith("files/")]) == 1
    emptied()
    rows = unpacked(library, before)
    assert {row.outcome for row in rows} == {"new"}
    assert contents(packed(library)) == texts
    assert not Article.objects.exclude(live=None).exists()
    assert {row.state for row in Article.objects.all()} == {"draft", "submitted"}
    second = Article.objects.get(title__startswith="第二篇")
    assert second.applies.get().product == Product.objects.get()
    first = Article.objects.get(title__startswith="导出的")
    newest = second.versions.get()
    assert f'href="/kb/{first.pk}/' in newest.parts["symptom"]
    shown = re.findall(r'src="/files/([^/]+)/', newest.parts["symptom"])
    assert Attachment.objects.get(public_id=shown[0]).holder_id == second.pk


def test_what_is_here_already_stays_as_it_is(library: Library) -> None:
    furnished(library)
    revisions = dict(Article.objects.values_list("pk", "revision"))
    rows = unpacked(library, packed(library))
    assert {row.outcome for row in rows} == {"same"}
    assert dict(Article.objects.values_list("pk", "revision")) == revisions


def test_a_dry_run_writes_nothing_and_says_the_same(library: Library) -> None:
    furnished(library)
    archive = packed(library)
    emptied()
    rows = unpacked(library, archive, is_dry=True)
    assert [row.outcome for row in rows] == ["new"] * 3
    assert not Article.objects.exists()
    assert not Module.objects.exists()


def test_readers_who_are_not_here_leave_it_to_staff(library: Library) -> None:
    furnished(library)
    archive = packed(library)
    emptied()
    from zhichi.customers.models import Organisation

    Organisation.objects.update(name="别家")
    rows = unpacked(library, archive)
    assert Article.objects.get(title__startswith="第二篇").visibility == "staff"
    assert any(row.words for row in rows)


def zipped(**named: str | bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in named.items():
            archive.writestr(name.replace("__", "/").replace("_md", ".md"), text)
    return held.getvalue()


@pytest.mark.parametrize("archive", [b"", b"no zip", zipped(readme="x"), zipped(a_md="x")])
def test_what_is_no_archive_of_ours_is_refused(library: Library, archive: bytes) -> None:
    with pytest.raises(DomainError):
        unpacked(library, archive)
    assert not Article.objects.exists()


def head(**given: Any) -> str:
    front = {"title": "好", "type": "faq", "language": "zh-hans", "family": "f" * 16, "summary": "s"} | given
    lines = "\n".join(f"{name}: {json.dumps(value)}" for name, value in front.items())
    return f"---\n{lines}\n---\n\n## 答案 {{#answer}}\n\n就是这样。<script>x()</script>\n"


def test_a_bad_file_is_a_row_with_its_reason_and_the_good_ones_come(library: Library) -> None:
    archive = zipped(
        articles__a_md=head(), articles__b_md=head(type="none", family="b"), articles__c_md=b"\xff\xfe\xff",
        articles__d_md="no front matter", articles__e_md=head(language="fr", family="e"),
        articles__f_md=head(title="长" * 201, family="g"), articles__g_md=head(
            family="h", tags=5, classes="x", products=["y"], place="z", importance=9, readers={}, links=[["a"], 3],
            visibility="everybody", owner=["x"], module={"a": 1},
        ),
    )  # fmt: skip
    rows = {row.name[9]: row for row in unpacked(library, archive)}
    assert {name for name, row in rows.items() if row.outcome == "new"} == {"a", "g"}
    assert all(rows[name].words for name in "bcdef")
    assert {row.visibility for row in Article.objects.all()} == {"staff"}
    assert "script" not in ArticleVersion.objects.get(article__family="f" * 16).parts["answer"]


@pytest.mark.django_db(transaction=True)  # as on a server, where nothing else opens a transaction
def test_pages_and_rights(client: Client, library: Library) -> None:
    furnished(library)
    client.force_login(library.people.junior)
    assert client.get("/desk/gathering/exchange/").status_code == 403
    with pytest.raises(Refused):
        services.export_base(target=io.BytesIO(), by=library.people.actor("junior"), at=library.at)
    client.force_login(library.people.knowledge_editor)
    answer: Any = client.post("/desk/gathering/exchange/archive/")
    archive = b"".join(answer.streaming_content)
    assert contents(archive) == contents(packed(library))
    emptied()
    for is_dry, count in (("on", 0), ("", 3)):
        run = uploaded(client, archive, is_dry=is_dry)
        assert (run.state, Article.objects.count()) == ("done", count)
        assert run.counts == {"new": 3}
        assert run.archive is None
        html = client.get(f"/desk/gathering/runs/{run.pk}/").content.decode()
        assert "第二篇" in html
        assert run.name in client.get("/desk/gathering/exchange/").content.decode()
    assert not Attachment.objects.filter(holder_kind="gathering.import").exists()
    answer = client.post("/desk/gathering/exchange/", {"archive": SimpleUploadedFile("x.zip", b"no")})
    assert answer.status_code == 422


def uploaded(client: Client, archive: bytes, *, is_dry: str = "") -> Run:
    """Upload an archive, then be the worker. The request itself reads nothing."""
    before = Article.objects.count()
    answer = client.post(
        "/desk/gathering/exchange/", {"archive": SimpleUploadedFile("base.zip", archive), "is_dry": is_dry}
    )
    assert answer.status_code == 303
    run = Run.objects.latest("pk")
    assert (run.state, Article.objects.count()) == ("waiting", before)
    assert answer.headers["Location"] == f"/desk/gathering/runs/{run.pk}/"
    claimed = services.claim(at=clock.now())
    assert claimed is not None
    services.run(run=claimed)
    return Run.objects.get(pk=run.pk)


@pytest.mark.django_db(transaction=True)
def test_one_archive_at_a_time_and_whoever_uploaded_it_may_take_it_back(client: Client, library: Library) -> None:
    furnished(library)
    archive = packed(library)
    client.force_login(library.people.administrator)
    for status in (303, 422):
        upload = SimpleUploadedFile("base.zip", archive)
        assert client.post("/desk/gathering/exchange/", {"archive": upload}).status_code == status
    run = Run.objects.get()
    assert client.post(f"/desk/gathering/runs/{run.pk}/stop/").status_code == 303
    run.refresh_from_db()
    assert (run.state, run.archive) == ("stopped", None)
    assert services.claim(at=clock.now()) is None
    client.force_login(library.people.auditor)  # looks on, and may not stop it
    assert client.get(f"/desk/gathering/runs/{run.pk}/").status_code == 200
    assert client.post(f"/desk/gathering/runs/{run.pk}/stop/").status_code == 403


class Impatient:
    """Somebody who asks to stop while the second draft is written."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.steps: list[str] = []

    def step(self, words: str) -> None:
        self.steps.append(words)

    def show(self, done: int, total: int) -> None:
        if len(self.steps) == 2 and done == 1:
            raise Cancelled


def test_a_stopped_import_leaves_whole_articles_and_goes_on_the_next_time(library: Library) -> None:
    furnished(library)
    archive = packed(library)
    whole = contents(archive)
    emptied()
    rows: list[services.Row] = []
    with pytest.raises(Cancelled):
        services.import_base(
            source=io.BytesIO(archive), by=library.people.actor("manager"), at=library.tick(), rows=rows,
            watch=Impatient(),
        )  # fmt: skip
    assert Counter(row.outcome for row in rows) == {"new": 1, "skipped": 2}
    (article,) = Article.objects.all()
    assert article.draft.parts or article.versions.get().parts
    assert Counter(row.outcome for row in unpacked(library, archive)) == {"same": 1, "new": 2}
    assert set(contents(packed(library))) == set(whole)


def test_a_run_whose_worker_died_is_given_up_and_its_archive_with_it(library: Library) -> None:
    furnished(library)
    by = library.people.actor("manager")
    services.ask_import(archive=io.BytesIO(packed(library)), name="base.zip", by=by, at=library.tick())
    assert services.claim(at=library.tick()) is not None
    assert services.give_up_lost(at=library.tick(minutes=6)) == 1
    run = Run.objects.get()
    assert (run.state, run.archive) == ("failed", None)
    assert not Attachment.objects.filter(holder_kind="gathering.import").exists()
