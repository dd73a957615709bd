"""The index is built anew beside the one in use: found meanwhile, found afterwards, nothing lost, nothing left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from zhichi.core.errors import Conflict
from zhichi.search import registry, services
from zhichi.search.health import check_index
from zhichi.search.models import Document, Generation, IndexRow
from zhichi.search.services.rebuild import SILENCE
from zhichi.search.tests.conftest import KIND, found, thing

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 26, tzinfo=UTC)


class Shelf:
    """Things as their part keeps them."""

    def __init__(self) -> None:
        self.texts = {key: f"报表 {key}" for key in range(1, 250)}

    def ids(self, after: int, size: int) -> list[int]:
        return sorted(key for key in self.texts if key > after)[:size]

    def documents(self, ids: Any) -> list[Any]:
        return [thing(key, self.texts[key]) for key in ids if key in self.texts]


@pytest.fixture
def shelf(kinds: None) -> Iterator[Shelf]:
    shelf = Shelf()
    others = {name: kind for name, kind in registry.kinds.items() if name != KIND}
    before = dict(registry.kinds.items())
    kind = before[KIND]
    registry.kinds._items = {KIND: registry.Kind(KIND, kind.visible, kind.load, shelf.documents, shelf.ids)}
    yield shelf
    registry.kinds._items = {**others, KIND: kind}


def test_builds_from_what_the_parts_hold(shelf: Shelf) -> None:
    services.index_documents([thing(1, "旧的说法"), thing(999, "不再存在")])
    heard: list[int] = []
    assert services.rebuild(at=AT, progress=heard.append) == 249
    assert heard == [100, 200, 249]
    assert (found("旧的"), found("不再"), found("报表 249")) == ([], [], [249])
    assert Document.objects.count() == IndexRow.objects.count() == 249
    assert "search_index_next" not in connection.introspection.table_names()


def test_answers_and_follows_changes_meanwhile(shelf: Shelf) -> None:
    services.index_documents(shelf.documents([1, 2, 240]))

    def change(done: int) -> None:
        if done != 100:
            return
        assert found("报表 2") == [2]
        for key in (2, 240):  # one that is built already, one that is not
            shelf.texts[key] = "改过的报表"
        services.index_documents(shelf.documents([2, 240]))
        del shelf.texts[3]
        services.remove(KIND, [3])
        assert sorted(found("改过")) == [2, 240]

    services.rebuild(at=AT, progress=change)
    assert sorted(found("改过")) == [2, 240]
    assert found('"报表 3"') == []
    assert Document.objects.filter(object_id=240).count() == 1


def test_refuses_a_second_rebuild_until_the_first_is_silent(shelf: Shelf) -> None:
    def again(done: int) -> None:
        if done == 100:
            moved = Generation.objects.get().moved_at
            assert moved is not None
            with pytest.raises(Conflict):
                services.rebuild(at=moved + timedelta(minutes=1))

    services.rebuild(at=AT, progress=again)
    assert found("报表 249") == [249]


def test_a_rebuild_that_broke_off_does_no_harm(shelf: Shelf) -> None:
    services.index_documents(shelf.documents([1]))

    def break_off(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.rebuild(at=AT, progress=break_off)
    assert found("报表 1") == [1]
    services.index_documents([thing(1, "新的说法")])
    assert found("新的") == [1]
    assert [finding.level for finding in check_index()] == ["ok", "ok", "ok"]
    Generation.objects.update(moved_at=AT)
    assert [finding.level for finding in check_index()] == ["ok", "warn", "ok"]
    late = datetime.now(UTC) + SILENCE * 2
    assert services.rebuild(at=late) == 249
    assert Document.objects.count() == 249


def test_a_whole_kind_can_be_taken_out(shelf: Shelf) -> None:
    services.rebuild(at=AT)
    assert services.clear(KIND) == 249
    assert (found("报表"), IndexRow.objects.count()) == ([], 0)
