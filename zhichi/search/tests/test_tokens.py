"""Texts and questions come apart in the same way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.search.asking import ask, essence
from zhichi.search.highlights import fragments, pattern_of
from zhichi.search.tokens import about, analyse, facet, folded, tokens_of


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
        ("Straße", ["strasse", "strass"]),
        ("Printing errors", ["printing", "print", "errors", "error"]),
        ("印表機", ["印表", "表机", "机"]),
        ("妳的帳號", ["你的", "的帐", "帐号", "号"]),
        ("…!? \n", []),
    ],
)
def test_keeps_words_whole_and_in_pieces(text: str, tokens: list[str]) -> None:
    assert tokens_of(text) == tokens


@pytest.mark.parametrize("query", ["", "   ", '"*^()', "。，！", "\x00\ud800", "-- ; '", "-打印机", '""', "😀"])
def test_refuses_nothing_but_asks_nothing(query: str) -> None:
    assert ask(query).terms == ()


@pytest.mark.parametrize(
    ("query", "terms", "without"),
    [
        ("打印机 -网络", ["打印机"], ["网络"]),
        ("打印机 －網絡", ["打印机"], ["网络"]),
        ("错误 -1073741515", ["错误", "1073741515"], []),
        ("e-1024 wi-fi", ["e-1024", "wi-fi"], []),
        ('"拒绝 访问" 日志', ["拒绝  访问", "日志"], []),
        ("“Access denied” log", ["access  denied  deni", "log"], []),
        ('日志 -"access denied"', ["日志"], ["access  denied  deni"]),
        ('"没有关上', ["没有关上"], []),
        ("AND OR NOT NEAR(a b)", ["and", "or", "not", "near", "a", "b"], []),
    ],
)
def test_keeps_phrases_and_exclusions_apart(query: str, terms: list[str], without: list[str]) -> None:
    asked = ask(query)
    assert sorted(term.text for term in asked.terms) == sorted(terms)
    assert [term.text for term in asked.without] == without


def test_keeps_long_questions_short() -> None:
    assert len(ask(" ".join(f"word{number}" for number in range(1000))).terms) == 32
    assert len(ask("打" * 10_000).terms[0].text) == 64


def test_keeps_words_of_asking_out_of_the_matter() -> None:
    units = [unit.token for group in essence("请问打印机为什么连接不上？ How do I print") for unit in group]
    assert units == ["打印", "印机", "连接", "接不", "不上", "print"]


def test_keeps_marks_of_what_a_document_is_about() -> None:
    title, text = analyse("打印机"), analyse("报表 报表 报表 网络")
    assert about(title.tokens, text.tokens) == ["^打印", "^印机", "^机", "^报表", "^表"]


@pytest.mark.parametrize("value", ["", "a b", "x'y", '"', "打", "x" * 61])
def test_refuses_facets_that_are_no_codes(value: str) -> None:
    with pytest.raises(ValueError, match="facet"):
        facet("state", value)


@given(st.text(max_size=200))
def test_keeps_tokens_free_of_what_an_index_would_read(text: str) -> None:
    for token in tokens_of(text):
        assert token
        assert not set(token) & set("'\"\\ \t\n*()&|!<>")
        assert not token.startswith("#")


@given(st.text(alphabet="打印机abE1-._ 。Ａß", max_size=40), st.text(alphabet="打印aE1", min_size=1, max_size=4))
def test_keeps_marks_where_the_words_are(text: str, word: str) -> None:
    for row in fragments(text, text, pattern_of(ask(word).terms or ask("打").terms)):
        for piece, is_hit in row:
            assert not is_hit or folded(word) in folded(piece) or piece in text


def test_keeps_excerpts_around_the_words() -> None:
    text = "甲" * 100 + "打印机坏了" + "乙" * 200
    (row,) = fragments("标题", text, pattern_of(ask("打印机").terms))
    assert row[0] == ("…", False)
    assert row[-1] == ("…", False)
    assert ("打印机", True) in row
    assert sum(len(piece) for piece, _hit in row) <= 122


def test_short_words_are_marked_alone_and_no_word_is_cut_in_an_excerpt() -> None:
    """ "in" was marked inside "fine", and rows began and ended in the middle of words."""
    text = "The preview is fine. " + "Chinese text of an exported file is garbage in a spreadsheet. " * 8
    rows = fragments("", text, pattern_of(ask("broken in my spreadsheet").terms))
    assert {part.lower() for row in rows for part, mark in row if mark} == {"in", "spreadsheet"}
    words = {word.strip("….") for row in rows for word in "".join(part for part, _mark in row).split()} - {""}
    assert words <= {word.strip(".") for word in text.split()}
