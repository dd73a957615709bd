"""Links between the files of a folder lead to the articles that they became (6.1.3, 6.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.gathering.models import Item, Line
from zhichi.gathering.parting import anchor_of
from zhichi.gathering.tests.test_folder import PNG
from zhichi.knowledge.models import Article, Draft

if TYPE_CHECKING:
    from zhichi.gathering.tests.conftest import Gatherer

pytestmark = pytest.mark.django_db


def said(name: str) -> str:
    """What the draft of a file says."""
    parts = Draft.objects.get(article=Item.objects.get(external_id=name).article).parts
    return "".join(parts.values())


def number(name: str) -> int:
    return Item.objects.get(external_id=name).article_id or 0


def note(name: str) -> str:
    """What the newest row of a run says about a file."""
    return Line.objects.filter(item__external_id=name).latest("pk").words


def test_links_lead_both_ways_whatever_comes_first(gatherer: Gatherer) -> None:
    gatherer.write("a.md", "# 甲\n\n见[乙](sub/b.md#步骤)、[乙](/sub/b.md)和[自己](a.md#x)。\n")
    gatherer.write("sub/b.md", "# 乙\n\n回到[甲](../a.md)，[网页](https://example.com/a.md)，[章节](#x)。\n")
    run = gatherer.run(gatherer.source())
    assert run.counts == {"new": 2}
    assert said("a.md").count(f'<a href="/kb/{number("sub/b.md")}/"') == 2
    assert "自己" in said("a.md") and said("a.md").count("<a ") == 2
    assert f'<a href="/kb/{number("a.md")}/"' in said("sub/b.md")
    assert 'href="https://example.com/a.md"' in said("sub/b.md") and 'href="#x"' in said("sub/b.md")
    assert note("a.md") == note("sub/b.md") == ""
    assert {item.state for item in Item.objects.all()} == {"new"}
    assert gatherer.run(Item.objects.all()[0].source).counts == {"same": 2}


def test_a_link_to_what_comes_later_waits_as_its_words_and_is_set_then(gatherer: Gatherer) -> None:
    gatherer.write("a.md", "# 甲\n\n见[乙 & 丙](乙%20丙.md)。\n")
    source = gatherer.source()
    gatherer.run(source)
    assert "见乙 &amp; 丙。" in said("a.md") and "<a" not in said("a.md")
    assert "乙 丙.md" in note("a.md")
    gatherer.write("乙 丙.md", "# 乙丙\n\n正文\n")
    assert gatherer.run(source).counts == {"changed": 1, "new": 1}  # the text itself did not change
    assert f'<a href="/kb/{number("乙 丙.md")}/"' in said("a.md") and note("a.md") == ""


def test_a_link_to_a_file_that_could_not_be_read_is_set_once_it_can(
    gatherer: Gatherer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gatherer.write("a.md", "# 甲\n\n见[乙](b.html)。\n")
    gatherer.write("b.html", "<html><title>乙</title><main><p>" + "正文" * 200 + "</p></main></html>")
    source = gatherer.source()
    with monkeypatch.context() as small:
        small.setattr("zhichi.gathering.kinds._places.LARGEST", 100)
        assert gatherer.run(source).counts == {"new": 1, "failed": 1}
    assert gatherer.item("a.md").waits_for == ["b.html"]
    assert gatherer.run(source).counts == {"new": 1, "changed": 1}
    assert f'<a href="/kb/{number("b.html")}/"' in said("a.md")


def test_an_html_file_without_a_body_does_not_end_the_run(gatherer: Gatherer) -> None:
    gatherer.write("a.html", "<html></html>")
    gatherer.write("b.md", "# 乙\n\n正文\n")
    run = gatherer.run(gatherer.source())
    assert run.state == "done" and sum(run.counts.values()) == 2


def test_a_published_article_gets_its_link_by_review(gatherer: Gatherer) -> None:
    gatherer.write("a.md", "# 甲\n\n见[乙](b/)。\n")
    gatherer.write("b/index.md", "# 乙\n\n正文\n")
    source = gatherer.source(options={"folder": str(gatherer.folder), "leave_out": "b/"})
    gatherer.run(source)
    article = gatherer.publish(gatherer.item("a.md"))
    assert "b/" in note("a.md")
    source.options = {"folder": str(gatherer.folder), "leave_out": ""}
    source.save()
    assert gatherer.run(source).counts == {"changed": 1, "new": 1}
    article = gatherer.library.now(article)
    assert article.state == "submitted" and article.live is not None and "<a" not in article.live.parts["text"]
    newest = article.versions.order_by("-number")[0]
    assert f'<a href="/kb/{number("b/index.md")}/"' in newest.parts["text"]


def test_what_is_not_wanted_is_linked_by_nobody(gatherer: Gatherer) -> None:
    gatherer.write("b.md", "# 乙\n\n正文\n")
    source = gatherer.source()
    gatherer.run(source)
    gatherer.decide(gatherer.item("b.md"), "ignore")
    gatherer.write("a.md", "# 甲\n\n见[乙](b.md)。\n")
    gatherer.run(source)
    assert "<a" not in said("a.md") and "b.md" in note("a.md")


@pytest.mark.parametrize(
    "address",
    ["../../etc/passwd", "/desk/admin/", "data.zip", "none.md", "?x=1#y", "%00", "a" * 5000, "../../../../../etc", "."],
)
def test_a_link_out_of_the_folder_or_to_nothing_stays_as_its_words(gatherer: Gatherer, address: str) -> None:
    """Bad: addresses that leave the folder, or would lead to pages of this very site."""
    gatherer.write("data.zip", b"PK")
    gatherer.write("sub/a.md", f"# 甲\n\n见[那里](<{address}>)。\n")
    assert gatherer.run(gatherer.source()).counts == {"new": 1}
    assert "见那里。" in said("sub/a.md") and "<a" not in said("sub/a.md")
    assert "stay as their words" in note("sub/a.md") or "保留为文字" in note("sub/a.md")


def test_pictures_beside_a_text_come_along_from_above_and_below(gatherer: Gatherer) -> None:
    gatherer.write("img/界面 1.png", PNG)
    gatherer.write("sub/a.md", "# 甲\n\n![界面](../img/界面%201.png) ![根](/img/界面%201.png)\n")
    gatherer.run(gatherer.source())
    assert said("sub/a.md").count('<img src="/files/') == 2 and note("sub/a.md") == ""


def test_html_of_a_checkout_is_linked_without_endings_too(gatherer: Gatherer) -> None:
    body = "<main><p>" + "正文" * 200 + '</p><p><a href="../guide?v=1#top">指南</a></p></main>'
    gatherer.write("x/a.html", f"<html><title>甲</title>{body}</html>")
    gatherer.write("guide.md", "# 指南\n\n正文\n")
    gatherer.run(gatherer.source())
    assert f'<a href="/kb/{number("guide.md")}/"' in said("x/a.html")
    assert Article.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "fragment", "anchor"),
    [
        ("fault", "fix", "part-fix"),
        ("fault", "cause", "part-cause"),
        ("fault", "elsewhere", ""),
        ("fault", "", ""),
        ("page", "text", ""),
    ],
)
def test_a_fragment_that_names_a_part_leads_to_it(kind: str, fragment: str, anchor: str) -> None:
    assert anchor_of(kind, fragment) == anchor
