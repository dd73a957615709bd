"""Rich text: nothing harmful comes in, nothing internal goes out."""

from __future__ import annotations

import pytest

from zhichi.knowledge.html import files_in, is_blank, plain, sanitise, without_internal

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("<p onclick=alert(1)>a</p><script>x()</script>", "<p>a</p>"),
        ('<p style="color:red" class="x">a</p>', "<p>a</p>"),
        ('<img src="https://tracker.example/x.png" alt="a">', '<img alt="a">'),
        ('<img src="/files/Ab-1/x.png">', '<img src="/files/Ab-1/x.png">'),
        ('<a href="javascript:x()">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<a href="//evil.example/">a</a>', '<a rel="noopener noreferrer">a</a>'),
        ('<div class="callout callout-warn"><p>a</p></div>', '<div class="callout callout-warn"><p>a</p></div>'),
        ('<div class="callout callout-warn kb-internal">a</div>', "<div>a</div>"),
        ("<iframe src=x></iframe><svg><style>p{}</style></svg><p>a\ud800</p>", "<p>a</p>"),
        ("<p>a</p><p></p><p><br></p>", "<p>a</p>"),
    ],
)
def test_reduces_html_to_what_an_article_may_hold(dirty: str, clean: str) -> None:
    assert sanitise(dirty) == clean


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p><aside><p>secret</p></aside><p>b</p>",
        "<ul><li><p>a</p><aside>secret<aside>secret</aside>secret</aside></li></ul><p>b</p>",
        "<p>a<aside>secret</p><p>secret</aside><p>b</p>",
        "<table><tr><td>a<aside>secret</aside></td></tr></table><p>b</p>",
        "<ASIDE hidden>secret</ASIDE><p>a</p><p>b</p>",
        "<aside>secret<p>a</p><p>b</p>",
        "<aside title='</aside>'>secret</aside>a b",
    ],
)
def test_cuts_whatever_lies_in_a_block_for_staff(html: str) -> None:
    kept = without_internal(sanitise(html))
    assert "secret" not in kept and "aside" not in kept


def test_cuts_in_linear_time_however_deep_it_is_nested() -> None:
    deep = sanitise("<aside><div>" * 3000 + "secret" + "<table><p>" * 3000)
    assert "secret" not in without_internal(deep)


def test_names_the_files_that_a_reader_gets() -> None:
    html = sanitise('<img src="/files/one/a.png"><aside><a href="/files/two/b.pdf">b</a></aside>')
    assert files_in(html) == ["one", "two"]
    assert files_in(without_internal(html)) == ["one"]


def test_reads_words_a_line_for_each_block() -> None:
    assert plain("<ol><li><p>打开 &lt;设置&gt;</p></li><li><p>保存</p></li></ol>") == "打开 <设置>\n保存"
    assert is_blank("<p><br></p>") and not is_blank('<img src="/files/one/a.png">')
