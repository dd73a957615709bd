"""Meaning: vectors of an address or the bundled model, words go on without them, rights hold, nothing is lost."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as properties
from hypothesis import strategies as st

from zhichi.search import selectors, services
from zhichi.search.health import check_index
from zhichi.search.meaning import client, embedder, remote, vectors
from zhichi.search.meaning.away import Away
from zhichi.search.meaning.passages import HAN_LENGTH, MOST, pieces
from zhichi.search.models import Document as Row
from zhichi.search.models import Meaning, Passage
from zhichi.search.tests.conftest import AT, CUSTOMER, KIND, STAFF, meant, read_all, thing, three
from zhichi.search.words import by_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


def test_finds_the_other_language_and_shows_the_passage(address: Any) -> None:
    services.index_documents(three())
    read_all()
    hits = selectors.find("my printer", for_user=STAFF, kinds=[KIND])
    assert [(hit.object_id, hit.by_meaning, hit.is_whole) for hit in hits] == [(1, True, False)]
    assert hits[0].highlights == ((("网络打印机离线", 0),),)
    assert meant("my printer", mode="words") == []
    assert address.asked[-1]["key"] == "Bearer secret"


def test_the_question_is_read_while_words_are_looked_for(address: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    services.index_documents(three())
    read_all()
    is_asked, embed = threading.Event(), embedder.embed

    def read(texts: list[str], *, model: str, is_question: bool) -> list[list[float]]:
        is_asked.set()
        return embed(texts, model=model, is_question=is_question)

    def look(*given: Any) -> Any:
        assert is_asked.wait(10)
        return by_words(*given)

    monkeypatch.setattr(embedder, "embed", read)
    monkeypatch.setattr("zhichi.search.selectors.by_words", look)
    assert meant("my printer", mode="hybrid") == [1]


def test_what_holds_every_word_stays_in_front(address: Any) -> None:
    services.index_documents([*three(), thing(4, "printer printer"), thing(5, "发票 printer 发票")])
    read_all()
    hits = selectors.find("printer", for_user=STAFF, kinds=[KIND])
    assert {hit.object_id for hit in hits[:2]} == {4, 5} and all(hit.is_whole for hit in hits[:2])
    assert [hit.object_id for hit in hits[2:]] == [1]


def test_rights_narrow_before_anything_is_shown(address: Any) -> None:
    services.index_documents(
        [thing(1, "打印机", visibility="public"), thing(2, "打印机"), thing(9, "打印机", visibility="public")]
    )
    read_all()
    assert sorted(meant("printer")) == [1, 2, 9]
    assert meant("printer", user=CUSTOMER) == [1]


def test_many_out_of_sight_do_not_hide_the_one_in_sight(address: Any) -> None:
    hidden = [thing(key, "打印机" if key < 250 else "发票") for key in range(100, 400)]
    services.index_documents([*hidden, thing(1, "今天打印很慢，内网也是", visibility="public")])
    read_all()
    assert meant("printer", user=CUSTOMER) == [1]


def test_days_facets_and_exclusions_hold(address: Any) -> None:
    day = datetime(2026, 11, 20, tzinfo=UTC)
    services.index_documents([thing(1, "打印机", at=day, facets={"state": "open"}), thing(2, "打印机 彩色")])
    read_all()
    assert meant("printer -彩色") == [1]
    assert meant("printer", narrowed=selectors.Narrowed(since=day.date())) == [1]
    assert meant("printer", narrowed=selectors.Narrowed(facets={"state": "closed"})) == []


@pytest.mark.parametrize("query", ['"my printer"', "E-1024", "打", "8.2.1"])
def test_quotes_codes_and_single_characters_ask_for_words_only(address: Any, query: str) -> None:
    services.index_documents(three())
    read_all()
    before = len(address.asked)
    selectors.find(query, for_user=STAFF, kinds=[KIND])
    assert len(address.asked) == before


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, b""),
        (401, b""),
        (429, b""),
        (200, b"no json"),
        (200, b'{"data": []}'),
        (200, b'{"data": [{"index": 0}]}'),
        (200, b"[]"),
    ],
)
def test_words_go_on_while_the_embedder_is_away(address: Any, status: int, answer: bytes) -> None:
    services.index_documents([*three(), *(thing(key, f"发票 {key}") for key in range(10, 20))])
    assert services.embed_some(at=AT) == 4
    address.status, address.answer = status, answer
    with pytest.raises(Away):
        read_all()
    assert Row.objects.filter(meant_by__gt=0).count() == 4  # what was done stays
    assert meant("打印机", mode="hybrid") == [1]
    address.status, address.answer = 200, b""
    asked = len(address.asked)
    with pytest.raises(Away):  # and it is left alone for a while
        read_all()
    assert len(address.asked) == asked
    embedder.pause.note(went_well=True)
    read_all()
    assert set(Row.objects.values_list("meant_by", flat=True)) == {Meaning.objects.get().pk}


def test_pauses_double_up_to_five_minutes() -> None:
    pause = embedder.Pause()
    seen = []
    for _turn in range(10):
        pause.note(went_well=False)
        seen.append(pause.seconds)
    assert seen[:3] == [2, 4, 8] and seen[-1] == embedder.LONGEST_PAUSE
    pause.note(went_well=True)
    assert pause.seconds == 0


def test_a_text_that_is_not_taken_does_not_stop_the_others(address: Any) -> None:
    address.refused = "税号"
    services.index_documents(three())
    read_all()
    assert (meant("printer"), meant("invoice")) == ([1], [])
    assert not Row.objects.filter(meant_by=0).exists()


def test_other_dimensions_than_before_are_refused_and_told(address: Any) -> None:
    services.index_documents(three())
    read_all()
    address.dimensions = 6
    services.index_documents([thing(4, "打印机")])
    with pytest.raises(Away, match="6 dimensions instead of 8") as caught:
        read_all()
    services.note_trouble(str(caught.value))
    assert [finding.level for finding in check_index()] == ["ok", "ok", "warn"]
    assert meant("my printer", mode="hybrid") == []  # the question has six as well: words alone


def test_numbers_that_are_too_large_leave_words(address: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    services.index_documents(three())
    read_all()
    monkeypatch.setattr(embedder, "embed", lambda _texts, **_given: [[1e300] * 8])
    assert meant("打印机", mode="hybrid") == [1]


def test_health_names_the_model_its_place_and_how_far_it_lags(address: Any, settings: Any) -> None:
    services.index_documents(three())
    read_all()
    (read,) = [one.what for one in check_index() if settings.EMBED_MODEL in one.what]
    assert read.count("3") >= 2
    assert urlsplit(settings.EMBED_URL).netloc in read
    services.index_documents([thing(4, "打印机"), thing(5, "发票")])
    (late,) = [one.what for one in check_index() if settings.EMBED_MODEL in one.what]
    assert late != read and late.startswith(read.split("3")[0])
    assert re.search(r"\b2\b", late.rpartition(urlsplit(settings.EMBED_URL).netloc)[2])


def test_another_model_reads_everything_beside_the_one_in_use(address: Any, settings: Any) -> None:
    services.index_documents([*three(), *(thing(key, f"发票 {key}") for key in range(10, 16))])
    read_all()
    settings.EMBED_MODEL = "model-2"
    services.embed_some(at=AT)
    assert list(Meaning.objects.order_by("pk").values_list("name", "is_current")) == [
        ("model-1", True),
        ("model-2", False),
    ]
    assert meant("printer") == [1] and address.asked[-1]["model"] == "model-1"
    read_all()
    assert meant("the printer") == [1] and address.asked[-1]["model"] == "model-2"
    assert services.clear_away() == 9
    assert meant("a printer") == [1]


def test_a_rebuilt_index_keeps_its_vectors(address: Any) -> None:
    from zhichi.search import registry

    kind = registry.kinds.get(KIND)
    shelf = registry.Kind(
        KIND, kind.visible, kind.load,
        documents=lambda ids: [one for one in three() if one.object_id in ids],
        ids=lambda after, _size: [key for key in (1, 2, 3) if key > after],
    )  # fmt: skip
    before = dict(registry.kinds.items())
    services.index_documents(three())
    read_all()
    asked = len(address.asked)
    registry.kinds._items = {KIND: shelf}
    try:
        services.rebuild(at=AT)
    finally:
        registry.kinds._items = before
    assert len(address.asked) == asked
    assert meant("printer") == [1]
    assert services.clear_away() == 3
    assert Passage.objects.count() == 3 and meant("the printer") == [1]


def test_a_changed_text_asks_only_for_what_is_new(address: Any) -> None:
    services.index_documents([thing(1, "打印机" + "。" * HAN_LENGTH)])
    read_all()
    services.index_documents([thing(1, "打印机" + "。" * HAN_LENGTH + "发票")])
    before = len(address.asked)
    read_all()
    assert [len(asked["input"]) for asked in address.asked[before:]] == [1]


def test_long_texts_are_cut_at_ends_of_sentences_and_limited() -> None:
    found = pieces("标题", "这一句话说的是打印机。" * 300)
    assert all(one.given.startswith("标题\n") and one.length <= HAN_LENGTH for one in found)
    assert len(found) <= MOST and found[1].start == found[0].start + found[0].length
    assert "".join(one.given[3:] for one in found).startswith("这一句话说的是打印机。这")
    assert (pieces("", " "), len(pieces("只有标题", ""))) == ([], 1)


@pytest.mark.parametrize("values", [[], [0.0, 0.0], [float("nan")], [float("inf"), 1.0], [1.0] * 5000])
def test_refuses_what_is_no_vector(values: list[float]) -> None:
    with pytest.raises(ValueError, match="vector"):
        vectors.packed(values)


def test_refuses_an_answer_with_words_for_numbers() -> None:
    with pytest.raises(Away):
        remote._vectors({"data": [{"index": 0, "embedding": ["much"]}]}, 1)


BAD = [
    "",
    " ",
    "打",
    "x",
    "打印 printer " * 1000,
    "?!…。，",
    "AND OR NOT NEAR(",
    "'; DROP TABLE x --",
    "a:* & !b | <->",
]
BAD += ["🖨️🔥", "مرحبا بالعالم", "\ud800 printer \udfff", "\x00", "-", '"', "﷽" * 50]


@pytest.mark.parametrize("mode", selectors.MODES)
def test_any_text_is_a_fit_question(address: Any, mode: selectors.Mode) -> None:
    services.index_documents(three())
    read_all()
    for query in BAD:
        hits = selectors.find(query, for_user=STAFF, kinds=[KIND], mode=mode)
        assert len(hits) <= 3


@given(query=st.text(max_size=60))
@properties(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_a_question(address: Any, query: str) -> None:
    for mode in selectors.MODES:
        selectors.find(query, for_user=STAFF, kinds=[KIND], mode=mode)


def test_refuses_an_unknown_mode() -> None:
    with pytest.raises(ValueError, match="mode"):
        selectors.find("x", for_user=STAFF, mode="guess")  # type: ignore[arg-type] # the bad input


def test_says_so_when_it_is_switched_off_or_not_installed(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [finding.level for finding in check_index()] == ["ok", "ok"]
    settings.EMBED_OWN = True
    monkeypatch.setattr(embedder, "is_installed", lambda: False)
    assert [finding.level for finding in check_index()] == ["ok", "warn"]
    services.index_documents(three())
    assert services.embed_some(at=AT) == 0
    assert meant("打印机", mode="hybrid") == [1]


@pytest.mark.one_database
def test_the_bundled_model_finds_across_languages(settings: Any) -> None:
    settings.EMBED_OWN = True
    services.index_documents(three())
    read_all()
    embedder.question.cache_clear()
    assert meant("the number for taxes on my bill is wrong")[:1] == [2]
    head, _body = client.call({"op": "embed", "texts": ["x"], "is_question": True}, seconds=5)
    assert head == {"dimensions": 384}
    with pytest.raises(Away, match="unknown"):
        client.call({"op": "dance"}, seconds=5)
