"""Servers that tests start for themselves."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def end(process: subprocess.Popen[bytes], folder: Path) -> None:
    """End a server, by force when it does not go within ten seconds, and remove its folder."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)
    shutil.rmtree(folder, ignore_errors=True)
