"""Mail intake end to end on one worker: `python -m bench.mail --messages 2000`. Needs a seeded database.

Raw bytes go in; a fifth of them answer tickets that exist. Beside it stands the bare parse of the standard library.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import os
import time
from email.message import EmailMessage


def main() -> int:
    """Print messages a second and CPU a message, and the same for the bare standard-library parse."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django

    django.setup()
    from django.db import connection

    from bench.cost import database_cpu
    from zhichi.channels.email import services
    from zhichi.channels.email.services import _arrival
    from zhichi.channels.email.services.together import receive_together
    from zhichi.core.clock import now
    from zhichi.tickets.models import Ticket

    def arrival(raw: bytes) -> _arrival.Arrival:
        at = now()
        return _arrival.read(raw, mailbox=None, arrived_at=at, at=at)

    raws = messages(options.messages)
    for raw in messages(50, "warm"):
        services.receive(raw=raw, at=now())
    started, own, server = time.perf_counter(), time.process_time(), database_cpu()
    done: dict[str, int] = {}
    for receipt in receive_together((arrival(raw), None) for raw in raws):
        done[receipt.log.done] = done.get(receipt.log.done, 0) + 1
    seconds = time.perf_counter() - started
    own, server = time.process_time() - own, database_cpu() - server
    count = len(raws)
    print(f"{connection.vendor}, {Ticket.objects.count()} tickets: {count / seconds:.0f} messages/s", done)
    print(f"  CPU a message: {(own + server) / count * 1000:.2f} ms (database server {server / count * 1000:.2f})")
    started = time.perf_counter()
    for raw in raws:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        _ = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    print(f"  bare standard-library parse: {(time.perf_counter() - started) / count * 1000:.2f} ms a message")
    return 0


def messages(count: int, prefix: str = "bench") -> list[bytes]:
    """Raw mails, half Chinese, every fifth an answer to a seeded ticket."""
    raws = []
    stamp = time.time_ns()
    for number in range(count):
        mail = EmailMessage()
        mail["From"] = f"客户 <client{number % 2000}@example.com>"
        mail["To"] = "support@example.com"
        mail["Subject"] = "升级后导出乱码" if number % 2 else "Export broken after upgrade"
        mail["Message-ID"] = f"<{prefix}.{stamp}.{number}@example.com>"
        if number % 5 == 0:
            mail["In-Reply-To"] = f"<bench.{number % 1000 + 1}.0@example.com>"
            mail["References"] = mail["In-Reply-To"]
        mail.set_content(
            f"第 {stamp}-{number} 号：昨晚升级到 8.2 后，导出的文件打开是乱码，请尽快处理。\n" * 6
            if number % 2
            else f"It broke, case {stamp}-{number}.\n" * 20
        )
        raws.append(mail.as_bytes())
    return raws


if __name__ == "__main__":
    raise SystemExit(main())
