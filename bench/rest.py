"""How long `zhichi serve` takes to its first answer on an existing database, and its memory at rest."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PAUSE = 6.0  # seconds until the product is at rest


def main() -> int:
    """Start, ask until it answers, wait, add up the resident memory of all its processes, stop."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.perf_counter()
    command = [sys.executable, "-m", "zhichi", "serve", "--port", str(port)]
    parent = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _answers(port):
            time.sleep(0.02)
        seconds = time.perf_counter() - started
        time.sleep(PAUSE)
        sizes = _resident(parent.pid)
        parts = ", ".join(f"{size:.0f}" for size in sizes)
        print(f"  first answer after {seconds:.1f} s; at rest {sum(sizes):.0f} MB resident ({parts})")
    finally:
        parent.send_signal(signal.SIGINT)
        parent.wait(timeout=15)
    return 0


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _resident(root: int) -> list[float]:
    """Megabytes of the process and all its descendants."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    family = {root}
    while grown := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= grown
    page = os.sysconf("SC_PAGE_SIZE") / 1e6
    return sorted((int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page for pid in family), reverse=True)


if __name__ == "__main__":
    raise SystemExit(main())
