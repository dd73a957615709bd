"""The machine and the product's own processes on it, as Linux tells it. Elsewhere nothing is said."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from zhichi.core.memory import resident

PROC = Path("/proc")
KINDS = re.compile(r"zhichi\.config\.(web|worker)|zhichi(?:/__main__\.py)?\x00serve")
SAME = b"ZHICHI_DATA_DIR="


@dataclass(frozen=True)
class Process:
    """One process of this installation; memory in bytes, without what it shares where the kernel tells."""

    pid: int
    kind: str  # "web", "worker" or "serve"
    memory: int


@dataclass(frozen=True)
class Memory:
    """Memory of the machine in bytes."""

    total: int
    available: int


def memory() -> Memory | None:
    """Memory of the machine; None where the kernel does not tell."""
    try:
        lines = dict(line.split(":", 1) for line in (PROC / "meminfo").read_text("ascii").splitlines())
        return Memory(*(int(lines[name].split()[0]) * 1024 for name in ("MemTotal", "MemAvailable")))
    except (OSError, KeyError, ValueError):
        return None


def processes() -> list[Process]:
    """The processes of this installation on this machine, by kind and number."""
    own = _data_dir("self")
    found = []
    try:
        numbers = sorted(int(entry.name) for entry in os.scandir(PROC) if entry.name.isdigit())
    except OSError:
        return []
    for number in numbers:
        try:
            match = KINDS.search((PROC / str(number) / "cmdline").read_bytes().decode("utf-8", "replace"))
            if match and _data_dir(number) == own:
                found.append(Process(number, match[1] or "serve", resident(number)))
        except (OSError, ValueError):
            continue  # it ended meanwhile, or belongs to somebody else
    return sorted(found, key=lambda process: (process.kind, process.pid))


def _data_dir(process: int | str) -> bytes:
    try:
        pairs = (PROC / str(process) / "environ").read_bytes().split(b"\x00")
    except OSError:
        return b""
    return next((pair for pair in pairs if pair.startswith(SAME)), b"")
