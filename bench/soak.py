"""Fetching under kills and cuts: `python -m bench.soak 20000 [--database sqlite|postgres] [--seed N]`.

A real Dovecot holds four mailboxes: IMAP with two folders (encrypted), IMAP, POP3 that deletes (encrypted), POP3 that
leaves mail there. Messages keep arriving, every fourth answers an earlier one. All lines go through a proxy that cuts,
delays and garbles; the reading process is killed (SIGKILL) again and again, the lines are cut again and again. At the
end every message must be there once, read from the right mailbox, in the right request. Needs Dovecot with POP3.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from bench.__main__ import _place, _run
from bench.soak_check import verdict

if TYPE_CHECKING:
    from zhichi.channels.email.tests.dovecot import Dovecot
    from zhichi.channels.email.tests.proxy import Proxy

BURST = 40  # messages of one delivery: all in one folder
QUIET_SECONDS = 20.0  # without kills and cuts at the end, for what is left
GIVES_UP_SECONDS = 300.0  # without any progress
PATIENCE_SECONDS = (
    20.0  # for a reader that has taken nothing yet: on a busy machine it would only start, again and again
)
PLACES = (("a", "INBOX"), ("a", "客户"), ("b", "INBOX"), ("c", "INBOX"), ("d", "INBOX"))


@dataclass
class Tally:
    """What was done to the reading of mail."""

    kills: int = 0
    cuts: int = 0
    started: float = field(default_factory=time.monotonic)


def main() -> int:
    """Deliver, disturb, wait, and say what is where. 1: a message is lost, doubled or in a wrong place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", type=int, nargs="?", default=20_000)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", action="store_true", help="the process that is killed")
    options = parser.parse_args()
    if options.reader:
        return _reader()
    with _place(options.database) as settings:
        _run(settings, "bench.seed", "--tickets", "10")
        os.environ.update(settings)
        return _soak(options.messages, random.Random(options.seed))


def _reader() -> int:
    from datetime import timedelta

    _start_django()
    from zhichi.channels.email.tasks import reading

    # A killed reader's mailboxes are free after a minute, a cut line is tried again after seconds: soon, here.
    reading.LEASE, reading.CHECK_SECONDS = timedelta(seconds=1.5), 0.5
    reading.FIRST_PAUSE, reading.LONGEST_PAUSE, reading.FIRST_PAUSE_SIGN_IN = 0.2, 1.0, 0.2
    reading.read_mail(threading.Event())
    return 0


def _soak(count: int, chance: random.Random) -> int:
    from pathlib import Path

    from zhichi.channels.email.tests.certificates import write_certificate
    from zhichi.channels.email.tests.dovecot import Dovecot

    folder = Path(os.environ["ZHICHI_DATA_DIR"]) / "tls"
    folder.mkdir()
    certificate, key = write_certificate(folder)
    os.environ["SSL_CERT_FILE"] = str(certificate)
    server = Dovecot(certificate, key)
    try:
        return _disturbed(server, count, chance)
    finally:
        server.stop()


def _disturbed(server: Dovecot, count: int, chance: random.Random) -> int:
    from zhichi.channels.email.tests.proxy import Proxy

    _start_django()
    ports = (server.tls_port, server.port, server.pop_tls_port, server.pop_port)
    proxies = [Proxy(port) for port in ports]
    boxes = _mailboxes(server, proxies)
    tally = Tally()
    feeder = threading.Thread(target=_deliver, args=(server, count, chance.random()), daemon=True)
    feeder.start()
    _disturb(feeder, proxies, count, chance, tally)
    seconds = time.monotonic() - tally.started
    words = f"{count} messages in {seconds:.0f} s, {tally.kills} kills, {tally.cuts} times all lines cut, "
    print(words + f"{sum(proxy.connections for proxy in proxies)} connections, two of three with a fault")
    places = [boxes[PLACES[_place_of(number)][0]] for number in range(count)]
    return verdict(count, places, left_on_server=boxes["d"])


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django

    django.setup()


def _mailboxes(server: Dovecot, proxies: list[Proxy]) -> dict[str, int]:
    """User name → mailbox. Each is read once before anything arrives."""
    from zhichi.channels.email import services
    from zhichi.channels.email.tests.dovecot import PLAIN_PASSWORD
    from zhichi.core.actors import Actor
    from zhichi.core.clock import now

    ways: list[dict[str, Any]] = [
        {"imap_security": "tls", "folders": "INBOX\n客户"},
        {"imap_security": "none"},
        {"imap_security": "tls", "incoming": "pop3", "leaves_mail": False},
        {"imap_security": "none", "incoming": "pop3", "leaves_mail": True},
    ]
    found = {}
    for user, way, proxy in zip("abcd", ways, proxies, strict=True):
        where: dict[str, Any] = {
            "imap_host": "127.0.0.1",
            "imap_port": proxy.port,
            "imap_user": user,
            "imap_password": PLAIN_PASSWORD,
        }
        data = services.MailboxData(address=f"{user}@support.example", name=user, **where, **way)
        found[user] = services.add_mailbox(data=data, by=Actor.system("bench"), at=now()).pk
    with _inbox(server, "a") as mailbox:
        mailbox.folder.create("客户")
    from zhichi.channels.email.models import Mailbox

    reader = _start_reader()
    _wait(lambda: not Mailbox.objects.filter(fetched_at=None).exists(), 60)
    reader.kill()
    reader.wait()
    return found


def _inbox(server: Dovecot, user: str) -> Any:
    import imap_tools

    from zhichi.channels.email.tests.dovecot import PASSWORD

    return imap_tools.MailBoxUnencrypted("127.0.0.1", server.port, 60).login_utf8(user, PASSWORD)


def _place_of(number: int) -> int:
    return number // BURST % len(PLACES)


def _deliver(server: Dovecot, count: int, seed: float) -> None:
    """Put the messages where they belong, burst by burst, past the proxy."""
    chance = random.Random(seed)
    lines = {user: _inbox(server, user) for user in "abcd"}
    for number in range(count):
        user, folder = PLACES[_place_of(number)]
        lines[user].append(_letter(number, chance), folder)


def _letter(number: int, chance: random.Random) -> bytes:
    """Message `number`; every fourth of a burst answers the one three before it."""
    mail = EmailMessage()
    mail["From"] = f"客户 <client{number // 4}@client.example>"
    mail["To"] = "support@support.example"
    mail["Subject"] = f"问题 {number // 4 if number % 4 == 3 else number} 导出乱码"
    mail["Date"] = "Tue, 24 Nov 2026 09:00:00 +0800"
    mail["Message-ID"] = f"<soak.{number}@client.example>"
    if number % 4 == 3:
        mail["In-Reply-To"] = f"<soak.{number - 3}@client.example>"
    mail.set_content(f"第 {number} 封。" + "导出的文件打开是乱码。\n" * chance.randint(1, 60))
    return mail.as_bytes()


def _start_reader() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bench.soak", "--reader"], stderr=subprocess.DEVNULL)


def _disturb(feeder: threading.Thread, proxies: list[Proxy], count: int, chance: random.Random, tally: Tally) -> None:
    """Kill and cut until everything has come in, then let it rest; gives up when nothing moves any more."""
    from zhichi.channels.email.tests.proxy import random_faults

    reader, seen, moved, shown = _started(proxies), -1, time.monotonic(), 0
    while feeder.is_alive() or seen < count:
        for proxy in proxies:
            if len(proxy.faults) < 5:
                proxy.faults += random_faults(chance, 20)
        time.sleep(chance.uniform(0.2, 6.0))
        _some_progress(seen)
        if chance.random() < 0.6:
            reader.kill()
            reader.wait()
            tally.kills += 1
            reader = _started(proxies)
        else:
            for proxy in proxies:
                proxy.cut_all()
            tally.cuts += 1
        found = _taken()
        if found != seen:
            seen, moved = found, time.monotonic()
        if seen - shown >= 1000:
            shown = seen
            print(f"  {seen} of {count} after {time.monotonic() - tally.started:.0f} s", flush=True)
        if time.monotonic() - moved > GIVES_UP_SECONDS:
            print("nothing moves any more")
            _say_why()
            break
    for proxy in proxies:
        proxy.faults.clear()
    time.sleep(QUIET_SECONDS)
    reader.kill()
    reader.wait()


def _some_progress(seen: int) -> None:
    """Wait until more than `seen` messages are there, for a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _taken() <= seen and time.monotonic() < deadline:
        time.sleep(0.1)


def _say_why() -> None:
    from zhichi.channels.email.models import Mailbox

    for box in Mailbox.objects.order_by("pk"):
        print(
            f"  {box.address}: last read {box.fetched_at}, waits since {box.waiting_since}, {box.fetch_error or 'well'}"
        )


def _started(proxies: list[Proxy]) -> subprocess.Popen[bytes]:
    """A reader that has connected once: on a busy machine it would else be killed before it does anything."""
    before = sum(proxy.connections for proxy in proxies)
    reader = _start_reader()
    _wait(lambda: sum(proxy.connections for proxy in proxies) > before, 120)
    return reader


def _taken() -> int:
    from zhichi.tickets.models import Message

    return Message.objects.filter(kind="customer", mail_id__startswith="<soak.").count()


def _wait(happened: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise SystemExit("the reader did not start in time")
        time.sleep(0.1)


if __name__ == "__main__":
    raise SystemExit(main())
