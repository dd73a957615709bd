"""Memory goes back to the machine."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from zhichi.core import memory


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries cannot be asked")
def test_freed_memory_goes_back() -> None:
    """Many small blocks with one in a hundred kept: the C library alone would hold their pages."""
    blocks = [bytearray(3_000) for _ in range(20_000)]
    kept = blocks[::100]
    full = _resident()
    del blocks
    held = _resident()
    assert memory.give_back()
    assert full - _resident() > 40_000_000, (full, held, len(kept))


def test_a_library_that_cannot_be_asked_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_trim", lambda: None)
    assert memory.give_back() is False


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
