"""A migrated SQLite file that test databases are copied from: eighty migrations cost as much as two hundred tests.

It lies in the virtual environment, one for each state of what migrations depend on and for each day, because migrations
write the time at which they ran. Whoever needs it first makes it; others wait.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "zhichi"
PLACE = Path(sys.prefix) / "test-databases"
# What migrations are, and what they import.
READ = ("**/migrations/*.py", "**/models.py", "**/guards.py", "customers/readings.py", "search/**/*.py")


def copy_to(target: Path) -> None:
    """Put a migrated database at `target`. Raises CalledProcessError when the migrations fail."""
    PLACE.mkdir(exist_ok=True)
    with (PLACE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        template = PLACE / f"{_state()}.sqlite3"
        if not template.exists():
            for old in PLACE.glob("*.sqlite3*"):
                old.unlink()
            _make(template)
        shutil.copyfile(template, target)


def _make(template: Path) -> None:
    unfinished = template.with_suffix(".sqlite3-unfinished")
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    settings = {"ZHICHI_DATABASE_URL": f"sqlite:///{unfinished}"}
    subprocess.run(command, env=os.environ | settings, check=True)
    unfinished.rename(template)


def _state() -> str:
    state = hashlib.sha256(f"{datetime.now(UTC):%Y-%m-%d} {sys.version}".encode())
    for path in sorted({path for pattern in READ for path in SOURCE.glob(pattern) if "tests" not in path.parts}):
        state.update(path.read_bytes())
    return state.hexdigest()[:20]
