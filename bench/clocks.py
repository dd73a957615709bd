"""The sweep among many clocks, and clocks that follow a changed calendar: `python -m bench.clocks`.

A million open clocks of which a thousand are due; a hundred thousand clocks of one calendar that gets a day off, two a
ticket as far as there are open tickets, so that lists and records follow too.
"""

from __future__ import annotations

import argparse
import os
import time
from datetime import datetime, timedelta
from datetime import time as of_day
from itertools import chain, islice

HOUR = timedelta(hours=1)


def main() -> int:
    """Print how long the sweep and the recomputation take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clocks", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=1000)
    parser.add_argument("--moved", type=int, default=100_000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django

    django.setup()
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
    started = time.perf_counter()
    swept = services.sweep(at=at)
    print(f"{connection.vendor}, {Clock.objects.count()} clocks")
    print(f"  sweep of {swept} due clocks       {time.perf_counter() - started:6.2f} s")
    _day_off(calendar_id, at)
    started = time.perf_counter()
    moved = services.recompute(at=at)
    print(f"  {moved} clocks follow a calendar  {time.perf_counter() - started:6.2f} s")
    return 0


def _calendar(at: datetime) -> int:
    from zhichi.calendars import services as calendars
    from zhichi.core.actors import Actor

    week = [((of_day(9), of_day(12)), (of_day(13), of_day(18))) if day < 5 else () for day in range(7)]
    data = calendars.CalendarData(name=f"bench {at:%f}", time_zone="Asia/Shanghai")
    return calendars.create_calendar(data=data, weekly=week, by=Actor.system("bench"), at=at).pk


def _day_off(calendar_id: int, at: datetime) -> None:
    from zhichi.calendars import services as calendars
    from zhichi.calendars.choices import DayKind
    from zhichi.core.actors import Actor

    day = calendars.DateData(day=at.date() + timedelta(days=9), kind=DayKind.HOLIDAY, name="day off", hours=())
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
