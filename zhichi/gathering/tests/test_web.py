"""Pages, sites, feeds, interfaces and tables of a web site on this machine (6.2.2)."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from zhichi.core.errors import DomainError
from zhichi.gathering.kinds.site import Crawl, plain
from zhichi.gathering.models import Item, Line, Source
from zhichi.gathering.services.sources import opened
from zhichi.gathering.tests.test_folder import PNG
from zhichi.knowledge.models import Draft

if TYPE_CHECKING:
    from django.conf import LazySettings

    from zhichi.gathering.models import Run
    from zhichi.gathering.tests.conftest import Gatherer, Site

pytestmark = pytest.mark.django_db
LONG = "<p>升级之前请先备份数据库，并确认磁盘剩余空间不少于 10 GB，升级期间报表不可用。</p>" * 8


def body(title: str, text: str = LONG, links: str = "") -> str:
    return (
        f"<html><head><title>{title} - 示例</title></head><body><nav><a href='/login'>登录</a></nav>"
        f"<main><h1>{title}</h1>{text}{links}</main><footer>版权</footer></body></html>"
    )


def web(gatherer: Gatherer, kind: str, **options: Any) -> Run:
    source = Source.objects.filter(kind=kind).first() or gatherer.source(kind, options={"seconds": 0, **options})
    return gatherer.run(source)


def faults(run: Run) -> list[str]:
    return list(Line.objects.filter(run=run, outcome="failed").values_list("words", flat=True))


def test_a_page_becomes_a_draft_of_its_main_text_with_pictures(gatherer: Gatherer, site: Site) -> None:
    site.page("/img/a.png", PNG, Content_Type="image/png")
    address = site.page("/docs/a.html", body("升级报表", LONG + "<p><img src='/img/a.png' alt='界面'></p>"))
    run = web(gatherer, "page", addresses=address)
    assert faults(run) == []
    draft = Draft.objects.get()
    assert draft.title == "升级报表"
    assert "版权" not in draft.parts["text"]
    assert "登录" not in draft.parts["text"]
    assert 'src="/files/' in draft.parts["text"]
    assert web(gatherer, "page").counts == {"same": 1}


def test_a_trial_of_a_page_shows_its_text(gatherer: Gatherer, site: Site) -> None:
    address = site.page("/docs/a.html", body("升级报表"))
    run = gatherer.run(gatherer.source("page", options={"addresses": address, "seconds": 0}), is_trial=True)
    line = Line.objects.get(run=run)
    assert (line.outcome, line.words) == ("new", "")
    assert line.preview is not None


def test_a_page_that_says_itself_that_it_did_not_change_is_not_sent_again(gatherer: Gatherer, site: Site) -> None:
    address = site.page("/a", body("甲"), ETag='"1"')
    web(gatherer, "page", addresses=address)
    assert web(gatherer, "page").counts == {"same": 1}
    assert site.heard[-1]["if-none-match"] == '"1"'
    site.page("/a", body("甲", LONG + "<p>新的一段</p>"), ETag='"2"')
    assert web(gatherer, "page").counts == {"changed": 1}


@pytest.mark.parametrize(
    ("text", "headers", "words"),
    [
        ("<h1>请登录</h1><form><input name=u><input type=password></form>", {}, "登录表单"),
        ("", {}, "没有找到正文"), ("\x7fELF", {"Content_Type": "application/octet-stream"}, "不是网页"),
    ],
    ids=["log-in", "empty", "program"],
)  # fmt: skip
def test_what_is_no_text_is_a_row_with_its_reason(
    gatherer: Gatherer, site: Site, text: str, headers: dict[str, Any], words: str
) -> None:
    run = web(gatherer, "page", addresses=site.page("/a", text, **headers))
    assert words in faults(run)[0]
    assert not Draft.objects.exists()


def test_a_page_in_gbk_that_says_utf_8(gatherer: Gatherer, site: Site) -> None:
    web(gatherer, "page", addresses=site.page("/a", body("升级说明").encode("gbk")))
    assert Draft.objects.get().title == "升级说明"


def test_a_page_that_redirects_inside_is_not_read(gatherer: Gatherer, site: Site) -> None:
    run = web(gatherer, "page", addresses=site.page("/a", "", status=302, Location="http://169.254.169.254/meta"))
    assert "169.254.169.254" in faults(run)[0]


def test_robots_are_respected(gatherer: Gatherer, site: Site) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /private/\nCrawl-delay: 0\n", Content_Type="text/plain")
    addresses = [site.page("/private/a", body("甲")), site.page("/b", body("乙"))]
    run = web(gatherer, "page", addresses="\n".join(addresses))
    assert run.counts == {"failed": 1, "new": 1}
    assert site.asked["/private/a"] == 0


def test_why_a_site_is_not_read_is_told_and_not_laid_on_its_robots(
    gatherer: Gatherer, site: Site, settings: LazySettings
) -> None:
    """Bad place: an address in the house's own network, refused at its robots.txt already; rules that answer 5xx."""
    address = site.page("/a", body("甲"))
    site.page("/robots.txt", "", status=503)
    assert "503" in faults(web(gatherer, "page", addresses=address))[0]
    settings.FETCH_PRIVATE = []
    words = faults(web(gatherer, "page"))[0]
    assert "ZHICHI_FETCH_PRIVATE" in words
    assert "robots" not in words
    assert "ZHICHI_FETCH_PRIVATE" in web(gatherer, "site", address=f"{site.url}/").words


def test_a_selector_names_the_place_of_the_text(gatherer: Gatherer, site: Site) -> None:
    address = site.page("/a", f"<h1>甲</h1><div id=x><p>要的</p></div><main>{LONG}</main>")
    web(gatherer, "page", addresses=address, selector="#x")
    assert Draft.objects.get().parts["text"] == "<p>要的</p>"
    source = gatherer.source("page", options={"addresses": address, "selector": "[[", "seconds": 0})
    assert "[[" in faults(gatherer.run(source))[0]


def links(*paths: str) -> str:
    return "".join(f"<a href='{path}'>{path}</a> " for path in paths)


def test_a_site_is_read_below_its_folder_without_loops(gatherer: Gatherer, site: Site) -> None:
    inside = links(
        "/docs/a.html", "b.html#x", "/docs/a.html?utm_source=mail", "/other/", "https://elsewhere.example/", "/docs/"
    )
    site.page("/docs/", body("首页", links=inside))
    site.page("/docs/a.html", body("甲", LONG + "<p>甲</p>", links=links("/docs/", "/docs/b.html")))
    site.page("/docs/b.html", body("乙", LONG + "<p>乙</p>", links=links("/docs/a.html", "/docs/gone.html")))
    site.page("/other/", body("别处"))
    run = web(gatherer, "site", address=f"{site.url}/docs/")
    assert run.counts == {"new": 3}
    assert run.words == ""
    assert site.asked["/other/"] == 0
    assert {count for path, count in site.asked.items() if path.startswith("/docs/") and "gone" not in path} == {1}
    del site.pages["/docs/b.html"]
    assert web(gatherer, "site").counts == {"same": 2, "gone": 1}


def test_a_site_map_names_pages_that_nothing_links(gatherer: Gatherer, site: Site) -> None:
    site.page("/docs/", body("首页"))
    site.page("/docs/hidden.html", body("独页", LONG + "<p>独</p>"))
    site.page(
        "/sitemap.xml",
        f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{site.url}/docs/hidden.html</loc></url></urlset>",
    )
    assert web(gatherer, "site", address=f"{site.url}/docs/").counts == {"new": 2}


def test_one_text_at_several_addresses_comes_once(gatherer: Gatherer, site: Site) -> None:
    site.page("/", body("首页", links=links("/a", "/a?print=1", "/c")))
    site.page("/a", body("甲"))
    site.page("/a?print=1", body("甲"))
    site.page("/c", f"<link rel=canonical href='/a'>{body('甲')}")
    assert web(gatherer, "site", address=f"{site.url}/").counts == {"new": 2}


def test_a_site_that_ends_nowhere_is_cut_and_nothing_counts_as_gone(gatherer: Gatherer, site: Site) -> None:
    for number in range(12):
        site.page(f"/p{number}x", body(f"页 {number}", LONG + f"<p>{number}</p>", links=links(f"/p{number + 1}x")))
    run = web(gatherer, "site", address=f"{site.url}/p0x", pages=6)
    assert run.counts == {"new": 5}  # and the page that the menu leads to, which is not there
    assert "6" in run.words
    Source.objects.update(options={**Source.objects.get().options, "pages": 2})
    assert "gone" not in web(gatherer, "site").counts


def test_calendars_and_loops_are_left_out() -> None:
    crawl = Crawl("https://site.example/docs/")
    for number in range(500):
        crawl.add(f"https://site.example/docs/calendar/2026/{number}")
        crawl.add(f"https://site.example/docs/list?page={number}")
    crawl.add("https://site.example/docs/a/b/a/b/a/b/")
    crawl.add("https://site.example/docs/" + "x/" * 20)
    assert len(crawl.queue) <= 70
    assert crawl.trapped > 900


def test_addresses_have_one_form() -> None:
    assert plain("HTTP://Site.example/a;jsessionid=1?b=2&a=1&utm_source=x#y") == "http://site.example/a?a=1&b=2"


ENTRY = "<item><title>{0}</title><link>{1}</link><guid>{2}</guid><description>{3}</description>{4}</item>"


def rss(site: Site) -> bytes:
    """A feed in GBK; its last entry has neither title nor text."""
    script = "&lt;p&gt;修复了导出乱码。&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;"
    entries = [
        ENTRY.format("8.2.1 发布", f"{site.url}/n/1", "n-1", script, "<category>版本</category>"),
        ENTRY.format("维护通知", f"{site.url}/n/2", "n-2", "周六 22:00 停机两小时。", ""),
        "<item><title></title><guid>n-3</guid></item>",
    ]
    head = '<?xml version="1.0" encoding="GBK"?><rss version="2.0"><channel><title>公告</title>'
    return f"{head}{''.join(entries)}</channel></rss>".encode("gbk")


def test_a_feed_in_gbk_and_entries_that_leave_it_are_not_gone(gatherer: Gatherer, site: Site) -> None:
    address = site.page("/feed", rss(site), Content_Type="application/rss+xml")
    assert web(gatherer, "feed", address=address).counts == {"new": 2, "failed": 1}
    draft = Draft.objects.get(title="8.2.1 发布")
    assert draft.parts["text"] == "<p>修复了导出乱码。</p>"
    site.page(
        "/feed", "<rss version='2.0'><channel><title>x</title></channel></rss>", Content_Type="application/rss+xml"
    )
    assert web(gatherer, "feed").counts == {}
    assert not Item.objects.filter(state="gone").exists()


def test_a_feed_can_bring_the_whole_pages(gatherer: Gatherer, site: Site) -> None:
    address = site.page("/feed", rss(site), Content_Type="application/rss+xml")
    site.page("/n/1", body("8.2.1 发布说明"))
    site.page("/n/2", body("维护通知", LONG + "<p>二</p>"))
    run = web(gatherer, "feed", address=address, whole_pages=True)
    assert run.counts == {"new": 2, "failed": 1}
    assert Draft.objects.filter(title="8.2.1 发布说明").exists()


@pytest.mark.parametrize("text", ["<html><body>no feed</body></html>", "", "{}"])
def test_what_is_no_feed_fails_in_words(gatherer: Gatherer, site: Site, text: str) -> None:
    run = web(gatherer, "feed", address=site.page("/feed", text))
    assert (run.state, "订阅源" in run.words) == ("failed", True)


REST: dict[str, Any] = {
    "list_field": "data.items", "next_field": "next", "title_field": "fields.title", "text_field": "body",
    "id_field": "id", "tags_field": "labels", "format": "markdown", "link_field": "url",
}  # fmt: skip


def test_an_interface_is_read_page_by_page_with_its_key(gatherer: Gatherer, site: Site) -> None:
    rows = [
        {"id": number, "fields": {"title": f"第 {number} 条"}, "body": f"**{number}**", "labels": ["甲"]}
        for number in (1, 2, 3)
    ]
    kind: dict[str, Any] = {"Content_Type": "application/json"}
    address = site.page("/api", json.dumps({"data": {"items": rows[:2]}, "next": "/api?page=2"}), **kind)
    site.page("/api?page=2", json.dumps({"data": {"items": [*rows[2:], {"id": 9}]}, "next": None}), **kind)
    run = web(gatherer, "rest", address=address, key="Bearer 秘密".replace("秘密", "s3cret"), **REST)
    assert run.counts == {"new": 3, "failed": 1}
    assert {one["authorization"] for one in site.heard if "authorization" in one} == {"Bearer s3cret"}
    source = Source.objects.get()
    assert "s3cret" not in json.dumps(source.options) + source.secrets
    assert opened(source) == {"key": "Bearer s3cret"}
    assert Draft.objects.get(title="第 1 条").parts["text"] == "<p><strong>1</strong></p>"


@pytest.mark.parametrize(
    ("text", "words"),
    [("no json", "JSON"), ('{"data": {}}', "data.items"), ("[" * 100_000, "JSON"), ('{"data": {"items": 5}}', "列表")],
)
def test_an_interface_that_answers_otherwise_fails_in_words(
    gatherer: Gatherer, site: Site, text: str, words: str
) -> None:
    run = web(gatherer, "rest", address=site.page("/api", text), **REST)
    assert (run.state, words in run.words) == ("failed", True)


def test_characters_that_no_database_stores_are_dropped(gatherer: Gatherer, site: Site) -> None:
    row = '{"id": "a\\u0000\\ud800", "fields": {"title": "甲\\u0000\\udfff"}, "body": "x\\u0000\\ud83d"}'
    run = web(gatherer, "rest", address=site.page("/api", f'{{"data": {{"items": [{row}]}}}}'), **REST)
    assert (run.state, run.counts, Draft.objects.get().title) == ("done", {"new": 1}, "甲")


def test_an_interface_does_not_lead_its_key_elsewhere(gatherer: Gatherer, site: Site) -> None:
    answer = {"data": {"items": []}, "next": "http://elsewhere.example/api"}
    run = web(gatherer, "rest", address=site.page("/api", json.dumps(answer)), key="Bearer x", **REST)
    assert (run.state, "elsewhere.example" in run.words) == ("failed", True)


TABLE: dict[str, Any] = {"title_field": "问题", "text_field": "答案", "id_field": "编号", "tags_field": "标签"}
ROWS = '编号,问题,答案,标签\n1,怎么登录,"先注册,\n再登录",账号;登录\n2,怎么退出,点“退出”,\n3,,没有标题,\n\n'


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_table_in_any_encoding(gatherer: Gatherer, coding: str) -> None:
    gatherer.write("q.csv", ROWS.encode(coding))
    source = gatherer.source("table", options={"place": str(gatherer.folder / "q.csv"), **TABLE}, article_type="faq")
    assert gatherer.run(source).counts == {"new": 2, "failed": 1}
    draft = Draft.objects.get(title="怎么登录")
    assert draft.parts == {"answer": "<p>先注册,<br>再登录</p>"}
    assert {tag.word for tag in draft.article.tags.all()} == {"账号", "登录"}
    gatherer.write("q.csv", ROWS.replace("怎么退出", "如何退出").encode(coding))
    assert gatherer.run(source).counts == {"same": 1, "changed": 1, "failed": 1}


def test_a_workbook_from_the_web(gatherer: Gatherer, site: Site) -> None:
    book = Workbook()
    sheet: Any = book.active
    for row in (["编号", "问题", "答案", "标签"], [1, "怎么登录", "先注册", None], [2, None, None, None]):
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    place = site.page("/q.xlsx", held.getvalue(), Content_Type="application/octet-stream")
    assert gatherer.run(gatherer.source("table", options={"place": place, **TABLE})).counts == {"new": 1, "failed": 1}


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "列名"), ("标题,内容\n甲,乙\n".encode(), "问题"), (b"PK\x03\x04broken", "表格"), (b'"\n' * 3, "")],
)  # fmt: skip
def test_a_table_that_cannot_be_read_fails_in_words(gatherer: Gatherer, content: bytes, words: str) -> None:
    gatherer.write("q.csv", content)
    run = gatherer.run(gatherer.source("table", options={"place": str(gatherer.folder / "q.csv"), **TABLE}))
    assert (run.state, words in run.words) == ("failed", True)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("page", {"addresses": "ftp://x"}), ("page", {"addresses": "http://"}), ("site", {"address": "/etc"}),
        ("feed", {"address": "javascript:x"}), ("rest", {"address": "http://x", "key": "a\r\nHost: b", **REST}),
        ("rest", {"address": "http://x", "key": "密", **REST}), ("table", {"place": "/etc/passwd", **TABLE}),
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_are_refused_at_the_form(
    gatherer: Gatherer, kind: str, options: dict[str, Any]
) -> None:
    with pytest.raises(DomainError) as caught:
        gatherer.source(kind, options=options)
    assert all(name.startswith("option_") for name in caught.value.fields)
