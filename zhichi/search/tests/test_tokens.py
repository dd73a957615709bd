"""Texts and questions come apart in the same way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.search.highlights import fragments
from zhichi.search.tokens import folded, terms_of, tokens_of


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("打印机", ["打印", "印机", "机"]),
        ("机", ["机"]),
        ("打印。机器", ["打印", "印", "机器", "器"]),
        ("Ｅ－１０２４", ["e-1024", "e", "1024"]),
        ("v2.3.1", ["v2.3.1", "v", "2", "3", "1"]),
        ("report_final.docx", ["report_final.docx", "report", "final", "docx"]),
        ("升级8.2后", ["升级", "级", "8.2", "8", "2", "后"]),
        ("Straße", ["strasse"]),
        ("…!? \n", []),
    ],
)
def test_keeps_words_whole_and_in_pieces(text: str, tokens: list[str]) -> None:
    assert tokens_of(text) == tokens


@pytest.mark.parametrize("query", ["", "   ", '"*^()', "。，！", "\x00\ud800", "-- ; '"])
def test_refuses_nothing_but_asks_nothing(query: str) -> None:
    assert terms_of(query) == []


def test_keeps_long_questions_short() -> None:
    assert len(terms_of(" ".join(f"word{number}" for number in range(1000)))) == 32
    assert len(terms_of("打" * 10_000)[0].text) == 64


@given(st.text(max_size=200))
def test_keeps_tokens_free_of_what_an_index_would_read(text: str) -> None:
    for token in tokens_of(text):
        assert token
        assert not set(token) & set("'\"\\ \t\n*()&|!<>")
        assert not token.startswith("#")


@given(st.text(alphabet="打印机abE1-._ 。Ａß", max_size=40), st.text(alphabet="打印aE1", min_size=1, max_size=4))
def test_keeps_marks_where_the_words_are(text: str, word: str) -> None:
    for row in fragments(text, text, [folded(word)]):
        for piece, is_hit in row:
            assert not is_hit or folded(word) in folded(piece) or piece in text


def test_keeps_excerpts_around_the_words() -> None:
    text = "甲" * 100 + "打印机坏了" + "乙" * 200
    (row,) = fragments("标题", text, ["打印机"])
    assert row[0] == ("…", False)
    assert row[-1] == ("…", False)
    assert ("打印机", True) in row
    assert sum(len(piece) for piece, _hit in row) <= 122
