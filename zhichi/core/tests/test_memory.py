"""Memory goes back to the machine."""

from __future__ import annotations

import platform
import threading

import pytest

from zhichi.core import memory


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries cannot be asked")
def test_freed_memory_goes_back() -> None:
    """Many small blocks with one in a hundred kept: the C library alone would hold their pages."""
    blocks = [bytearray(3_000) for _ in range(20_000)]
    kept = blocks[::100]
    full = memory.resident()
    del blocks
    held = memory.resident()
    assert memory.give_back()
    assert full - memory.resident() > 40_000_000, (full, held, len(kept))


def test_gives_back_once_when_rest_follows_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """It begins at 1 s of CPU and looks at 3, 5, 5, 5, 5.5 and 5.5: only the third look finds rest after much work."""
    stop, given = threading.Event(), []
    spent = [1.0, 3.0, 5.0, 5.0, 5.0, 5.0, 5.5, 5.5]  # the fifth is asked for once memory was given back

    def cpu() -> float:
        if len(spent) == 1:
            stop.set()
        return spent.pop(0)

    monkeypatch.setattr("zhichi.core.memory.time.process_time", cpu)
    monkeypatch.setattr(memory, "give_back", lambda: given.append(True))
    memory.give_back_at_rest(stop, look=0.0)
    assert len(given) == 1


def test_a_library_that_cannot_be_asked_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_trim", lambda: None)
    assert memory.give_back() is False


def test_a_system_that_does_not_tell_is_not_guessed_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pathlib.Path.read_text", lambda *_args, **_kwargs: "")
    assert memory.resident() == 0
