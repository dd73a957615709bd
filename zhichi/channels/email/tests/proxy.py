"""A line between us and a server that delays, cuts and garbles what passes, for tests and for the soak."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

CHUNK = 4096


@dataclass
class Faults:
    """What happens to a connection. Bytes are counted from the server to us; None: it does not happen."""

    cut_after: int | None = None
    garble_at: int | None = None  # this byte gets another value
    delay: float = 0.0  # seconds before each piece


@dataclass
class Proxy:
    """Listens on the loopback and passes on to `target`; `faults` gives the next connections theirs, one each."""

    target: int
    faults: list[Faults] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._serve, daemon=True).start()

    def cut_all(self) -> None:
        """Cut every line that stands now."""
        with self._lock:
            lines, self._open = self._open, []
        for line in lines:
            _shut(line)

    def close(self) -> None:
        """Listen no more, and cut."""
        _shut(self._door)
        self.cut_all()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                inner, _address = self._door.accept()
                self.connections += 1
                faults = self.faults.pop(0) if self.faults else Faults()
                try:
                    outer = socket.create_connection(("127.0.0.1", self.target), timeout=10)
                except OSError:
                    _shut(inner)
                    continue
                outer.settimeout(None)
                with self._lock:
                    self._open += [inner, outer]
                threading.Thread(target=_pass, args=(inner, outer, Faults()), daemon=True).start()
                threading.Thread(target=_pass, args=(outer, inner, faults), daemon=True).start()


def random_faults(chance: random.Random, count: int) -> list[Faults]:
    """Faults of many connections: a third is cut early or late, some are garbled, some slow, the rest is well."""
    found = []
    for _number in range(count):
        kind = chance.choice(["cut", "cut", "garble", "slow", "well", "well"])
        found.append(
            Faults(
                cut_after=int(chance.lognormvariate(10.5, 1.5)) if kind == "cut" else None,
                garble_at=int(chance.lognormvariate(10.5, 1.5)) if kind == "garble" else None,
                delay=chance.uniform(0, 0.02) if kind == "slow" else 0.0,
            )
        )
    return found


def _pass(source: socket.socket, target: socket.socket, faults: Faults) -> None:
    passed = 0
    with suppress(OSError):
        while piece := source.recv(CHUNK):
            if faults.delay:
                time.sleep(faults.delay)
            if faults.garble_at is not None and passed <= faults.garble_at < passed + len(piece):
                place = faults.garble_at - passed
                piece = piece[:place] + bytes([piece[place] ^ 0x15]) + piece[place + 1 :]
            if faults.cut_after is not None and passed + len(piece) > faults.cut_after:
                target.sendall(piece[: faults.cut_after - passed])
                break
            target.sendall(piece)
            passed += len(piece)
    _shut(source)
    _shut(target)


def _shut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        line.close()
