"""The sweep among many clocks, and clocks that follow a changed calendar: `python -m bench.clocks`.

A million open clocks of which a thousand are due; a hundred thousand clocks of one calendar that gets a day off, two a
ticket as far as there are open tickets, so that lists and records follow too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from datetime import time as of_day
from itertools import chain, cycle, islice
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOUR = timedelta(hours=1)


def main() -> int:
    """Print how long the sweep and the recomputation take, and what somebody at the desk waits meanwhile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clocks", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=1000)
    parser.add_argument("--moved", type=int, default=100_000)
    parser.add_argument("--desk", action="store_true", help="be the one at the desk, until the input ends")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django

    django.setup()
    if options.desk:
        return _sit_at_the_desk()
    from django.core.management import call_command
    from django.db import connection

    from zhichi.core.clock import now
    from zhichi.sla import services
    from zhichi.sla.models import Clock

    call_command("migrate", verbosity=0)
    at = now()
    calendar_id = _calendar(at)
    services.recompute(at=at)  # what other measurements left behind
    services.sweep(at=at)
    _fill(options.clocks, options.moved, calendar_id, at)
    Clock.objects.filter(stream__in=[f"bench:{number}" for number in range(options.due)]).update(act_at=at - HOUR)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}, {Clock.objects.count()} clocks")
    _measure("due clocks are swept", lambda: services.sweep(at=at))
    _day_off(calendar_id, at, 9)
    _measure("clocks follow a calendar", lambda: services.recompute(at=at))
    _day_off(calendar_id, at, 10)
    with _somebody_at_the_desk():
        _measure("follow it again, beside the desk", lambda: services.recompute(at=at))
    return 0


def _measure(what: str, work: Callable[[], int]) -> None:
    from bench.cost import database_cpu

    wall, own, server = time.perf_counter(), time.process_time(), database_cpu()
    count = work()
    wall, own = time.perf_counter() - wall, time.process_time() - own
    print(f"  {count:7} {what:33} {wall:6.2f} s, CPU {own:5.2f} + {database_cpu() - server:5.2f} s of the database")


@contextmanager
def _somebody_at_the_desk() -> Iterator[None]:
    """A process that opens pages and writes notes, as quickly as it gets them, and tells how long it waited."""
    command = [sys.executable, "-m", "bench.clocks", "--desk"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as desk:
        assert desk.stdin is not None
        assert desk.stdout is not None
        print(desk.stdout.readline(), end="", flush=True)
        yield
        desk.stdin.close()
        print(desk.stdout.read(), end="", flush=True)


def _sit_at_the_desk() -> int:
    import select

    from django.conf import settings
    from django.test import Client

    from zhichi.accounts.models import User
    from zhichi.core.actors import Actor
    from zhichi.core.clock import now
    from zhichi.tickets import services
    from zhichi.tickets.models import Ticket

    settings.ALLOWED_HOSTS.append("testserver")
    engineer = User.objects.get(email="bench1@example.com")
    client = Client()
    client.force_login(engineer, backend="zhichi.accounts.backends.MailAddressBackend")
    mine = list(Ticket.objects.filter(team__in=engineer.teams.all(), is_open=True).order_by("pk")[:2000])
    waits: dict[str, list[float]] = {"queue page": [], "ticket page": [], "note written": []}

    def look(address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    def turn(ticket: Ticket) -> None:
        deeds: dict[str, Callable[[], object]] = {
            "queue page": lambda: look("/desk/tickets/?view=open"),
            "ticket page": lambda: look(f"/desk/tickets/{ticket.number}/"),
            "note written": lambda: services.note(ticket_id=ticket.pk, text="?", by=Actor.of(engineer), at=now()),
        }
        for name, work in deeds.items():
            started = time.perf_counter()
            work()
            waits[name].append(time.perf_counter() - started)

    def say(when: str) -> None:
        parts = [f"{name} {median(waits[name]) * 1e3:.0f} / {max(waits[name]) * 1e3:.0f} ms" for name in waits]
        print(f"          {when}, median / longest of {len(waits['queue page'])}: {', '.join(parts)}", flush=True)

    for ticket in mine[:20]:
        turn(ticket)
    say("the desk before")
    for known in waits.values():
        known.clear()
    for ticket in cycle(mine):
        turn(ticket)
        if select.select([sys.stdin], [], [], 0)[0]:
            break
    say("the desk meanwhile")
    return 0


def _calendar(at: datetime) -> int:
    from zhichi.calendars import services as calendars
    from zhichi.core.actors import Actor

    week = [((of_day(9), of_day(12)), (of_day(13), of_day(18))) if day < 5 else () for day in range(7)]
    data = calendars.CalendarData(name=f"bench {at:%f}", time_zone="Asia/Shanghai")
    return calendars.create_calendar(data=data, weekly=week, by=Actor.system("bench"), at=at).pk


def _day_off(calendar_id: int, at: datetime, days: int) -> None:
    from zhichi.calendars import services as calendars
    from zhichi.calendars.choices import DayKind
    from zhichi.core.actors import Actor

    day = calendars.DateData(day=at.date() + timedelta(days=days), kind=DayKind.HOLIDAY, name="day off", hours=())
    calendars.set_date(calendar_id=calendar_id, data=day, by=Actor.system("bench"), at=at)


def _fill(clocks: int, moved: int, calendar_id: int, at: datetime) -> None:
    from zhichi.calendars import selectors as calendars
    from zhichi.sla.models import Clock
    from zhichi.tickets.models import Ticket

    revision = calendars.work_calendar_with_revision(calendar_id)[1]
    far = at + timedelta(days=30)
    tickets = [
        f"ticket:{key}" for key in Ticket.objects.filter(is_open=True).values_list("pk", flat=True)[: moved // 2]
    ]
    followers = [(stream, kind) for stream in tickets for kind in ("bench-one", "bench-two")]
    followers += [(f"bench:{number}", "solution") for number in range(clocks, clocks + moved - len(followers))]
    others = ((f"bench:{number}", "solution") for number in range(clocks - moved))
    wanted = chain(((*one, None, None) for one in others), ((*one, calendar_id, revision) for one in followers))
    while some := list(islice(wanted, 10_000)):
        Clock.objects.bulk_create(
            Clock(
                stream=stream,
                kind=kind,
                calendar_id=calendar,
                revision=state,
                target=90 * HOUR,
                since=at,
                started_at=at,
                due_at=far,
                act_at=far,
            )
            for stream, kind, calendar, state in some
        )


if __name__ == "__main__":
    raise SystemExit(main())
