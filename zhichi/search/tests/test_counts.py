"""How many there are of each kind and facet: under the same rights, and never more than is known."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from zhichi.search import candidates, selectors, services
from zhichi.search.tests.conftest import CUSTOMER, KIND, OTHER, STAFF, count_words, thing

pytestmark = pytest.mark.django_db
COUNTED = selectors.Counted((KIND, OTHER), ("state",))
AT = datetime(2026, 11, 27, tzinfo=UTC)


def counted(query: str, *, user: Any = STAFF, kinds: Any = (), **facets: str) -> tuple[dict[str, str], dict[str, str]]:
    """By kind, and by state, as a page shows them."""
    narrowed = selectors.Narrowed(facets=facets)
    counts = selectors.answer(query, for_user=user, kinds=kinds, narrowed=narrowed, counted=COUNTED).counts
    assert counts is not None
    by_kind = {name: str(count) for name, count in counts.kinds.items()}
    return by_kind, {value: str(count) for value, count in counts.facets["state"].items()}


def test_counts_objects_that_hold_every_word() -> None:
    services.index_documents(
        [
            thing(1, "打印机离线", facets={"state": "open"}, visibility="public"),
            thing(1, "打印机离线，内部", facets={"state": "open"}),
            thing(2, "打印机离线", facets={"state": "closed"}),
            thing(3, "打印机", facets={"state": "closed"}),
            thing(4, "打印。机离线"),
            thing(1, "打印机离线", kind=OTHER),
        ]
    )
    assert counted("打印机 离线") == ({KIND: "2", OTHER: "1"}, {"open": "1", "closed": "1"})
    assert counted("打印机离线很久") == ({KIND: "0", OTHER: "0"}, {})


def test_a_choice_does_not_count_against_itself() -> None:
    services.index_documents(
        [
            thing(1, "报表", facets={"state": "open"}),
            thing(2, "报表", facets={"state": "closed"}),
            thing(1, "报表", kind=OTHER),
        ]
    )
    assert counted("报表", kinds=[KIND]) == ({KIND: "2", OTHER: "1"}, {"open": "1", "closed": "1"})
    assert counted("报表", state="open") == ({KIND: "1", OTHER: "0"}, {"open": "1", "closed": "1"})
    assert counted("报表", kinds=[OTHER]) == ({KIND: "2", OTHER: "1"}, {})


def test_counts_nothing_out_of_sight() -> None:
    services.index_documents(
        [thing(1, "报表", visibility="public"), thing(2, "报表"), thing(3, "报表", visibility="public")]
    )
    assert counted("报表", user=CUSTOMER)[0] == {KIND: "1", OTHER: "0"}
    nobody = SimpleNamespace(is_staff_member=False, mine=[])
    assert counted("报表", user=nobody)[0] == {KIND: "0", OTHER: "0"}


def test_says_at_least_where_more_may_hold_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST", 4)
    services.index_documents([thing(1, "报表", kind=OTHER)])
    services.index_documents([thing(key, "报表", facets={"state": "open"}) for key in range(10)])
    count_words(AT)
    kinds, states = counted("报表")
    assert kinds == {KIND: "4+", OTHER: "1"}
    assert states == {"open": "4+"}


def test_counts_only_where_asked() -> None:
    services.index_documents([thing(1, "报表")])
    assert selectors.answer("报表", for_user=STAFF, kinds=[KIND]).counts is None
    assert selectors.answer("报表", for_user=STAFF, kinds=[KIND], mode="meaning", counted=COUNTED).counts is None
    assert selectors.answer("  ", for_user=STAFF, kinds=[KIND], counted=COUNTED).counts is None


def test_nobody_counts_what_holds_its_words_apart() -> None:
    services.index_documents([thing(1, "导出的文件打开后是乱码"), thing(2, "导出"), thing(3, "乱码")])
    count_words(AT)
    answer = selectors.answer("导出乱码", for_user=STAFF, kinds=[KIND], counted=COUNTED)
    assert ([hit.object_id for hit in answer.hits if hit.is_whole], answer.counts) == ([1], None)
