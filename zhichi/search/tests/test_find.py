"""Words are found wherever they stand, by those who may see them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhichi.search import candidates, frequent, lexicon, matching, selectors, services
from zhichi.search.matching import BLOCK
from zhichi.search.models import Document as Row
from zhichi.search.models import IndexRow
from zhichi.search.tests.conftest import CUSTOMER, KIND, OTHER, STAFF, count_words, found, partly, thing

if TYPE_CHECKING:
    from zhichi.search.services import Document

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    "query",
    "打 机 打印 印机 打印机 无法连接 打印机，连接！ E-1024 e-1024 1024 2.3.1 v2.3 report_final.docx final.docx report "
    "DOCX ｖ２.３.１ print printer Printer?".split(),
)
def test_keeps_every_word_findable(query: str) -> None:
    services.index_documents(
        [
            thing(1, "错误 E-1024，版本 v2.3.1，见 report_final.docx。The printers say so.", title="打印机无法连接"),
            thing(2, "别的事情", title="网络"),
        ]
    )
    assert found(query) == found(f"{query} 无法连接") == [1]


@pytest.mark.parametrize("query", ["印打", "机无法打", "打法", "2.3.2", "102", "打印机 网络", "rinter", "AND", "e-10*"])
def test_refuses_words_that_stand_apart(query: str) -> None:
    services.index_documents([thing(1, "错误 E-1024 v2.3.1 打印。机无法用 printer"), thing(2, "网络")])
    assert found(query) == []


def test_keeps_the_newest_text_of_an_object() -> None:
    services.index_documents([thing(1, "旧的说法"), thing(2, "旧的说法")])
    services.index_documents([thing(1, "新的说法")])
    assert (found("旧的"), found("新的")) == ([2], [1])
    services.remove(KIND, [1])
    services.clear(OTHER)
    assert (found("新的"), IndexRow.objects.count(), Row.objects.count()) == ([], 1, 1)


def test_leaves_what_says_the_same_as_before() -> None:
    first = [thing(1, "旧的说法", at=AT), thing(2, "x" * 5_000 + "尾巴"), thing(3, "同样"), thing(3, "同样")]
    assert services.index_documents(first) == 5
    before = dict(Row.objects.values_list("pk", "text"))
    assert services.index_documents(first) == 5
    assert dict(Row.objects.values_list("pk", "text")) == before
    changed = [
        thing(1, "旧的说法", at=AT + timedelta(days=1)), thing(2, "x" * 5_000 + "新的尾巴"), thing(3, "同样"),
    ]  # fmt: skip
    assert services.index_documents(changed) == 4
    kept = set(Row.objects.values_list("pk", flat=True)) & set(before)
    assert sorted(before[key][:2] for key in kept) == ["xx", "同样"]
    assert (found("旧的"), found("新的"), IndexRow.objects.count()) == ([1], [2], 4)
    services.index_documents([thing(1, "旧的说法", at=AT + timedelta(days=1), facets={"state": "open"})])
    assert found("旧的", narrowed=selectors.Narrowed(facets={"state": "open"})) == [1]


def test_finds_a_lot_at_once_and_makes_a_row_again_that_the_index_lost() -> None:
    lot = [thing(number, f"报表 w{number}") for number in range(200)]
    services.index_documents(lot)
    assert found("w150") == [150]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_index")
    services.index_documents(lot)
    assert (found("w150"), Row.objects.count()) == ([150], 200)


def test_keeps_better_answers_first() -> None:
    filler = "其他内容 " * 200
    services.index_documents([thing(1, f"报表 {filler}"), thing(2, filler, title="报表"), thing(3, "报表 报表 报表")])
    assert found("报表") in ([2, 3, 1], [3, 2, 1])


def test_keeps_rights_inside_the_question() -> None:
    services.index_documents(
        [
            thing(1, "公开的回复", visibility="public"),
            thing(1, "内部的备注", visibility="staff"),
            thing(3, "公开的回复", visibility="public"),
            thing(1, "公开的回复", visibility="public", kind=OTHER),
        ]
    )
    assert sorted(found("公开")) == [1, 1, 3]
    assert found("公开", kinds=[OTHER]) == [1]
    assert found("公开", user=CUSTOMER, kinds=[KIND]) == [1]
    assert found("备注", user=CUSTOMER) == []
    assert found("备注") == [1]


def test_keeps_hits_that_may_be_shown() -> None:
    services.index_documents([thing(12, "报表"), thing(13, "报表")])
    hits = selectors.find("报表", for_user=STAFF, kinds=[KIND])
    assert [item.row.title for item in selectors.shown(hits, for_user=STAFF)] == ["#12"]


def test_keeps_long_documents_findable_to_the_end() -> None:
    text = "".join(f"第{number}句话。" for number in range(3000)) + "最后的秘密"
    services.index_documents([thing(1, text, title="长文")])
    assert (found("最后的秘密"), found("第2999句话"), found("长文")) == ([1], [1], [1])
    assert all(found(text[start : start + 6]) == [1] for start in range(4900, 5100, 7))


def test_keeps_one_hit_for_an_object_of_many_parts() -> None:
    services.index_documents([thing(1, "报表 " * 5000)])
    assert found("报表") == [1]


@pytest.mark.parametrize("query", ["", " ", "*", "'; DROP TABLE search_index; --", "a" * 10_000, "打" * 10_000, "\x00"])
def test_keeps_calm_with_any_question(query: str) -> None:
    services.index_documents([thing(1, "报表")])
    assert found(query) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.text(max_size=20))
def test_keeps_any_text_and_any_question(text: str, query: str) -> None:
    services.index_documents([thing(1, text)])
    found(query)
    found(text[:20])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="打印机连接", min_size=1, max_size=30), st.data())
def test_keeps_every_piece_of_a_chinese_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    services.index_documents([thing(1, text)])
    assert found(text[start:end]) == [1]


def test_keeps_old_documents_beyond_the_newest() -> None:
    services.index_documents([thing(1, "罕见的词"), *(thing(key, "常见的词") for key in range(2, 260))])
    assert found("罕见") == [1]
    assert len(found("常见", limit=50)) == 50
    assert len(found("的词", limit=500)) == 200


def test_keeps_pairs_that_stand_apart_out_even_when_they_are_many() -> None:
    apart = [thing(key, "打印。印机") for key in range(1, 260)]
    services.index_documents([thing(1000, "打印机"), *apart])
    assert found("打印机") == [1000]


def test_keeps_blocks_complete() -> None:
    services.index_documents([thing(1, "打印机")])
    far = Row.objects.latest("pk").pk + BLOCK * 3
    Row.objects.create(pk=far, kind=KIND, object_id=2, visibility="staff", text="", title="")
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Row]):
            cursor.execute(statement)
    services.index_documents([thing(3, "打印机")])
    assert sorted(found("打印机")) == [1, 3]


def test_keeps_parts_behind_what_holds_everything() -> None:
    services.index_documents([thing(1, "打印机连接不上网络"), thing(2, "打印机已经连接"), thing(3, "网络很慢")])
    assert found("打印机连接不上网络") == [1]
    assert partly("打印机连接不上网络") == [2]
    assert (found("打印机为什么没有连接"), partly("打印机为什么没有连接")) == ([], [2, 1])


def test_knows_words_that_were_typed_without_blanks() -> None:
    texts = ["导出的文件打开后是乱码", "导出很慢", "导入后是乱码，导出没有这个问题", "乱码"]
    services.index_documents([thing(key, text) for key, text in enumerate(texts, 1)])
    count_words(AT)  # 出乱 is in no text
    assert (sorted(found("导出乱码")), partly("导出乱码")) == ([1, 3], [4, 2])
    assert sorted(found("导出怎么会有乱码")) == []  # 会有 is in no text
    assert sorted(found("为什么导出乱码")) == [1, 3]
    assert (found("导出花屏"), partly("导出花屏")) == ([], [])
    assert found('"导出乱码"') == []


@pytest.mark.parametrize("query", ['"打印机连接网络"', "打印", "rinter", "打印机 -连接 网络"])
def test_refuses_parts_of_a_phrase_or_a_word(query: str) -> None:
    services.index_documents([thing(1, "打印机连接不上网络"), thing(2, "印机 printer")])
    assert partly(query) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"access denied"', [1]),
        ('"denied access"', []),
        ('"打印机 E-1024"', [1]),
        ("打印机 -E-1024", [2]),
        ("打印机 -access", [2]),
        ('打印机 -"access log"', [2, 1]),
        ("打印机 －門禁", [1]),
    ],
)
def test_keeps_phrases_together_and_exclusions_out(query: str, expected: list[int]) -> None:
    services.index_documents([thing(1, "打印机 E-1024: Access denied"), thing(2, "打印机和门禁")])
    assert sorted(found(query)) == sorted(expected)


@pytest.mark.parametrize("query", "print prints printing PRINTED printer copies copy 印表机 印表機".split())
def test_keeps_other_forms_findable(query: str) -> None:
    services.index_documents([thing(1, "Printed by the printer, copied twice. 印表機"), thing(2, "sprint 打印")])
    assert found(query) == [1]


def test_keeps_days_and_facets_inside_the_question() -> None:
    def dated(key: int, day: int, **facets: str) -> Document:
        return thing(key, "报表", at=datetime(2026, 11, day, 12, tzinfo=UTC), facets=facets)

    services.index_documents([dated(1, 1, state="open"), dated(2, 15, state="closed"), dated(3, 20), thing(4, "报表")])

    def narrowed(**given: Any) -> list[int]:
        return sorted(found("报表", narrowed=selectors.Narrowed(**given)))

    assert narrowed(since=date(2026, 11, 15)) == [2, 3]
    assert narrowed(until=date(2026, 11, 15), since=date(2026, 11, 1)) == [1, 2]
    assert narrowed(facets={"state": "open"}) == [1]
    assert narrowed() == [1, 2, 3, 4]


def test_keeps_what_is_about_a_frequent_word_before_the_newest() -> None:
    services.index_documents([thing(1, "其他", title="报表"), *(thing(key, "报表") for key in range(2, 300))])
    count_words(AT)
    assert found("报表", limit=1) == [1]
    assert len(found("报表", limit=250)) > 200


def test_keeps_rare_words_dearer_than_frequent_ones() -> None:
    services.index_documents([thing(key, "系统 系统 报表") for key in range(1, 20)])
    services.index_documents([thing(30, "系统 升级很慢"), thing(31, "报表 升级 系统 系统 系统")])
    count_words(AT)
    assert lexicon.current().weight("升级") > lexicon.current().weight("系统")
    assert partly("系统升级失败了")[0] == 30


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word counts as frequent when eight documents hold it; blocks of four rows; 40 documents."""
    for module in (matching, frequent):
        monkeypatch.setattr(module, "BLOCK", 4)
    for name, value in {"MOST": 8, "WORTH_BLOCKS": 1, "MARGIN": 1.0, "LIMITED_MARGIN": 1.0}.items():
        monkeypatch.setattr(candidates, name, value)
    services.index_documents([thing(key, "报表 print") for key in range(40)])
    count_words(AT)
    frequent._last.forget()


@pytest.mark.parametrize("query", ["报表", "print", "prin", "报", "报表 print", "报表 -打印"])
def test_keeps_the_newest_of_a_frequent_word(query: str, small: None) -> None:
    assert found(query) == list(range(39, 31, -1))
    assert found(query, user=SimpleNamespace(is_staff_member=True, mine=[3, 5, 30])) == [30, 5, 3]


def test_keeps_what_is_about_a_frequent_word_in_front(small: None) -> None:
    services.index_documents([thing(100, "报表", title="报表"), *(thing(key, "别的 报表") for key in range(101, 121))])
    assert found("报表")[0] == 100


def test_asks_only_the_newest_blocks_about_a_frequent_word(small: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite walks the newest first")
    with CaptureQueriesContext(connection) as asked:
        assert len(found("报表", limit=4)) == 4
    *_about, newest = [row["sql"] for row in asked.captured_queries if "@@" in row["sql"]]
    assert "'#" in newest


def test_leaves_the_settings_of_a_transaction_as_they_were() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("settings of PostgreSQL")
    services.index_documents([thing(1, "报表")])
    assert found("报表") == [1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_seqscan'), current_setting('max_parallel_workers_per_gather')")
        assert cursor.fetchone() == ("on", "2")


def test_a_code_in_a_sentence_finds_what_holds_it() -> None:
    services.index_documents([thing(1, "E-1042 上联口没有信号"), thing(2, "打印机离线")])
    count_words(AT)
    assert [hit.object_id for hit in selectors.find("E-1042 是啥意思", for_user=STAFF, kinds=[KIND])] == [1]
    assert selectors.find("打印 是啥意思", for_user=STAFF, kinds=[KIND]) == [], "no code"
