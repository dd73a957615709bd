"""How long `zhichi serve` takes to its first answer on an existing database, and its memory at rest.

Memory is taken twice: when it has started and what came in before is worked off, and again after people have used it:
a member of staff opens the pages of the desk in both languages, a program calls the API, mail comes in. It rests when
its processes use next to no CPU and the helper that reads texts for meaning has ended; where its worker has grown so
much that a fresh one takes its place, once more after that. `python -m bench.rest`.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from zhichi.config.renewal import YOUNG_SECONDS, limit

LOOK = 3.0  # seconds between two looks
RESTING, LOOKS = 0.15, 4  # seconds of CPU between two looks that still count as rest, and how many such looks in a row
PAGES = (
    "/desk/", "/desk/tickets/?view=open", "{ticket}", "{ticket}head/", "/desk/board/", "/desk/customers/",
    "/desk/knowledge/", "/desk/visits/", "/desk/roster/", "/desk/handover/", "/desk/reviews/", "/desk/handbook/",
    "/desk/notices/", "/desk/calendars/", "/desk/mail/", "/desk/system/", "/desk/staff/", "/desk/search/?q=导出",
    "/desk/search/?q=export", "/",
)  # fmt: skip


def main() -> int:
    """Start, ask until it answers, wait, add up the resident memory; use it, wait, add up again; stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=100)
    parser.add_argument("--patience", type=float, default=600.0, help="seconds to wait for rest, each time")
    parser.add_argument("--keys", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.keys:
        return _print_keys()
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
        print(f"  first answer after {time.perf_counter() - started:.1f} s")
        _tell("after the start", parent.pid, options.patience)
        _use(port)
        if options.mails:
            command = [sys.executable, "-m", "bench.mail", "--messages", str(options.mails)]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        _tell(f"after pages, API and {options.mails} mails", parent.pid, options.patience)
    finally:
        parent.send_signal(signal.SIGINT)
        parent.wait(timeout=15)
    return 0


def _tell(when: str, root: int, patience: float) -> None:
    _tell_now(when, root, patience)
    if _is_replaced(root):
        _tell_now("then, with a fresh worker", root, patience)


def _is_replaced(root: int) -> bool:
    """Whether a fresh worker has taken the place of one over its limit, which is waited for."""
    old, largest = _workers(root), limit() / 1e6
    if not largest or not any(size > largest for size in old.values()):
        return False
    end = time.monotonic() + YOUNG_SECONDS + 120
    while time.monotonic() < end:
        time.sleep(LOOK)
        if (now := _workers(root)) and not now.keys() & old.keys():
            return True
    return False


def _tell_now(when: str, root: int, patience: float) -> None:
    began = time.perf_counter()
    word = "at rest" if _wait_for_rest(root, patience) else "STILL BUSY"
    sizes = _resident(root)
    parts = ", ".join(f"{name} {size:.0f}" for name, size in sizes)
    total = sum(size for _name, size in sizes)
    print(f"  {when}, {word} after {time.perf_counter() - began:.0f} s: {total:.0f} MB resident ({parts})")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _use(port: int) -> None:
    """Open the pages twice in each language and ask the API."""
    command = [sys.executable, "-m", "bench.rest", "--keys"]
    keys: dict[str, str] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    base = f"http://127.0.0.1:{port}"
    for language in ("zh-hans", "en") * 2:
        cookie = f"sessionid={keys['session']}; zhichi_language={language}"
        for page in PAGES:
            _get(base + urllib.parse.quote(page.format(**keys), safe="/?=&"), {"Cookie": cookie})
    for page in ("tickets", "tickets?state=open"):
        _get(f"{base}/api/v1/{page}", {"Authorization": f"Bearer {keys['token']}"})


def _get(address: str, headers: dict[str, str]) -> None:
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - our own address
    with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - as above
        answer.read()


def _print_keys() -> int:
    """In a process of its own, which loads Django: a session, a token and a ticket of the seeded manager."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django

    django.setup()
    from django.test import Client

    from zhichi.accounts.models import User
    from zhichi.api import services
    from zhichi.core.actors import Actor
    from zhichi.core.clock import now
    from zhichi.tickets.models import Ticket

    person: Any = User.objects.get(email="bench0@example.com")
    client = Client()
    client.force_login(person, backend="zhichi.accounts.backends.MailAddressBackend")
    ticket = Ticket.objects.filter(is_open=True).order_by("-pk")[5]
    token = services.create_token(
        name="bench", scopes=["tickets:read"], expires_at=None, by=Actor.of(person), at=now()
    )[1]
    keys = {"session": client.cookies["sessionid"].value, "token": token, "ticket": f"/desk/tickets/{ticket.number}/"}
    print(json.dumps(keys))
    return 0


def _wait_for_rest(root: int, patience: float) -> bool:
    """Whether the processes came to rest in time."""
    end, quiet = time.monotonic() + patience, 0
    used = _cpu(root)
    while time.monotonic() < end:
        time.sleep(LOOK)
        before, used = used, _cpu(root)
        is_quiet = used - before < RESTING and not any(name == "helper" for name, _size in _resident(root))
        quiet = quiet + 1 if is_quiet else 0
        if quiet == LOOKS:
            return True
    return False


def _cpu(root: int) -> float:
    """Seconds of CPU of the process and all its descendants."""
    ticks = 0
    for pid in _family(root):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        except OSError:  # it ended
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _resident(root: int) -> list[tuple[str, float]]:
    """Name and megabytes of the process and all its descendants, the largest first."""
    return sorted(((name, size) for name, size in _sizes(root).values()), key=lambda one: -one[1])


def _workers(root: int) -> dict[int, float]:
    """Process number of each worker → megabytes."""
    return {pid: size for pid, (name, size) in _sizes(root).items() if name == "worker"}


def _sizes(root: int) -> dict[int, tuple[str, float]]:
    page = os.sysconf("SC_PAGE_SIZE") / 1e6
    found = {}
    for pid in _family(root):
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            found[pid] = (_name(pid), pages * page)
        except (OSError, IndexError):  # it ended
            continue
    return found


def _name(pid: int) -> str:
    """What the process is: "web", "worker", "helper", "parent", or its program."""
    words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    module = words[words.index("-m") + 1] if "-m" in words else Path(words[0]).name
    return {"zhichi": "parent"}.get(module, module.rpartition(".")[2])


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
