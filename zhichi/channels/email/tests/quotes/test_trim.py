"""What is new in an answer (2.1, 2.4): each client of the corpus, and what must hold for any text."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zhichi.channels.email.mime.html_text import html_to_text
from zhichi.channels.email.quotes import trim_answer, trim_html, trim_reply
from zhichi.channels.email.tests.quotes.cases import MARKUPS, PICTURE, TEXTS, Case

pytestmark = pytest.mark.one_database

WORDS = re.compile(r"\w")
TAG = re.compile(r"<[a-zA-Z/!?][^>]*>")  # another “<” is text
PIECES = [
    "ok", "好了", "", " ", "> a", "> b", ">> c", "--", "-- ", "-----", "________________________________", "Tom",
    "电话：0571-88886666", "发自我的iPhone", "On Tue, Jun 2, 2026 at 8:00 AM S <s@x.example> wrote:",
    "在 2026-06-02 09:12，技术支持 写道：", "------------------ 原始邮件 ------------------", "发件人: a@b.example",
    "发送时间: 2026-06-02 09:12", "收件人: c", "主题: Re: x", "---------- Forwarded message ---------", "see below",
    "Begin forwarded message:", "原始邮件", "a <", "b@c.example> wrote:", "=====", "x" * 600, "\u3000", "\ufeff",
]  # fmt: skip
TAGS = [
    "<div>", "</div>", "<p>", "</p>", "<br>", "<hr>", "<b>", "</b>", "<blockquote>", '<blockquote type="cite">',
    "</blockquote>", '<div class="gmail_attr">', '<div id="divRplyFwdMsg">', '<div class="gmail_signature">', "<pre>",
    "</pre>", "<table><tr><td>", "</td></tr></table>", "<!--", "-->", "<style>", "</style>", "<", ">", "&gt; a", "&#",
    '<img src="cid:a">', '<div style="border-top:solid #E1E1E1 1.0pt">', '<div class="moz-forward-container">', "\n",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=25).map("\n".join) | st.text(max_size=200)
markups = st.lists(st.sampled_from(TAGS + PIECES), max_size=30).map("".join) | st.text(max_size=200)


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.name)
def test_text_of_each_client(case: Case) -> None:
    assert trim_reply(case.given) == (case.given if case.expected is None else case.expected)


@pytest.mark.parametrize("case", MARKUPS, ids=lambda case: case.name)
def test_html_of_each_client(case: Case) -> None:
    short = trim_html(case.given)
    if case.expected is None:
        assert short == case.given
    elif case.expected == PICTURE:
        assert "<img" in short
        assert html_to_text(short).strip() == ""
    else:
        assert html_to_text(short).strip() == case.expected


def test_the_corpus_is_large_enough_and_names_each_case_once() -> None:
    names = [case.name for case in TEXTS]
    assert len(TEXTS) + len(MARKUPS) >= 150
    assert len(set(names)) == len(names)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_any_text_keeps_lines_of_its_own_and_settles(text: str) -> None:
    short = trim_reply(text)
    assert trim_reply(short) == short
    rest = iter(line.rstrip() for line in text.split("\n"))
    assert all(line.rstrip() in rest for line in short.split("\n"))
    assert WORDS.search(short) or short == text


@settings(max_examples=150, deadline=None)
@given(markups)
@example('<好了<div class="gmail_attr"></blockquote>&#')  # a “<” that begins no tag
def test_any_html_keeps_pieces_of_its_own_and_settles(html: str) -> None:
    short = trim_html(html)
    assert trim_html(short) == short
    assert len(short) <= len(html)
    given_tags = set(re.findall(rf"(?=({TAG.pattern}|<[^>]*))", html))  # one may begin within what looks like another
    assert set(TAG.findall(short)) <= given_tags | _ends(html)


def _ends(html: str) -> set[str]:
    return {f"</{name.lower()}>" for name in re.findall(r"</([A-Za-z][\w:-]*)", html)}


def test_html_that_is_cut_in_the_middle_keeps_its_elements_paired() -> None:
    quote = '<blockquote type="cite"><p>a<p>b<p>c<p>d<p>e</blockquote>'
    head = "<div class='gmail_attr'>On 2026-06-02 08:00, S wrote:</div>"
    html = f"<table><tr><td>{head}{quote}<b>new</b></td></tr></table>"
    assert trim_html(html) == "<table><tr><td><b>new</b></td></tr></table>"


@pytest.mark.parametrize(
    "subject", ["转发: 打不开", "Fw: broken", "FWD: broken", "WG: kaputt", "TR : panne", "【转发】打不开"]
)
def test_a_forward_stays_whole_where_only_the_subject_tells(subject: str) -> None:
    text = next(case for case in TEXTS if case.name == "outlook_cn_underscores").given
    assert trim_answer(subject=subject, text=text, html="").text == ""
    assert trim_answer(subject=f"回复: {subject}", text=text, html="").text == "见附件。"


def test_what_was_not_trimmed_is_not_said_twice() -> None:
    trimmed = trim_answer(subject="Re: x", text="Just an answer.", html="<p>Just an answer.</p>")
    assert (trimmed.text, trimmed.html) == ("", "")


@pytest.mark.parametrize(
    "piece",
    [
        "> a\n",
        "\n",
        "--\n",
        "On 2026 ",
        "发件人: a\n",
        "---- 原始邮件 ----\n",
        "<",
        "<!--",
        "<hr>",
        "<div><p>",
        "<b '",
        "&#",
    ],
)
def test_five_megabytes_of_anything_take_less_than_a_second(piece: str) -> None:
    whole = piece * (5_000_000 // len(piece))
    within_limits = "ok<br>" + piece * (19_000 // piece.count("<") if "<" in piece else 100_000)
    for trim in (trim_reply, trim_html):
        for given_text in (whole, within_limits):
            start = time.process_time()
            trim(given_text)
            assert time.process_time() - start < 1
