"""The worker's threads: tails wake up, loops start again, scheduled work runs on one worker with its run record."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from zhichi.config import worker
from zhichi.config.schedule import Schedule, run_cadence
from zhichi.core import clock
from zhichi.core.registry import Registry
from zhichi.records import registry, services
from zhichi.records.models import CadenceRun, Lease
from zhichi.records.tests.conftest import append

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "tails", Registry("tail"))
    monkeypatch.setattr(registry, "cadences", Registry("cadence"))


def test_keeps_tails_awake_within_a_second() -> None:
    heard, stop = threading.Event(), threading.Event()
    registry.tail("test", lambda _events: heard.set())
    thread = threading.Thread(target=worker.keep_running, args=("tails", worker.follow_tails, stop))
    thread.start()
    append()
    assert heard.wait(5)
    heard.clear()
    append()
    assert heard.wait(1.5)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_keeps_a_failing_loop_running(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "FIRST_PAUSE", 0.01)
    stop, turns = threading.Event(), []

    def loop(stop: threading.Event) -> None:
        turns.append(1)
        if len(turns) < 3:
            raise RuntimeError("mail server away")
        stop.set()

    worker.keep_running("mail", loop, stop)
    assert len(turns) == 3


def _cadence(run: Any, seconds: float = 3600) -> Any:
    registry.cadence("job", run, seconds)
    return registry.cadences.get("job")


def test_keeps_scheduled_work_on_one_worker() -> None:
    turns: list[int] = []
    cadence = _cadence(lambda: turns.append(1))
    run_cadence(cadence, "a")
    run_cadence(cadence, "b")
    assert (len(turns), Lease.objects.get().holder) == (1, "a")
    run = CadenceRun.objects.get()
    assert (run.error, run.ended_at is not None) == ("", True)


def test_keeps_the_error_of_scheduled_work() -> None:
    def fail() -> None:
        raise RuntimeError("disk full")

    run_cadence(_cadence(fail), "a")
    assert "disk full" in CadenceRun.objects.get().error


@pytest.mark.parametrize(("ago", "due"), [(1000, 2600), (5000, 0), (None, 0)])
def test_keeps_the_pause_across_restarts(ago: int | None, due: float) -> None:
    _cadence(lambda: None)
    if ago is not None:
        services.note_start(name="job", at=clock.now() - timedelta(seconds=ago))
    schedule = Schedule("a")
    schedule._plan_first()
    assert schedule._due["job"] - time.monotonic() == pytest.approx(due, abs=5)


def test_keeps_a_schedule_running_until_it_is_stopped() -> None:
    done, stop = threading.Event(), threading.Event()
    _cadence(done.set)
    thread = threading.Thread(target=Schedule("a").run, args=(stop,))
    thread.start()
    assert done.wait(5)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    connection.close()
