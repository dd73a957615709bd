"""A real virus scanner on the loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.files.tests.daemon import MISSING, Daemon, program

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def clamd() -> Iterator[Daemon]:
    """One running ClamAV."""
    if program() is None:
        pytest.skip(MISSING)
    daemon = Daemon()
    yield daemon
    daemon.stop()
