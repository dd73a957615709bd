"""HTML of strangers, plain text of everybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.tickets.html import readable, sanitise


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        "<svg onload=alert(1)>",
        "<style>body{display:none}</style>",
        '<iframe src="https://example.com"></iframe>',
        '<form action="https://example.com"><input name=p></form>',
        '<div style="position:fixed" onclick="x()">y</div>',
    ],
)
def test_removes_what_could_run_or_cover_the_page(hostile: str) -> None:
    clean = sanitise(hostile)
    for word in ("script", "onerror", "onload", "onclick", "javascript", "style", "iframe", "<form", "<input"):
        assert word not in clean


def test_keeps_tables_lists_and_inline_pictures() -> None:
    kept = '<table><tbody><tr><td colspan="2">数据</td></tr></tbody></table><ul><li>一</li></ul><img src="cid:a@b">'
    assert sanitise(kept) == kept


@given(st.text())
def test_readable_never_lets_a_tag_through(text: str) -> None:
    html = readable(text)
    assert "<script" not in html
    assert html.count("<") == html.count("<br>") + html.count("<a ") + html.count("</a>")


def test_readable_ends_links_before_chinese_punctuation() -> None:
    html = readable("请看https://example.com/a?b=1&c=2。谢谢")
    assert 'href="https://example.com/a?b=1&amp;c=2"' in html
    assert "</a>。谢谢" in html
