"""A worker that has grown gives way in a quiet moment, and only then."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from zhichi.config import serve, worker
from zhichi.config.lifeline import RENEWED
from zhichi.config.renewal import LOOK_SECONDS, LOOKS, QUIET_SECONDS, YOUNG_SECONDS, Renewal
from zhichi.config.schedule import Schedule
from zhichi.core import memory

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.one_database

LIMIT, OVER, UNDER = 1_000, 1_001, 1_000
BUSY = QUIET_SECONDS * 2


@dataclass(frozen=True)
class Case:
    """A worker over its limit that has nothing to do, or what is otherwise."""

    limit: int = LIMIT
    size: int = OVER
    age: float = YOUNG_SECONDS
    used: float = 0.0  # seconds of CPU between two looks
    is_busy: bool = False

    def looks(self) -> list[bool]:
        """What as many looks as are needed say."""
        renewal = Renewal(limit=self.limit, started=-self.age)
        return [
            renewal.is_due(at=n * LOOK_SECONDS, cpu=n * self.used, resident=self.size, is_busy=self.is_busy)
            for n in range(LOOKS)
        ]


def test_after_some_quiet_looks_a_large_worker_gives_way() -> None:
    assert Case().looks() == [False] * (LOOKS - 1) + [True]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(Case(size=UNDER), id="not larger than allowed"),
        pytest.param(Case(limit=0), id="never, by configuration"),
        pytest.param(Case(age=0.0), id="just started"),
        pytest.param(Case(used=BUSY), id="at work"),
        pytest.param(Case(is_busy=True), id="waits for another machine in the middle of work"),
        pytest.param(Case(size=0), id="a system that does not tell sizes"),
    ],
)
def test_else_it_stays(case: Case) -> None:
    assert not any(case.looks())


def test_work_between_quiet_looks_makes_it_wait_again() -> None:
    renewal, cpu, said = Renewal(limit=LIMIT, started=-YOUNG_SECONDS), 0.0, []
    for number, used in enumerate([0.0] * (LOOKS - 1) + [BUSY] + [0.0] * LOOKS):
        cpu += used
        said.append(renewal.is_due(at=number * LOOK_SECONDS, cpu=cpu, resident=OVER, is_busy=False))
    assert said == [False] * (2 * LOOKS - 1) + [True]


def test_the_worker_looks_at_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a limit below what any process holds, and nothing to wait for."""
    monkeypatch.setenv("ZHICHI_WORKER_RENEW_MB", "1")
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr("zhichi.config.renewal.YOUNG_SECONDS", 0.0)
    assert memory.resident() > 1_000_000
    assert worker.watch_size(Schedule("me"), threading.Event())
    monkeypatch.setenv("ZHICHI_WORKER_RENEW_MB", "0")
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    assert not worker.watch_size(Schedule("me"), stop)


def test_the_parent_starts_a_fresh_one_at_once_and_without_complaint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("set_wakeup_fd", "signal"):
        monkeypatch.setattr(f"zhichi.config.serve.signal.{name}", lambda *_args: None)
    traces = tmp_path / "starts"
    code = f"open({str(traces)!r}, 'a').write('x'); raise SystemExit({RENEWED})"
    with contextlib.closing(socket.socket()) as listening:
        parent = serve.Parent(listening, 1)
        parent._start(serve.Child("worker", [sys.executable, "-c", code]))
        until = time.monotonic() + 60
        while not (traces.exists() and len(traces.read_text()) >= 3) and time.monotonic() < until:
            parent._tend()
            time.sleep(0.01)
        [child] = parent._children
        child.signal(9)
    assert len(traces.read_text()) >= 3, "with the pause of a child that fell over it would be two"
    assert capsys.readouterr().err == ""
