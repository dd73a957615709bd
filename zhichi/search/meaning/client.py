"""Questions to the helper; it is started when it does not run."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from multiprocessing.connection import Client
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from zhichi.search.meaning.away import Away

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

QUESTION_SECONDS = 4.0  # the first one after a pause waits for the start; then words alone answer
LOT_SECONDS = 300.0
LONGEST_ADDRESS = 90  # bytes that fit into the address of a socket
_starting = threading.Lock()
_waking: threading.Thread | None = None


def folder() -> Path:
    """Where the files of vectors lie; made when it is not there."""
    return _private(settings.DATA_DIR / "meaning")


def call(asked: dict[str, Any], payload: bytes = b"", *, seconds: float) -> tuple[dict[str, Any], bytes]:
    """Ask the helper. Raises Away when it cannot be asked, is too slow, or could not do it."""
    try:
        with _connected(time.monotonic() + seconds) as connection:
            connection.send_bytes(json.dumps({**asked, "has_payload": bool(payload)}).encode())
            if payload:
                connection.send_bytes(payload)
            if not connection.poll(seconds):
                raise Away("the helper is too slow")
            head = json.loads(connection.recv_bytes())
            if "error" in head:
                raise Away(str(head["error"]))
            return head, connection.recv_bytes()
    except (OSError, EOFError) as error:
        raise Away(f"the helper went away: {error}") from error


def is_ready() -> bool:
    """Whether the helper answers at once. When it does not, it is woken beside, and nobody waits for it here."""
    if _waking is not None and _waking.is_alive():
        return False
    try:
        with Client(str(_place() / "helper.sock"), "AF_UNIX"):
            return True
    except (OSError, EOFError):
        _wake()
        return False


def _wake() -> None:
    global _waking
    with _starting:
        if _waking is None or not _waking.is_alive():
            _waking = threading.Thread(target=_ask_something, daemon=True)
            _waking.start()


def _ask_something() -> None:
    """A first question, which loads the model."""
    with contextlib.suppress(Away):
        call({"op": "embed", "texts": ["?"], "is_question": True}, seconds=QUESTION_SECONDS)


def _start() -> None:
    subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "zhichi.search.meaning.helper", str(_place())],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _connected(until: float) -> Connection:
    place = _place()
    address = str(place / "helper.sock")
    try:
        return Client(address, "AF_UNIX")
    except (FileNotFoundError, ConnectionRefusedError):
        pass
    with _starting:
        _start()
        while True:
            try:
                return Client(address, "AF_UNIX")
            except (FileNotFoundError, ConnectionRefusedError) as error:
                if time.monotonic() > until:
                    raise Away("the helper does not start") from error
                time.sleep(0.02)


def _place() -> Path:
    """The folder of the socket: that of the vectors, or a short one when its name is too long for a socket."""
    known = folder()
    if len(os.fsencode(known)) <= LONGEST_ADDRESS:
        return known
    name = hashlib.sha256(os.fsencode(known)).hexdigest()[:16]
    return _private(Path(tempfile.gettempdir()) / f"zhichi-{os.getuid()}-{name}")


def _private(path: Path) -> Path:
    """The folder, which nobody else may enter. Raises Away when it is somebody else's."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = path.stat()
    if state.st_uid != os.getuid() or state.st_mode & 0o022:
        raise Away(f"others may write to {path}")
    return path
