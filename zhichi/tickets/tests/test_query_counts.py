"""Pages ask the database a fixed number of questions, however much there is. Figures: query_counts.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.handbook import selectors as handbook
from zhichi.records import selectors as records
from zhichi.sla import office

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk

COUNTS: dict[str, int] = json.loads(Path(__file__).with_name("query_counts.json").read_text("utf-8"))
BUDGETS = {"queue": 15, "ticket": 20, "ticket fragment": 20}
FRAGMENT = {"HX-Request": "true"}


def pages(number: str, shown: int) -> dict[str, tuple[str, dict[str, str]]]:
    """Name → address and headers of every page that is opened all day."""
    ticket = f"/desk/tickets/{number}/"
    panels = ("clocks", "customer", "product", "confirmation", "solution", "completeness", "related")
    return {
        "queue": ("/desk/tickets/?view=open", {}),
        "queue fragment": ("/desk/tickets/?view=open", FRAGMENT),
        "counts": ("/desk/tickets/counts/", FRAGMENT),
        "clocks": (f"/desk/tickets/clocks/?shown={shown}", FRAGMENT),
        "news": (f"/desk/tickets/news/?view=open&since=2020-01-01T00:00:00%2B00:00&shown={shown}", FRAGMENT),
        "ticket": (f"{ticket}?view=open&f=1&by_change=on", {}),
        "ticket fragment": (f"{ticket}?view=open&f=1&by_change=on", FRAGMENT),
        "head": (f"{ticket}head/", FRAGMENT),
        "thread": (f"{ticket}thread/", FRAGMENT),
        "print": (f"{ticket}print/", {}),
        "assign": (f"{ticket}assign/", FRAGMENT),
        **{f"panel {name}": (f"{ticket}panel/{name}/", FRAGMENT) for name in panels},
    }


def count(client: Client, address: str, headers: dict[str, str]) -> int:
    client.get(address, headers=headers)
    # What a process remembers for seconds is asked again, so that the figure does not depend on the clock.
    records.forget_policies()
    handbook.forget_version()
    office.forget()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address, headers=headers).status_code == 200
    return len(asked)


@pytest.fixture
def senior(client: Client, people: People) -> Client:
    client.force_login(people.senior)
    return client


def test_counts_are_those_in_the_file(senior: Client, desk: Desk) -> None:
    running = desk.ticket()
    ticket = desk.solved()
    found = {name: count(senior, *page) for name, page in pages(ticket.number, running.pk).items()}
    assert found == COUNTS, "fewer is fine too: write the new figures into query_counts.json"


def test_counts_keep_the_budgets() -> None:
    assert all(COUNTS[name] <= budget for name, budget in BUDGETS.items())


def test_counts_do_not_grow_with_the_data(senior: Client, desk: Desk) -> None:
    ticket = desk.solved()
    for _ in range(26):
        running = desk.ticket()
    for step in range(8):
        desk.says(ticket, f"第 {step} 句", is_automatic=True)
    grown: dict[str, Any] = {}
    for name, page in pages(ticket.number, running.pk).items():
        grown[name] = count(senior, *page)
    assert grown == COUNTS
