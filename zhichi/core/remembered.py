"""What a process reads once and serves for some seconds, so that not every page and letter asks the database for it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from zhichi.core import clock

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")

_everything: list[Remembered[Any]] = []


class Remembered(Generic[Value]):
    """A value that is read when it is first asked for, and again once it is `seconds` old.

    `words = Remembered(read_words, seconds=2)`, then `words()`; `words.forget()` where the process itself changes what
    was read, so that only other processes may answer as before for as long. Made once, at the top of a module. A value
    that `holds` for good is never read again. Threads may ask and forget at the same time: two may read at once, and
    what was read before somebody forgot is given to whoever asked for it, but not kept.
    """

    def __init__(
        self,
        read: Callable[[], Value],
        *,
        seconds: float,
        holds: Callable[[Value], bool] | None = None,
    ) -> None:
        self.seconds = seconds
        self._read, self._holds = read, holds
        self._kept: _Kept[Value] | None = None
        self._times_forgotten = 0
        self._lock = threading.Lock()
        _everything.append(self)

    def __call__(self, *, within: float | None = None) -> Value:
        """The value, at most `seconds` old, or `within` seconds where the caller takes an older one."""
        kept = self._kept
        if kept is not None:
            allowed = self.seconds if within is None else within
            if kept.holds or clock.ticks() - kept.since < allowed:
                return kept.value
        return self._anew()

    def forget(self) -> None:
        """Read anew for the next who asks."""
        with self._lock:
            self._kept = None
            self._times_forgotten += 1

    def _anew(self) -> Value:
        """Read without the lock: reading may take long and may ask for other things that are remembered."""
        times_forgotten, since = self._times_forgotten, clock.ticks()
        value = self._read()
        kept = _Kept(value, since, holds=self._holds is not None and self._holds(value))
        with self._lock:
            if self._times_forgotten == times_forgotten:
                self._kept = kept
        return value


@dataclass(frozen=True)
class _Kept(Generic[Value]):
    """A value, and when somebody began to read it (monotonic seconds): it is no younger than that."""

    value: Value
    since: float
    holds: bool


def forget_everything() -> None:
    """Drop all that this process remembers so, as if it had just started: what a test before has seen, for one."""
    for one in _everything:
        one.forget()
