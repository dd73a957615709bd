"""`zhichi serve`: a small parent that never loads Django, over web processes and one worker."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from zhichi.config import env
from zhichi.config.lifeline import RENEWED, VARIABLE
from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _
from zhichi.core.messages import compile_changed

NEEDS_PREPARATION = 75  # as in web.py, which is not imported here: it loads uvicorn
STOP_SECONDS = 8.0
LAST_PORT = 65535
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
# glibc gives each thread an arena of its own, and freed memory stays in all of them; Python runs one thread at a time.
FRUGAL = {"MALLOC_ARENA_MAX": "2"}
STEADY_SECONDS = 60.0  # a child that ran this long starts again at once


@dataclass
class Child:
    """One process under the parent."""

    name: str
    command: list[str]
    fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    line: socket.socket | None = None
    started: float = 0.0
    pause: float = 0.0
    again_at: float | None = None
    was_ready: bool = False
    heard: bytes = field(default=b"")

    def start(self) -> None:
        """Start the process; it ends by itself when this parent is gone."""
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        self.line, self.started, self.again_at, self.heard = ours, time.monotonic(), None, b""
        self.process = subprocess.Popen(  # noqa: S603 - our own modules
            self.command,
            env=FRUGAL | os.environ | {VARIABLE: str(theirs.fileno())},
            pass_fds=(*self.fds, theirs.fileno()),
            start_new_session=True,  # Ctrl-C reaches the parent alone, which stops all in order
        )
        theirs.close()

    def read(self) -> str | None:
        """The child's message, once it has told that it is ready."""
        if self.line is None or self.was_ready:
            return None
        try:
            self.heard += self.line.recv(65536)
        except BlockingIOError:
            return None
        if not self.heard.endswith(b"\n"):
            return None
        self.was_ready = True
        return self.heard.decode().strip()

    def ended(self) -> int | None:
        """The exit code of a child that ended since the last look, else None."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        self.process = None
        if self.line is not None:
            self.line.close()
            self.line = None
        return code

    def plan_restart(self) -> None:
        """Again after a pause that doubles while the child keeps falling over."""
        ran = time.monotonic() - self.started
        self.pause = FIRST_PAUSE if ran > STEADY_SECONDS else min(max(self.pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
        self.again_at = time.monotonic() + self.pause

    def signal(self, number: int) -> None:
        """Send a signal, if the process still runs."""
        if self.process is not None:
            self.process.send_signal(number)


class Parent:
    """Starts the children in order, keeps them alive, and stops them."""

    def __init__(self, listening: socket.socket, processes: int) -> None:
        self._listening = listening
        web = [sys.executable, "-m", "zhichi.config.web", "--fd", str(listening.fileno())]
        self._web = [Child(f"web {number + 1}", web, (listening.fileno(),)) for number in range(processes)]
        self._worker = Child("worker", [sys.executable, "-m", "zhichi.config.worker"])
        self._children: list[Child] = []
        self._is_stopping = False
        self._wakeup, inner = socket.socketpair()
        inner.settimeout(0)
        self._inner = inner
        self._wakeup.settimeout(0)
        signal.set_wakeup_fd(inner.fileno())
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def run(self) -> int:
        """Serve until a signal comes; the exit code."""
        first = self._web[0]
        self._start(first)
        while not first.was_ready and not self._is_stopping:
            self._rest(1.0)
            message = first.read()
            if message:
                say(message)
            code = first.ended()
            if code is None or self._is_stopping:
                continue
            if code != NEEDS_PREPARATION:
                complain(_("The web process did not start (exit code %s). The reason stands above.") % code)
                return code if code > 0 else 1
            if not self._prepare():
                return 1
            first.command.append("--prepared")
            first.start()
        for child in (*self._web[1:], self._worker):
            self._start(child)
        while not self._is_stopping:
            self._tend()
            self._rest(5.0)
        return self._end()

    def _start(self, child: Child) -> None:
        if not self._is_stopping:
            child.start()
            self._children.append(child)

    def _prepare(self) -> bool:
        process = subprocess.Popen([sys.executable, "-m", "zhichi.config.prepare"], start_new_session=True)
        while process.poll() is None:
            self._rest(1.0)
            if self._is_stopping:
                process.terminate()
        return process.returncode == 0

    def _tend(self) -> None:
        for child in self._children:
            child.read()
            code = child.ended()
            if code == RENEWED and not self._is_stopping:
                child.start()
            elif code is not None and not self._is_stopping:
                child.plan_restart()
                complain(
                    _("%(name)s ended (exit code %(code)s); it starts again in %(seconds)d s.")
                    % {
                        "name": child.name,
                        "code": code,
                        "seconds": child.pause,
                    }
                )
            if child.again_at is not None and time.monotonic() >= child.again_at:
                child.start()

    def _rest(self, seconds: float) -> None:
        """Sleep until a signal, a word of a child that starts, or a planned restart."""
        due = [child.again_at - time.monotonic() for child in self._children if child.again_at is not None]
        lines = [child.line for child in self._children if child.line is not None and not child.was_ready]
        _wait((self._wakeup, *lines), max(0.0, min([seconds, *due])))
        with contextlib.suppress(BlockingIOError):
            self._wakeup.recv(4096)

    def _stop(self, _number: int, _frame: object) -> None:
        for child in self._children:
            child.signal(signal.SIGKILL if self._is_stopping else signal.SIGTERM)
        self._is_stopping = True

    def _end(self) -> int:
        say(_("Stopping …"))
        for child in self._children:  # also one that was just being started when the signal came
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.process is not None and child.process.poll() is None for child in self._children):
            if time.monotonic() > deadline:
                for child in self._children:
                    child.signal(signal.SIGKILL)
                deadline = float("inf")
            self._rest(0.2)
        return 0


def _wait(sockets: tuple[socket.socket, ...], seconds: float) -> None:
    with selectors.DefaultSelector() as selector:
        for one in sockets:
            selector.register(one, selectors.EVENT_READ)
        selector.select(seconds)


def serve(*, host: str | None, port: int | None, is_demo: bool) -> int:
    """Everything under one parent, until Ctrl-C or SIGTERM; 1: it could not start. Raises BadSetting."""
    if is_demo:
        os.environ["ZHICHI_DEMO"] = "1"
    if not env.flag("DEMO") and not env.text("SECRET_KEY"):
        raise env.no_secret_key()
    host, port = host or env.text("HOST", "127.0.0.1"), env.whole("PORT", 8000) if port is None else port
    if not 0 < port <= LAST_PORT:
        words = {"last": LAST_PORT, "port": port}
        raise env.BadSetting(_("A port is a number from 1 to %(last)s, not %(port)s") % words)
    folder = Path(env.text("DATA_DIR", "data"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise env.BadSetting(
            _("ZHICHI_DATA_DIR names a folder that cannot be made: %(folder)s (%(reason)s)")
            % {"folder": folder, "reason": error.strerror or error}
        ) from None
    listening = _listen(host, port)
    if listening is None:
        return 1
    if not env.text("BASE_URL"):
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
        os.environ["ZHICHI_BASE_URL"] = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    compile_changed()
    return Parent(listening, max(1, env.whole("WEB_PROCESSES", 1))).run()


def _listen(host: str, port: int) -> socket.socket | None:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        complain(
            _("Cannot listen on %(host)s:%(port)s: %(reason)s")
            % {
                "host": host,
                "port": port,
                "reason": error.strerror or error,
            }
        )
        complain(_("Is Zhichi or something else running there? Another port: zhichi serve --port %s") % (port + 1))
        return None
