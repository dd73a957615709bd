"""The sweep warns in time, notes breaches at their true instant, and reads only what is due (3.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.core.turns import Turns
from zhichi.records.selectors import history
from zhichi.sla import services
from zhichi.sla.models import Clock
from zhichi.sla.services import watch
from zhichi.sla.tests.conftest import HOUR, NOON, Shelf
from zhichi.sla.tests.test_settle import MET, RUNS, WAITS

if TYPE_CHECKING:
    import pytest


def swept(shelf: Shelf, hours: float) -> list[tuple[str, Any]]:
    """Sweep so many hours after noon; what the record says since."""
    before = len(history(shelf.stream))
    services.sweep(at=NOON + hours * HOUR)
    return [(event.code, event.data.get("percent")) for event in history(shelf.stream)[before:]]


def test_warns_at_each_share_once(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    assert swept(shelf, 1.9) == []
    assert swept(shelf, 2) == [("sla.warned", 50)]
    assert swept(shelf, 2.5) == []
    assert swept(shelf, 3) == [("sla.warned", 75)]
    assert swept(shelf, 3.6) == [("sla.warned", 90)]
    assert swept(shelf, 4) == [("sla.breached", None)]
    assert swept(shelf, 400) == []
    assert shelf.row().act_at is None


def test_others_write_between_two_batches(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A night's standstill leaves thousands of breaches: the desk's writes must not wait for the last of them."""
    due: list[int] = []
    monkeypatch.setattr(watch, "BATCH", 2)
    monkeypatch.setattr(Turns, "give_way", lambda _self: due.append(Clock.objects.exclude(act_at=None).count()))
    for number in range(5):
        Shelf(stream=f"thing:{number}").settle(is_new=True)
    services.sweep(at=NOON + 30 * HOUR)
    assert due == [3, 1, 0]


def test_a_worker_that_was_down_notes_the_true_instant_and_warns_nobody_late(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    assert swept(shelf, 30) == [("sla.breached", None)]
    assert shelf.row().breached_at == NOON + 4 * HOUR
    assert history(shelf.stream)[-1].data["due_at"] == (NOON + 4 * HOUR).isoformat()


def test_gives_only_the_last_warning_that_was_passed(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    assert swept(shelf, 3.2) == [("sla.warned", 75)]


def test_a_pause_silences_and_warnings_go_on_behind_it(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    swept(shelf, 2)
    shelf.settle(2.5, **WAITS)
    assert swept(shelf, 50) == []
    shelf.settle(50, **RUNS)
    assert swept(shelf, 50.4) == []
    assert swept(shelf, 50.5) == [("sla.warned", 75)]


def test_says_nothing_about_what_is_done(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    shelf.settle(1, **MET)
    assert swept(shelf, 50) == []


def test_a_clock_skewed_worker_does_not_warn_twice(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    assert swept(shelf, 2.01) == [("sla.warned", 50)]
    assert swept(shelf, 1.99) == []


def test_reads_only_what_is_due(shelf: Shelf, django_assert_num_queries: Any) -> None:
    shelf.settle(is_new=True)
    for number in range(2, 40):
        Shelf(stream=f"thing:{number}").settle(is_new=True)
    services.sweep(at=NOON)
    with django_assert_num_queries(3):  # a savepoint, the look, its end
        assert services.sweep(at=NOON + HOUR) == 0
    assert services.sweep(at=NOON + 2 * HOUR) == 39
    assert Clock.objects.filter(warned=50).count() == 39


def test_takes_more_than_one_batch(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhichi.sla.services.watch.BATCH", 3)
    for number in range(2, 12):
        Shelf(stream=f"thing:{number}").settle(is_new=True)
    assert services.sweep(at=NOON + 9 * HOUR) == 10
