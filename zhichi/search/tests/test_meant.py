"""Mistyped words are understood by sound and spelling; no guess tells what one may not see."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from zhichi.search import selectors, services
from zhichi.search.sounds import Sounds
from zhichi.search.tests.conftest import CUSTOMER, KIND, OTHER, STAFF, count_words, thing

AT = datetime(2026, 11, 26, tzinfo=UTC)
PAIRS = dict.fromkeys("打印 印机 离线 证书 书过 过期 何青 大音 西安 先生".split(), 5)


def meant(query: str, *, user: object = STAFF) -> str | None:
    return selectors.suggest(query, for_user=user, kinds=(KIND, OTHER))


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("dayinji", "打印机"),
        ("dayin", "打印"),
        ("zhengshuguoqi", "证书过期"),
        ("zenshuguoqi", "证书过期"),
        ("heqing", "何青"),
        ("xian", "西安"),
        ("dayinjilixian", "打印机 离线"),
        ("printer", None),
        ("da", None),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", None),
    ],
)
def test_reads_pinyin_by_the_words_of_the_index(letters: str, expected: str | None) -> None:
    assert Sounds(PAIRS).of_letters(letters) == expected


@pytest.mark.parametrize(
    ("typed", "expected"), [("打引机", "打印机"), ("证书过起", "证书过期"), ("猫", None), ("锚锚", None)]
)
def test_hears_the_right_character_behind_the_wrong_one(typed: str, expected: str | None) -> None:
    assert Sounds(PAIRS).of_characters(typed) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("printr", "printer"),
        ("pritner offline", "printer offline"),
        ("certifcate", "certificate"),
        ("dayinji", "打印机"),
        ("打引机", "打印机"),
        ("打引机 E-1024", "打印机 e-1024"),
        ("打印机", None),
        ("prt", None),
        ("zzzzzz", None),
        ("", None),
        ("\ud800\x00😀", None),
        ("x" * 10_000, None),
    ],
)
def test_offers_what_was_meant(query: str, expected: str | None) -> None:
    services.index_documents([thing(1, "打印机离线 E-1024 printer offline"), thing(2, "certificate 证书")])
    count_words(AT)
    assert meant(query) == expected


@pytest.mark.django_db
def test_offers_no_word_that_one_may_not_see() -> None:
    services.index_documents([thing(1, "打印机", visibility="staff"), thing(3, "certificate", visibility="public")])
    count_words(AT)
    assert (meant("dayinji"), meant("certifcate")) == ("打印机", "certificate")
    assert (meant("dayinji", user=CUSTOMER), meant("certifcate", user=CUSTOMER)) == (None, None)


@pytest.mark.django_db
def test_offers_nothing_before_words_were_counted() -> None:
    services.index_documents([thing(1, "打印机")])
    assert meant("dayinji") is None


@pytest.mark.django_db
def test_offers_no_other_form_of_a_word_and_nothing_that_answers_in_part() -> None:
    services.index_documents([thing(1, "download the report"), thing(2, "failures of the printer")])
    count_words(AT)
    assert meant("who downloaded reprts") is None, "no text holds all of “who download report”"
    assert meant("downloaded reports") is None, "forms of words that are there"
    assert meant("downloaded reprots") == "downloaded report"


@pytest.mark.django_db
def test_corrects_no_sentence() -> None:
    services.index_documents([thing(1, "the times in the report are right and hours off")])
    count_words(AT)
    assert meant("the report are eight hours off") is None
    assert meant("report eight hours off") == "report right hours off"
