"""Clocks follow what is promised: start, pause, go on, change, end, and be taken up again (3.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from zhichi.records.selectors import history
from zhichi.sla import selectors, services
from zhichi.sla.choices import ClockState, PauseReason
from zhichi.sla.models import Clock, Pause
from zhichi.sla.tests.conftest import HOUR, NOON

if TYPE_CHECKING:
    from zhichi.sla.tests.conftest import Shelf

WAITS: dict[str, Any] = {"state": ClockState.PAUSED, "reason": PauseReason.CUSTOMER}
RUNS: dict[str, Any] = {"state": ClockState.RUNNING, "reason": ""}
MET: dict[str, Any] = {"state": ClockState.MET}


def said(shelf: Shelf) -> list[str]:
    return [change["what"] for event in history(shelf.stream) for change in event.data.get("changes", ())]


def test_starts_once_and_is_due_when_the_target_is_used(shelf: Shelf) -> None:
    clock = shelf.settle(is_new=True)
    assert clock is not None
    assert clock.due_at == NOON + 4 * HOUR
    assert clock.act_at == NOON + 2 * HOUR  # half of the time is used
    shelf.settle(1)
    assert said(shelf) == ["started"]
    assert Clock.objects.count() == 1


def test_a_pause_moves_the_due_time_by_its_length_and_is_kept_with_its_reason(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    paused = shelf.settle(1, **WAITS)
    assert paused is not None
    assert (paused.due_at, paused.act_at, paused.used) == (None, None, HOUR)
    running = shelf.settle(10, **RUNS)
    assert running is not None
    assert running.due_at == NOON + 13 * HOUR
    pause = Pause.objects.get()
    assert (pause.reason, pause.since, pause.until) == ("customer", NOON + HOUR, NOON + 10 * HOUR)
    assert said(shelf) == ["started", "paused", "resumed"]


def test_another_target_keeps_what_was_used(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    clock = shelf.settle(1, target=2 * HOUR)
    assert clock is not None
    assert clock.due_at == NOON + 2 * HOUR
    clock = shelf.settle(1.5, target=8 * HOUR)
    assert clock is not None
    assert clock.due_at == NOON + 8 * HOUR


def test_a_shorter_target_that_is_used_up_already_is_missed_now_and_not_earlier(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    clock = shelf.settle(3, target=2 * HOUR)
    assert clock is not None
    assert clock.due_at == NOON + 3 * HOUR


def test_ends_with_the_time_that_was_used(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    shelf.settle(1, **WAITS)
    shelf.settle(5, **RUNS)
    assert shelf.settle(6, **MET) is None
    row = shelf.row()
    assert (row.state, row.elapsed, row.breached_at, row.act_at) == ("met", 2 * HOUR, None, None)


def test_a_late_end_is_a_miss_at_the_true_instant_though_nobody_swept(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    shelf.settle(9, **MET)
    assert shelf.row().breached_at == NOON + 4 * HOUR
    assert said(shelf)[-1] == "missed"


def test_a_pause_does_not_heal_a_miss(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    shelf.settle(5, **WAITS)
    clock = shelf.settle(6, **RUNS)
    assert clock is not None
    assert clock.breached_at == clock.due_at == NOON + 4 * HOUR


@pytest.mark.parametrize("was_swept", [True, False])
def test_a_stricter_target_leaves_the_true_instant_of_a_miss_whether_a_worker_noted_it_or_was_down(
    shelf: Shelf, *, was_swept: bool
) -> None:
    shelf.settle(is_new=True)
    if was_swept:
        services.sweep(at=NOON + 4.5 * HOUR)
    clock = shelf.settle(5, target=2 * HOUR)
    assert clock is not None
    assert (clock.breached_at, clock.due_at) == (NOON + 4 * HOUR, NOON + 4 * HOUR)
    more = shelf.settle(6, target=8 * HOUR)
    assert more is not None
    assert (more.breached_at, more.due_at) == (None, NOON + 8 * HOUR)


def test_a_worker_whose_time_is_ahead_makes_no_miss_of_what_is_done_in_time(shelf: Shelf) -> None:
    """The worker's time is half an hour ahead of that of the web process."""
    shelf.settle(is_new=True)
    services.sweep(at=NOON + 4.4 * HOUR)
    assert shelf.row().breached_at == NOON + 4 * HOUR
    shelf.settle(3.9, **MET)
    row = shelf.row()
    assert (row.breached_at, row.elapsed) == (None, 3.9 * HOUR)
    assert said(shelf)[-1] == "met"
    found = selectors.figures(NOON, NOON + 9 * HOUR)[("solution", "")]
    assert (found.count, found.kept) == (1, 1)


def test_a_worker_whose_time_is_ahead_does_not_break_a_promise_that_is_paused_in_time(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    services.sweep(at=NOON + 4.4 * HOUR)
    shelf.settle(3.9, **WAITS)
    clock = shelf.settle(10, **RUNS)
    assert clock is not None
    assert (clock.breached_at, clock.due_at, clock.act_at) == (None, NOON + 10.1 * HOUR, NOON + 10.1 * HOUR)
    services.sweep(at=NOON + 10.2 * HOUR)
    assert shelf.row().breached_at == NOON + 10.1 * HOUR


def test_what_is_met_at_once_is_counted(shelf: Shelf) -> None:
    shelf.settle(is_new=True, **MET)
    found = selectors.figures(NOON, NOON + HOUR)
    assert found == {("solution", ""): selectors.Figures(1, 1, timedelta(), timedelta())}


def test_what_was_met_too_early_goes_on_as_if_nothing_had_been(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    shelf.settle(1, **MET)
    clock = shelf.settle(2, **RUNS)
    assert clock is not None
    assert (clock.due_at, clock.ended_at, clock.elapsed) == (NOON + 4 * HOUR, None, None)
    assert said(shelf) == ["started", "met", "revived"]


def test_a_new_promise_ends_the_one_before_at_its_own_start(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    shelf.settle(3, started_at=NOON + 2 * HOUR)
    first, second = Clock.objects.order_by("started_at")
    assert (first.state, first.elapsed) == ("met", 2 * HOUR)
    assert second.due_at == NOON + 6 * HOUR


def test_a_promise_taken_back_voids_its_clock_and_revives_the_one_before(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    shelf.settle(2, started_at=NOON + 2 * HOUR)
    shelf.settle(2.1, started_at=NOON)
    first, second = Clock.objects.order_by("started_at")
    assert (first.state, first.due_at, second.state) == ("running", NOON + 4 * HOUR, "void")


def test_the_database_refuses_an_end_without_a_time_and_a_clock_twice(shelf: Shelf) -> None:
    shelf.settle(is_new=True)
    row = shelf.row()
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=row.pk).update(state="met")
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
