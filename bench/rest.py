"""How long `zhichi serve` takes to its first answer on an existing database, and its memory at rest.

Rest begins when what came in before the start is worked off: the processes use next to no CPU.
"""

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

LOOK, PATIENCE = 3.0, 180.0  # seconds between two looks; and until a product that never rests is measured all the same
RESTING = 0.15  # seconds of CPU between two looks that still count as rest


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
            if parent.poll() is not None:
                print("zhichi serve did not start: run “zhichi doctor” with the same settings", file=sys.stderr)
                return 1
            time.sleep(0.02)
        seconds = time.perf_counter() - started
        is_resting = _wait_for_rest(parent.pid)
        sizes = _resident(parent.pid)
        parts = ", ".join(f"{size:.0f}" for size in sizes)
        word = f"at rest after {time.perf_counter() - started:.0f} s" if is_resting else "STILL BUSY"
        print(f"  first answer after {seconds:.1f} s; {word}: {sum(sizes):.0f} MB resident ({parts})")
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


def _wait_for_rest(root: int) -> bool:
    """Whether the processes came to rest in time."""
    end = time.monotonic() + PATIENCE
    used = _cpu(root)
    while time.monotonic() < end:
        time.sleep(LOOK)
        before, used = used, _cpu(root)
        if used - before < RESTING:
            return True
    return False


def _cpu(root: int) -> float:
    """Seconds of CPU of the process and all its descendants."""
    ticks = 0
    for pid in _family(root):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _resident(root: int) -> list[float]:
    """Megabytes of the process and all its descendants, the largest first."""
    page = os.sysconf("SC_PAGE_SIZE") / 1e6
    return sorted(
        (int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page for pid in _family(root)), reverse=True
    )


def _family(root: int) -> set[int]:
    """The process and all its descendants."""
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
    return family


if __name__ == "__main__":
    raise SystemExit(main())
