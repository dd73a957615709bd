"""What-if, drill-down and the page of all clauses over many promises: `python -m bench.handbook`.

A hundred thousand promises that came to an end last month, half as many still open, on the tickets there are.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR = timedelta(hours=1)


def main() -> int:
    """Print how long each takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clocks", type=int, default=100_000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from zhichi.core.clock import now
    from zhichi.handbook import periods, selectors
    from zhichi.tickets import trials

    call_command("migrate", verbosity=0)
    month = periods.before(periods.this_month(at=now()))
    _fill(options.clocks, month.start, month.end)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    person = _manager()
    print(f"{connection.vendor}, {options.clocks} promises ended last month, {options.clocks // 2} open")
    _timed("what-if of one target", lambda: trials.other_target("3.1.2.normal_hours", 3, _fresh(month)))
    asked = {"kind": "solution", "group": "normal"}
    _timed("drill-down, first page", lambda: _page("tickets.promises", asked, _fresh(month), person))
    asked = {"key": "3.1.2.normal_hours", "value": "3"}
    _timed("drill-down of a what-if", lambda: _page("tickets.trial", asked, _fresh(month), person))
    _timed("all clauses, with the month before", lambda: selectors.conformance(*reversed(periods.with_before(month))))
    return 0


def _timed(words: str, work: Callable[[], Any]) -> None:
    started = time.perf_counter()
    work()
    print(f"  {words:36} {time.perf_counter() - started:6.2f} s")


def _fresh(period: Any) -> Any:
    """The period without what was read for it before."""
    from zhichi.handbook import periods

    return periods.parse(period.code)


def _page(source: str, asked: dict[str, str], period: Any, person: Any) -> Any:
    from zhichi.handbook import selectors

    found = selectors.listing(source, asked, period, person)
    assert found is not None
    return [found.page(view.part.code, "") for view in found.parts]


def _manager() -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.filter(post="manager").first() or get_user_model()(post="manager", is_active=True)


def _fill(clocks: int, start: datetime, end: datetime) -> None:
    from zhichi.sla.models import Clock
    from zhichi.tickets.models import Ticket

    keys = list(Ticket.objects.order_by("pk").values_list("pk", flat=True)[:100_000])
    dice, target = random.Random(2), 4 * HOUR
    for first in range(0, clocks, 5000):
        rows = []
        for number in range(first, min(first + 5000, clocks)):
            stream, at = f"ticket:{keys[number % len(keys)]}", start + (end - start) * dice.random()
            used = target * dice.random() * 1.2
            late = used > target
            rows.append(
                Clock(
                    stream=stream, kind="solution", group="normal", state="met", target=target, since=at - used,
                    started_at=at - used, due_at=at - used + target, ended_at=at, elapsed=used,
                    breached_at=at - used + target if late else None,
                )
            )  # fmt: skip
            if number % 2:
                began = at + timedelta(microseconds=1)
                rows.append(
                    Clock(
                        stream=stream, kind="solution", group="normal", target=target, since=began, started_at=began,
                        due_at=began + target, breached_at=began + target,
                    )
                )  # fmt: skip
        Clock.objects.bulk_create(rows)


if __name__ == "__main__":
    raise SystemExit(main())
