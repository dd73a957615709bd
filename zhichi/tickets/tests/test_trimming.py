"""A trimmed form is made of pieces of the whole, and what it leaves out below can be shown below (2.4, 3.4.2)."""

from __future__ import annotations

import pytest

from zhichi.tickets.trimming import is_markup_of, is_part_of, markup_below, text_below

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("shorter", "is_part"),
    [("甲\n丙", True), ("", True), ("丙\n甲", False), ("丁", False), ("甲\n甲", False), ("甲乙", False)],
)
def test_lines_of_the_whole_in_their_order(shorter: str, is_part: bool) -> None:
    assert is_part_of(shorter, "甲\n乙\n丙") is is_part


@pytest.mark.parametrize(
    ("shorter", "is_part"),
    [
        ("<p>a</p>", True),
        ("<pre>a</pre>", True),
        ('<p>a</p><a href="https://evil.example">b</a>', False),
        ("<p>b</p>", False),
        ("<b>a</b>", False),
        ("<p>not a</p>", False),
    ],
)
def test_tags_and_lines_of_the_whole_in_their_order(shorter: str, is_part: bool) -> None:
    whole = '<p>a</p><pre>a\nb</pre><a href="https://x.example">b</a>'
    assert is_markup_of(shorter, whole) is is_part


def test_what_follows_the_trimmed_text() -> None:
    assert text_below("new", "new\n\n> old") == "> old"
    assert text_below("new", "> old\n\nnew") == ""


@pytest.mark.parametrize(
    ("shorter", "below"),
    [
        ("<div><p>new</p></div>", "<blockquote>old</blockquote></div>"),
        ("<div><blockquote>old</blockquote></div>", ""),
        ("<div><p>new</p><blockquote>old</blockquote></div>", ""),
        ("<div>other</div>", ""),
    ],
)
def test_what_follows_the_trimmed_markup(shorter: str, below: str) -> None:
    assert markup_below(shorter, "<div><p>new</p><blockquote>old</blockquote></div>") == below
