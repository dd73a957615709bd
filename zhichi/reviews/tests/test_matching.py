"""Forbidden words are found as a reader finds them, and harmless words are left alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.reviews.matching import Listed, Matcher, matcher_of, own_words, without_citations

pytestmark = pytest.mark.one_database

SILLY = Listed(1, "傻", blocks=True, exceptions=("傻瓜相机", "装傻充愣"))
FOOL = Listed(2, "傻瓜", blocks=True)
CANNOT = Listed(3, "不知道", instead="我查一下再答复您")
SCRAM = Listed(4, "滚蛋", blocks=True)
ASAP = Listed(5, "ASAP")
CALM = Listed(6, "calm down")
ASS = Listed(7, "ass", blocks=True)
CANT = Listed(8, "can't help")
MIX = Listed(9, "SB玩意", blocks=True)
WORDS = (SILLY, FOOL, CANNOT, SCRAM, ASAP, CALM, ASS, CANT, MIX)


def found(text: str) -> list[str]:
    return [hit.raw(text) for hit in Matcher(WORDS).find(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("这个我不知道。", ["不知道"]),
        ("滚 蛋", ["滚 蛋"]),
        ("滚，蛋！", ["滚，蛋"]),
        ("滚.蛋", ["滚.蛋"]),
        ("滚\u200b蛋", ["滚\u200b蛋"]),
        ("滚\u3000—— 蛋", ["滚\u3000—— 蛋"]),
        ("不 知 道", ["不 知 道"]),
        ("ａｓａｐ 处理", ["ａｓａｐ"]),
        ("我们会 asap 处理", ["asap"]),
        ("我们会ASAP处理", ["ASAP"]),
        ("please Calm\u00a0 Down", ["Calm\u00a0 Down"]),
        ("we can’t help", ["can’t help"]),
        ("你sb 玩意", ["sb 玩意"]),
        ("这傻瓜", ["傻瓜"]),
        ("傻傻的", ["傻", "傻"]),
    ],
)
def test_finds_words_however_they_are_written(text: str, words: list[str]) -> None:
    assert found(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "这是傻瓜相机",
        "傻 瓜 相 机也行",
        "别装傻充愣",
        "class assistant passage",
        "as soon as sold",
        "asaps",
        "calmdown calm downtown",
        "MSB玩意",
        "行不。知道了",
        "你说不\n知道的事",
        "滚\n蛋糕",
        "",
        "。，！ \u200b",
    ],
)
def test_leaves_harmless_words_alone(text: str) -> None:
    assert found(text) == []


def test_a_word_that_blocks_is_found_across_the_end_of_a_sentence() -> None:
    assert found("滚。蛋") == ["滚。蛋"]
    assert found("不！知道") == []  # only a warning: two sentences that meet


def test_the_longest_word_wins_and_an_exception_frees_only_what_lies_in_it() -> None:
    hits = Matcher(WORDS).find("傻瓜相机给傻瓜用")
    assert [(hit.start, hit.word) for hit in hits] == [(5, FOOL)]
    assert found("傻瓜相 机，真傻") == ["傻"]


def test_a_hit_names_its_place_in_the_text_as_it_was_typed() -> None:
    text = "㎏、ｱ：我 不.知 道 吗"
    hit = Matcher(WORDS).find(text)[0]
    assert text[hit.start : hit.end] == hit.raw(text) == "不.知 道"


@pytest.mark.parametrize(
    ("listed", "text", "raw"),
    [
        ("没办法", "真的沒辦法。", "沒辦法"),
        ("垃圾", "你們的垃 圾軟體", "垃 圾"),
        ("废话", "別說廢話", "廢話"),
        ("废话", "廢\u200b話", "廢\u200b話"),
        ("废话", "廢-話", "廢-話"),
        ("废话", "廢\u3164話", "廢\u3164話"),
        ("廢話", "别说废话", "废话"),
        ("你等着", "妳等著", "妳等著"),
        ("关你什么事", "關妳什麼事", "關妳什麼事"),
        ("SB玩意", "ＳＢ玩意", "ＳＢ玩意"),
    ],
)
def test_traditional_and_simplified_forms_are_the_same_word(listed: str, text: str, raw: str) -> None:
    assert [hit.raw(text) for hit in Matcher([Listed(1, listed)]).find(text)] == [raw]


def test_an_exception_in_simplified_frees_the_traditional_word() -> None:
    assert Matcher([Listed(1, "傻", exceptions=("傻瓜相机",))]).find("這台傻瓜相機") == []


def test_quoted_lines_are_not_the_author_s() -> None:
    text = "您好，已查明。\n> 你们是傻瓜吗\n＞ 滚蛋\n--- 原始邮件 ---\n不知道"
    own = own_words(text)
    assert len(own) == len(text)
    assert found(own) == []
    assert found(own_words("我不知道\r\n> 傻瓜\r\n滚蛋")) == ["不知道", "滚蛋"]


def test_the_customer_s_words_may_be_cited_but_only_theirs() -> None:
    text = "您写的“真是傻 瓜软件”我们记下了，“你才是傻瓜”"
    hits = without_citations(text, ["这真是傻瓜软件！"], Matcher(WORDS).find(text))
    assert [hit.start for hit in hits] == [text.rindex("傻瓜")]
    assert without_citations(text, [], hits) == hits


def test_words_of_nothing_but_punctuation_match_nothing() -> None:
    assert Matcher([Listed(1, "……"), Listed(2, " ")]).find("……  ") == []


def test_the_same_list_is_prepared_once() -> None:
    assert matcher_of(WORDS) is matcher_of(tuple(WORDS))


@given(st.text(max_size=80), st.text(max_size=80))
def test_hits_lie_in_the_text_in_order_and_apart(before: str, after: str) -> None:
    text = f"{before}\n滚蛋\n{after}"
    hits = Matcher(WORDS).find(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(left.end <= right.start for left, right in pairwise(hits))
    assert any(hit.start == len(before) + 1 and hit.word is SCRAM for hit in hits)
