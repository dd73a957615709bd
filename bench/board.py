"""The board of what is at risk among all open tickets: `python -m bench.board`. Needs a seeded database.

Every ticket of the database is made open and gets a running promise, so that the board has as many rows as there are
tickets; a thousand of them are late and have gone up.
"""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

LATE = 1000


def main() -> int:
    """Print queries, CPU and median of the board: first page, a page far down, narrowed, and its fragment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from bench.cost import measure
    from zhichi.core.clock import now
    from zhichi.tickets.models import Ticket

    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS.append("testserver")
    supervisor = _supervisor()
    _open_all(now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(supervisor, backend="zhichi.accounts.backends.MailAddressBackend")
    print(f"{connection.vendor}, {Ticket.objects.filter(is_open=True).count()} open tickets on the board")
    for name, address in {
        "board": "/desk/board/",
        "board, far down": f"/desk/board/?cursor={_far_down(supervisor)}",
        "board of a team": f"/desk/board/?team={Ticket.objects.values_list('team_id', flat=True)[0]}",
        "board of a promise": "/desk/board/?kind=solution",
    }.items():

        def visit(address: str = address) -> None:
            response = client.get(address)
            assert response.status_code == 200, (address, response.status_code)
            assert b"data-row" in response.content

        print(f"  {name:20} {measure(visit, runs=30)}")
    return 0


def _supervisor() -> Any:
    from zhichi.accounts import selectors as accounts
    from zhichi.accounts import services
    from zhichi.core.actors import Actor
    from zhichi.core.clock import now

    known = accounts.person_by_email("board@example.com")
    return known or services.create_person(
        email="board@example.com",
        display_name="Board",
        post="supervisor",
        password=None,
        by=Actor.system("bench"),
        at=now(),
    )


def _open_all(at: datetime) -> None:
    from django.db import connection, transaction

    from zhichi.escalation.models import Escalation
    from zhichi.tickets.models import Ticket

    keys = list(Ticket.objects.order_by("pk").values_list("pk", flat=True))
    kinds = ("response", "solution", "progress")
    rows = [
        (json.dumps({"kind": kinds[key % 3], "state": "running", "target": 7200, "calendar": None}), due_at, key)
        for place, key in enumerate(keys)
        for due_at in [connection.ops.adapt_datetimefield_value(at + timedelta(seconds=(place - LATE) * 30))]
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE tickets_ticket SET is_open = true, state = 'open', clock = %s, due_at = %s WHERE id = %s", rows
        )
    Escalation.objects.all().delete()
    Escalation.objects.bulk_create(
        Escalation(clock_id=-key, stream=f"ticket:{key}", ticket_id=key, kind="response", late_since=at, raised=2)
        for key in keys[:LATE]
    )


def _far_down(person: Any) -> str:
    from zhichi.core.clock import now
    from zhichi.tickets import selectors as tickets

    return tickets.at_risk(person, tickets.RiskFilter(when="later"), at=now(), size=30_000).next_cursor


if __name__ == "__main__":
    raise SystemExit(main())
