"""How many events a second the record takes: `python -m bench.append [--events N] [--writers N]`.

Uses the database of `ZHICHI_DATABASE_URL` and leaves the events there: give it one of its own.
"""

from __future__ import annotations

import argparse
import os
import threading
import time


def main() -> int:
    """Measure new streams, growing streams, and several writers at once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=3000)
    parser.add_argument("--writers", type=int, default=1)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    print(f"database {connection.vendor}, {options.events} transactions of one event, {options.writers} writers")
    for name, per_stream in (("new streams", 1), ("10 events a stream", 10)):
        seconds, cpu = _run(options.events, options.writers, per_stream)
        rate, each = options.events / seconds, cpu / options.events * 1e6
        print(f"  {name:20} {rate:7.0f} events/s  {each:6.0f} µs of this process's CPU an event")
    return 0


def _run(events: int, writers: int, per_stream: int) -> tuple[float, float]:
    share = events // writers
    threads = [threading.Thread(target=_write, args=(share, per_stream)) for _ in range(writers)]
    started, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started, time.process_time() - cpu


def _write(events: int, per_stream: int) -> None:
    from django.db import connection, transaction

    from zhichi.core.actors import Actor
    from zhichi.core.clock import now
    from zhichi.records import services
    from zhichi.records.events import LinkMade

    actor = Actor.system("bench")
    prefix = f"bench:{threading.get_ident()}{time.time_ns()}"
    for number in range(events):
        event = LinkMade(source=f"bench:{number}", target="bench:0", kind="related")
        with transaction.atomic():
            services.append(
                f"{prefix}{number // per_stream}", event, by=actor, at=now(), is_new=number % per_stream == 0
            )
    connection.close()


if __name__ == "__main__":
    raise SystemExit(main())
