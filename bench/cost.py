"""What a piece of work costs: its own CPU, and that of the PostgreSQL server behind it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Milliseconds a run: median wall time, CPU of this process, CPU of the database server; and queries a run."""

    wall: float
    own: float
    database: float
    queries: int

    def __str__(self) -> str:
        cpu = self.own + self.database
        parts = f" (database server {self.database:.1f})" if self.database else ""
        return f"{self.queries:3d} queries  {cpu:6.1f} ms CPU{parts}  {self.wall:6.1f} ms median"


def database_cpu() -> float:
    """Seconds of CPU that the PostgreSQL server of our connection has used so far, with all its processes; 0 on SQLite.

    Other servers of the machine do not count. The server has to run on this machine.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    postmaster = _parent(_backend())
    time.sleep(0.2)  # what a process used that just ended is added to its parent a little later
    return sum(used for pid, parent, used in _processes() if postmaster in (pid, parent))


def cpu_here() -> float:
    """Seconds of CPU of this process and its database process: what a quiet machine's clock would show at best."""
    from django.db import connection

    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    path = Path(f"/proc/{_backend()}/schedstat")  # of a server on this machine
    return own + (int(path.read_text().split()[0]) / 1e9 if path.exists() else 0.0)


def _backend() -> int:
    from django.db import connection

    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _parent(pid: int) -> int:
    return next(parent for each, parent, _ in _processes() if each == pid)


def _processes() -> Iterator[tuple[int, int, float]]:
    """Process, parent, and seconds of CPU: its own, and that of its children that ended."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:  # it ended
            continue
        yield int(stat.parent.name), int(fields[1]), sum(map(int, fields[11:15])) / TICKS


def measure(work: Callable[[], object], *, runs: int) -> Cost:
    """Do `work` once to warm up, count its queries in a second run, then time `runs` more."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    work()
    with CaptureQueriesContext(connection):
        work()
        queries = len(connection.queries)
    walls = []
    own, server = time.process_time(), database_cpu()
    for _ in range(runs):
        started = time.perf_counter()
        work()
        walls.append(time.perf_counter() - started)
    own, server = time.process_time() - own, database_cpu() - server
    return Cost(median(walls) * 1000, own / runs * 1000, server / runs * 1000, queries)
