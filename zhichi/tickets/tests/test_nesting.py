"""Markup of strangers made well nested: nothing written is lost, time is bounded, good markup stays as it is."""

from __future__ import annotations

import html
import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhichi.core.nesting import MAX_DEPTH, well_nested
from zhichi.tickets import html as sanitising
from zhichi.tickets.html import TAGS, sanitise

N = 30_000
HOSTILE = {
    "links_in_bold": "<a href=x><b>" * N,
    "bold_in_paragraphs": "<b><p>" * N,
    "wrong_order": "<b><i></b></i>" * N,
    "formatting": "<p><b><i><u><s>" * N,
    "rows_without_cells": "<table>" + "x<br>" * N,
    "bold_between_cells": "<table>" + "<b>x</b>" * N,
    "tables": "<table><td>" * N,
    "links_in_tables": "<table><a>" * N,
    "lists": "<ul><li>" * N,
    "items": "<ul>" + "<li>x" * N,
    "ends_of_nothing": "<a>" * 150 + "</b>" * N,
    "ends_far_away": "<b><table><tr><td>" + "<span>" * 150 + "</b>" * N,
    "styles": "<style></STYLE>" * N,
    "styles_unending": "<style>" * N,
    "comments": "<!--" * N,
    "quotes": "<a \"<a '" * N,
    "quotes_unending": "<a \"'" * N,
    "attributes": "<b " + " ".join(f"a{number}=1" for number in range(N)) + ">x",
    "open_tags": "<a " * N,
    "looks": '<b style="color:red;text-align:center" align=right>x' * (N // 10),
}
TABLE = (
    "<table><thead><tr><th>名称</th><th>数</th></tr></thead><tbody><tr><td>一<br>二</td><td>3</td></tr></tbody></table>"
)
LETTER = (
    '<div><p>您好：</p><p>见 <a href="https://e.com/?a=1&amp;b=2" title="a > b">这里</a>，<b>请<i>尽快</i></b>。</p>'
    f"{TABLE}"
    "<ul><li>一<ul><li>二</li></ul></li><li>三</li></ul><dl><dt>键</dt><dd>值</dd></dl><blockquote>引<hr>文</blockquote>"
    '<pre>a &lt; b</pre><img src="cid:x@y" alt="图"></div>'
)
# As programs write it: nested tables that only lay out, comments for one program, elements of its own.
MAIL = (
    "<!doctype html><html><head><meta charset=utf-8><title>t</title><style>p{margin:0}</style></head><body>"
    "<!--[if mso]><table><tr><td><![endif]--><table width=600 border=0><tr><td align=center><table><tbody><tr>"
    '<td><p class=MsoNormal><span style="color:#C00000">王<o:p></o:p></span></p></td></tr></tbody></table></td></tr>'
    "</table><!--[if mso]></td></tr></table><![endif]--><div><font color=red size=2>急<br/>件</font>"
    "<img src='cid:a@b'/>"
    "</div><ol><li>一<li>二</ol></body></html>"
)
WORDS = re.compile(r"w\d+")


class Nesting(HTMLParser):
    """Fails on an end that closes something else than what was opened last."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.deepest = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in {"br", "img", "hr"}:
            self.open.append(tag)
            self.deepest = max(self.deepest, len(self.open))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", HOSTILE)
def test_bounds_the_time_for_hostile_markup(name: str) -> None:
    started = time.process_time()
    sanitise(HOSTILE[name])
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "letter", [MAIL, TABLE, LETTER, "<p>没有标签</p>", "<table><tr><td>一<td>二<tr><td>三</table>"]
)
def test_leaves_letters_as_they_are(letter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    direct = sanitise(letter)
    monkeypatch.setattr(sanitising, "MANY_TAGS", 0)
    assert sanitise(letter) == direct


def test_what_stands_between_cells_keeps_its_place() -> None:
    assert well_nested("<table>一<tr>二<td>三</table>", tags=TAGS) == (
        "<table><tr><td>一</td></tr><tr><td>二</td><td>三</td></tr></table>"
    )


def test_an_address_in_angle_brackets_is_text() -> None:
    assert well_nested("王 <wang@e.com> 写道", tags=TAGS) == "王 &lt;wang@e.com> 写道"


pieces = st.one_of(
    st.sampled_from(sorted(TAGS)).flatmap(
        lambda tag: st.sampled_from([f"<{tag}>", f"</{tag}>", f'<{tag} title="a > b">', f"<{tag.upper()}/>"])
    ),
    st.sampled_from(["<!-- c -->", "<!doctype html>", "<o:p>", "</form>", "<b", '<a "', "<", ">", "&lt;", "</", "<!"]),
    st.integers(0, 99).map(lambda number: f" w{number} "),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(pieces, max_size=60).map("".join))
def test_nests_everything(markup: str) -> None:
    once = well_nested(markup, tags=TAGS)
    nesting = Nesting()
    nesting.feed(once)
    assert not nesting.open and nesting.deepest <= MAX_DEPTH


@settings(max_examples=150, deadline=None)
@given(st.lists(pieces.filter(lambda piece: piece[:1] != "<" or piece[-1:] == ">"), max_size=60))
def test_keeps_every_word_in_order(given_pieces: list[str]) -> None:
    markup = "".join(given_pieces)
    shown = html.unescape(sanitising._cleaner().clean(well_nested(markup, tags=TAGS)))
    assert WORDS.findall(shown) == [piece.strip() for piece in given_pieces if WORDS.fullmatch(piece.strip())]
