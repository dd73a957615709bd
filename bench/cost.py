"""What a piece of work costs: its own CPU, and that of the PostgreSQL server behind it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

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
        return f"{self.queries:3d} queries  {cpu:6.1f} ms CPU  {self.wall:6.1f} ms median"


def database_cpu() -> float:
    """Seconds of CPU that all PostgreSQL processes of this machine have used so far; 0 on SQLite."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition(") ")
        except OSError:
            continue
        if "postgres" in name:
            fields = rest.split()
            total += sum(map(int, fields[11:15])) / TICKS  # its own, and that of its children that ended
    return total


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
