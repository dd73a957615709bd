"""Variants of one thing are one hit, in the language of the question, else of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhichi.search import registry, selectors, services
from zhichi.search.folding import CHINESE, ENGLISH, folded_hits, language_of
from zhichi.search.hits import Hit
from zhichi.search.registry import Document
from zhichi.search.tests.conftest import STAFF

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
SPOKEN = "test-spoken"
CHINESE_ID, ENGLISH_ID, OTHER_ID, LONER_ID = 1, 2, 3, 4
FAMILIES = {CHINESE_ID: ("a", CHINESE), ENGLISH_ID: ("a", ENGLISH), OTHER_ID: ("b", CHINESE)}


@pytest.fixture(autouse=True)
def texts() -> Iterator[None]:
    def variants(ids: Any) -> dict[int, tuple[str, str]]:
        return {key: FAMILIES[key] for key in ids if key in FAMILIES}

    registry.kind(SPOKEN, visible=lambda _user: None, load=lambda _ids, _user: {}, variants=variants)
    said = [
        (CHINESE_ID, "连接 VPN：输入 printer，再看 outlook 和 E-1024"),
        (ENGLISH_ID, "Connect to the VPN: type printer, then see 连接 and E-1024"),
        (OTHER_ID, "VPN 的费用，E-1024"),
        (LONER_ID, "VPN VPN VPN alone"),
    ]
    services.index_documents([Document(kind=SPOKEN, object_id=key, title="", text=text) for key, text in said])
    yield
    del registry.kinds._items[SPOKEN]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("打印机", CHINESE), ("VPN 断开", CHINESE), ("printer", ENGLISH), ("Reset my password.", ENGLISH),
        ("how do I", ENGLISH), ("VPN", ""), ("csv", ""), ("E-1024 8.2.1", ""), ("gateway.conf", ""), ("", ""),
        ("agent_install.log", ""), ("https://example.com/print", ""),
    ],
)  # fmt: skip
def test_tells_the_language_of_a_question(query: str, expected: str) -> None:
    assert language_of(query) == expected


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        ("printer", CHINESE, ENGLISH_ID), ("连接", ENGLISH, CHINESE_ID), ("E-1024", ENGLISH, ENGLISH_ID),
        ("E-1024", CHINESE, CHINESE_ID), ("VPN", ENGLISH, ENGLISH_ID), ("VPN", CHINESE, CHINESE_ID),
        ("outlook", CHINESE, CHINESE_ID),  # the English one does not hold it
    ],
)  # fmt: skip
def test_shows_one_variant_of_a_family(query: str, language: str, expected: int) -> None:
    found = _found(query, language=language)
    assert expected in found
    assert not {CHINESE_ID, ENGLISH_ID} - {expected} & set(found)


def test_keeps_the_place_of_the_best_and_as_many_as_wanted() -> None:
    assert set(_found("VPN", language=ENGLISH, limit=3)) == {ENGLISH_ID, OTHER_ID, LONER_ID}
    assert _found("VPN", language=ENGLISH, limit=1) == [LONER_ID]


def test_what_holds_every_word_stands_for_its_family() -> None:
    assert _found("outlook printer", language=ENGLISH) == [CHINESE_ID]  # the English one holds a part of it


@pytest.mark.parametrize(("language", "expected"), [(ENGLISH, [LONER_ID, ENGLISH_ID]), ("", [LONER_ID, CHINESE_ID])])
def test_what_is_found_by_meaning_folds_too(language: str, expected: list[int]) -> None:
    ids = (LONER_ID, CHINESE_ID, ENGLISH_ID)
    hits = [Hit(SPOKEN, key, 0.5, (), is_whole=False, by_meaning=True) for key in ids]
    assert [hit.object_id for hit in folded_hits(hits, language)] == expected


def _found(query: str, **given: Any) -> list[int]:
    hits = selectors.find(query, for_user=STAFF, kinds=[SPOKEN], mode="words", **given)
    return [hit.object_id for hit in hits]
