"""`zhichi serve` as a person would start, kill and stop it: real processes, a real port, a database of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).resolve().parents[3]
LONG = 90.0  # a loaded machine migrates slowly
STOP_SECONDS = 10.0


class Served:
    """A running `zhichi serve`, what it printed, and where it answers."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("ZHICHI_", "DJANGO_"))}
        self.environment = clean | {
            "ZHICHI_DATA_DIR": str(folder),
            "ZHICHI_SECRET_KEY": "only-for-the-tests-" * 4,
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "C.UTF-8",
        }
        command = [sys.executable, "-m", "zhichi", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder
        )
        self.lines: Queue[str] = Queue()
        self.printed: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line)
            self.lines.put(line)

    def wait_for(self, words: str) -> None:
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            try:
                if words in self.lines.get(timeout=1.0):
                    return
            except Empty:
                assert self.process.poll() is None, "".join(self.printed)
        raise AssertionError("".join(self.printed))

    def children(self, module: str) -> list[int]:
        return [
            int(folder.name)
            for folder in Path("/proc").glob("[0-9]*")
            if _parent_of(folder) == self.process.pid and module in _command_of(folder)
        ]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


def _parent_of(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it ended meanwhile
        return 0


def _command_of(folder: Path) -> str:
    try:
        return (folder / "cmdline").read_text()
    except OSError:
        return ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    found = Served(tmp_path_factory.mktemp("served"))
    try:
        found.wait_for("Ctrl-C")
        yield found
    finally:
        found.process.kill()
        found.process.wait()


def test_keeps_web_and_worker_under_one_parent(served: Served) -> None:
    assert httpx.get(served.url("/"), follow_redirects=True, timeout=30).status_code == 200
    assert len(served.children("zhichi.config.web")) == 1
    _until(lambda: len(served.children("zhichi.config.worker")) == 1)


def test_keeps_a_strict_policy_on_every_answer(served: Served) -> None:
    for path in ("/", "/account/login/", "/none/such", "/live/?s=ticket:1"):
        policy = httpx.get(served.url(path), timeout=30).headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_refuses_a_port_in_use_and_says_so(served: Served, tmp_path: Path) -> None:
    environment = served.environment | {"ZHICHI_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "zhichi", "serve", "--port", str(served.port)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, f"--port {served.port + 1}" in done.stderr) == (1, True)


def test_keeps_a_killed_child_running_again(served: Served) -> None:
    _until(lambda: bool(served.children("zhichi.config.worker")))
    (before,) = served.children("zhichi.config.worker")
    os.kill(before, signal.SIGKILL)
    served.wait_for("worker ended")
    _until(lambda: served.children("zhichi.config.worker") not in ([], [before]))
    assert httpx.get(served.url("/account/login/"), timeout=30).status_code == 200


APPEND = """
import time
from django.db import transaction
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.records import services
from zhichi.records.events import LinkMade
with transaction.atomic():
    event = LinkMade(source="ticket:1", target="ticket:2", kind="related")
    services.append("ticket:1", event, by=Actor.system("test"), at=clock.now())
print(time.time())
"""


def _zhichi(served: Served, *arguments: str, text: str = "") -> str:
    command = [sys.executable, "-m", "zhichi", *arguments]
    done = subprocess.run(
        command, env=served.environment, input=text, capture_output=True, text=True, check=True, timeout=LONG
    )
    return done.stdout


@pytest.fixture(scope="module")
def signed_in(served: Served) -> Iterator[httpx.Client]:
    who = ("createuser", "--email", "lin@example.com", "--name", "林晓", "--post", "manager", "--password-stdin")
    _zhichi(served, *who, text="long-and-odd-26\n")
    with httpx.Client(base_url=served.url(""), timeout=30) as client:
        client.get("/account/login/")
        form = {
            "login": "lin@example.com",
            "password": "long-and-odd-26",
            "csrfmiddlewaretoken": client.cookies["csrftoken"],
        }
        assert client.post("/account/login/", data=form).status_code == 302
        yield client


class Listening(threading.Thread):
    """A browser that keeps a live page open."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__(daemon=True)
        self.heard: Queue[tuple[float, str]] = Queue()
        self.is_open, self.ended_well = threading.Event(), False
        self._client = client

    def run(self) -> None:
        with self._client.stream("GET", "/live/?s=queue", timeout=60) as response:
            for line in response.iter_lines():
                self.is_open.set()
                if line.startswith("data: "):
                    self.heard.put((time.time(), line))
        self.ended_well = True


@pytest.fixture(scope="module")
def listening(signed_in: httpx.Client) -> Listening:
    found = Listening(signed_in)
    found.start()
    assert found.is_open.wait(30)
    return found


def test_keeps_live_pages_informed_within_a_second(served: Served, listening: Listening) -> None:
    appended = float(_zhichi(served, "manage", "shell", "--verbosity", "0", "-c", APPEND).split()[-1])
    heard, line = listening.heard.get(timeout=10)
    assert '"stream": "ticket:1"' in line
    assert heard - appended < 1.0


def test_keeps_its_word_that_ctrl_c_stops_everything(served: Served, listening: Listening) -> None:
    children = [*served.children("zhichi.config.web"), *served.children("zhichi.config.worker")]
    started = time.monotonic()
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(timeout=STOP_SECONDS + 5) == 0
    assert time.monotonic() - started < STOP_SECONDS
    listening.join(5)
    assert listening.ended_well
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_keeps_no_orphans_when_the_parent_is_killed(tmp_path_factory: pytest.TempPathFactory, served: Served) -> None:
    again = Served(Path(served.environment["ZHICHI_DATA_DIR"]))
    again.wait_for("Ctrl-C")
    _until(lambda: bool(again.children("zhichi.config.worker")))
    children = [*again.children("zhichi.config.web"), *again.children("zhichi.config.worker")]
    again.process.kill()
    again.process.wait()
    _until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))


def _until(is_so: object, seconds: float = 30.0) -> None:
    assert callable(is_so)
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)
