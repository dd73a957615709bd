"""The running product: `zhichi serve` in a folder of its own, stopped at the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zhichi.channels.email.tests.dovecot import free_port

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "korrekte Pferde 42"
START_SECONDS = 90
STEP_SECONDS = 0.1


@dataclass
class Product:
    """One installation with its own database. `extra` are settings beside the usual ones."""

    folder: Path
    extra: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        """The SQLite file that a forger would open."""
        return self.folder / "zhichi.sqlite3"

    def environment(self) -> dict[str, str]:
        """The settings of this installation, and nothing of the test's own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZHICHI_", "DJANGO_"))}
        own = {
            "ZHICHI_SECRET_KEY": "only-for-one-journey-" * 3,
            "ZHICHI_DATA_DIR": str(self.folder),
            "ZHICHI_DATABASE_URL": f"sqlite:///{self.database}",
            "ZHICHI_BASE_URL": self.url,
            "PYTHONUNBUFFERED": "1",
        }
        return kept | own | self.extra

    def run(self, *command: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """One `zhichi` command, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "zhichi", *command],
            input=stdin,
            capture_output=True,
            env=self.environment(),
            timeout=120,
            check=False,
        )

    def json(self, *command: str, stdin: bytes = b"") -> Any:
        """The JSON that a command prints; fails with its errors when it prints none."""
        done = self.run(*command, stdin=stdin)
        assert done.stdout, done.stderr.decode()
        return json.loads(done.stdout)

    def start(self) -> None:
        """Start it and wait until the sign-in page answers."""
        log = (self.folder / "serve.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zhichi", "serve", "--port", str(self.port)],
            env=self.environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        self.wait_for(self._answers, START_SECONDS)

    def stop(self) -> None:
        """End it as Ctrl-C does; it must be gone within ten seconds."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=15)

    def create_user(self, email: str, name: str, post: str) -> None:
        """The first account, by command."""
        done = self.run(
            "createuser", "--email", email, "--name", name, "--post", post, "--password-stdin",
            stdin=PASSWORD.encode() + b"\n",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()

    def wait_for(self, happened: Any, seconds: float = 20.0) -> Any:
        """Ask `happened()` again and again until its answer is true; returns that answer."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            answer = happened()
            if answer:
                return answer
            time.sleep(STEP_SECONDS)
        log = (self.folder / "serve.log").read_text(errors="replace")[-3000:]
        raise AssertionError(f"did not happen within {seconds} s; the product said:\n{log}")

    def _answers(self) -> bool:
        assert self.process is None or self.process.poll() is None, (self.folder / "serve.log").read_text()[-3000:]
        try:
            with urllib.request.urlopen(f"{self.url}/account/login/", timeout=2) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
