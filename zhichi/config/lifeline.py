"""Between `zhichi serve` and its children: a child tells when it is ready, and ends when its parent is gone."""

from __future__ import annotations

import os
import signal
import socket
import threading

VARIABLE = "ZHICHI_LIFELINE"  # the number of the inherited socket; not a setting
RENEWED = 76  # exit code of a child that asks to be started afresh


class Lifeline:
    """The child's end. Without a parent (a process started by hand) it does nothing."""

    def __init__(self) -> None:
        number = os.environ.pop(VARIABLE, "")
        self._socket = socket.socket(fileno=int(number)) if number else None
        if self._socket is not None:
            # The children of this process must not keep the parent's end alive.
            self._socket.set_inheritable(False)
            threading.Thread(target=self._watch, args=(self._socket,), name="lifeline", daemon=True).start()

    @property
    def has_parent(self) -> bool:
        """Whether `zhichi serve` started this process."""
        return self._socket is not None

    def ready(self, message: str = "") -> None:
        """Tell the parent that this process does its work now; `message` is printed by it."""
        if self._socket is not None:
            self._socket.sendall(f"{message}\n".encode())

    @staticmethod
    def _watch(own: socket.socket) -> None:
        while own.recv(1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
