"""Differences of two versions: by lines and, inside a line, by words, Chinese ones too."""

from __future__ import annotations

import pytest

from zhichi.knowledge.comparing import compare
from zhichi.knowledge.models import Draft

pytestmark = pytest.mark.one_database


def diff(old: str, new: str) -> list[tuple[str, str, str]]:
    parts = compare("faq", Draft(parts={"answer": old}), Draft(parts={"answer": new}), ())
    return [
        (row.change, "".join(f"-{words}-" if differs else words for words, differs in row.old),
         "".join(f"+{words}+" if differs else words for words, differs in row.new))
        for part in parts for row in part.rows
    ]  # fmt: skip


def test_marks_the_words_that_changed_inside_a_line() -> None:
    assert diff("<p>请打开“系统设置”再重启服务</p>", "<p>请打开“系统设置”无需重启服务</p>") == [
        ("changed", "请打开“系统设置”-再-重启服务", "请打开“系统设置”+无需+重启服务")
    ]
    assert diff("<p>upgrade to 8.2.0 first</p>", "<p>upgrade to 8.2.1 first</p>") == [
        ("changed", "upgrade to -8.2.0- first", "upgrade to +8.2.1+ first")
    ]


def test_shows_added_and_removed_lines_whole() -> None:
    assert diff("<ol><li>一步</li></ol>", "<ol><li>一步</li><li>新的二步</li></ol>") == [
        ("same", "一步", "一步"), ("added", "", "+新的二步+"),
    ]  # fmt: skip
    assert diff("<p>完全不同</p>", "<p>another thing</p>") == [
        ("removed", "-完全不同-", ""),
        ("added", "", "+another thing+"),
    ]


def test_sees_pictures_and_blocks_for_staff() -> None:
    found = diff("<p>a</p>", '<p>a</p><img alt="设置页" src="/files/x/a.png"><aside><p>内部</p></aside>')
    assert [row[2] for row in found] == ["a", "+[设置页]+", "+[仅内部可见]+", "+内部+"]


def test_shows_a_line_without_end_as_changed_whole() -> None:
    assert [row[0] for row in diff(f"<p>{'长' * 9_000}</p>", f"<p>{'短' * 9_000}</p>")] == ["removed", "added"]
