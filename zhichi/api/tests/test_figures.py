"""Behind every number of the handbook by the API: its records page by page, and what another value would have meant."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from zhichi.api.auth import RATE
from zhichi.handbook import selectors as handbook
from zhichi.records.models import Event
from zhichi.tickets.tests.conftest import Desk, desk
from zhichi.tickets.tests.test_drill import play

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.api.tests.conftest import Office, Program
    from zhichi.handbook.periods import Period

__all__ = ["desk"]
MINUTES = "3.1.2.normal_hours"
START = datetime(2026, 11, 2, 1, tzinfo=UTC)  # a Monday, nine in the morning


@pytest.fixture(autouse=True)
def _monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def figures(program: Program, period: str) -> list[tuple[str, dict[str, Any]]]:
    """Every number of every clause, with the clause."""
    items = program.get("/handbook/clauses", period=period).json()["items"]
    return [(item["id"], figure) for item in items for figure in item["evidence"]["figures"]]


def all_pages(program: Program, address: str, **query: str) -> tuple[dict[str, Any], list[Any]]:
    """The first page, and the records of all pages of its part."""
    path = address.removeprefix("/api/v1")
    path += "".join(f"&{name}={value}" for name, value in query.items())
    first = page = program.client.get(f"/api/v1{path}&size=20").json()
    found = list(page["items"])
    while page["next"]:
        page = program.client.get(f"/api/v1{path}&size=20&cursor={page['next']}").json()
        found += page["items"]
    return first, found


@pytest.fixture
def played(desk: Desk, office: Office, _monday: time_machine.Traveller) -> Period:
    """A month with requests of all kinds, after the last of them."""
    play(desk, office.people, random.Random(3))
    _monday.move_to(desk.at)
    return handbook.parse_period("2026-11")


def test_every_number_leads_to_its_records(office: Office, played: Period, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(RATE), "wait", lambda self, key: 0)
    program = office.program("manager", ("handbook:read",))
    listed = 0
    for clause, figure in figures(program, played.code):
        assert (figure["records"] is None) == (figure["rows"] is None), (clause, figure)
        if figure["records"] is None:
            continue
        first, _rows = all_pages(program, figure["records"])
        assert first["period"]["code"] == played.code
        for part in first["parts"]:
            _first, rows = all_pages(program, figure["records"].replace("&part=", "&was="), part=part["code"])
            assert len(rows) == part["visible"] == part["count"], (clause, figure, part)
            assert all(len(row["cells"]) == len(first["columns"]) for row in rows)
            listed += len(rows)
        if figure["unit"] == "count" and isinstance(figure["value"], int):
            assert figure["value"] == sum(part["count"] for part in first["parts"]), (clause, figure)
    assert listed > 50


def test_counts_what_the_owner_may_not_see_and_lists_it_not(office: Office, desk: Desk) -> None:
    ticket = desk.ticket()
    seen = office.program("manager").get("/handbook/rows/tickets.registered").json()
    assert [row["path"] for row in seen["items"]] == [f"/desk/tickets/{ticket.number}/"]
    hidden = office.program("rival").get("/handbook/rows/tickets.registered").json()
    assert (hidden["items"], hidden["parts"][0]["count"], hidden["parts"][0]["visible"]) == ([], 1, 0)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/handbook/rows/no.such.list", 404),
        ("/handbook/rows/tickets.promises?kind=colour", 404),
        ("/handbook/rows/tickets.promises?part=nobody", 404),
        ("/handbook/rows/tickets.promises?colour=red", 422),
        ("/handbook/rows/tickets.promises?period=soon", 422),
        ("/handbook/rows/tickets.promises?from=2026-11-01", 422),
        ("/handbook/values/no.such/trial?value=1", 404),
        ("/handbook/values/1.2.read_days/trial?value=1", 404),
        (f"/handbook/values/{MINUTES}/trial?value=soon", 422),
        (f"/handbook/values/{MINUTES}/trial?value=-5", 422),
        (f"/handbook/values/{MINUTES}/trial", 422),
        (f"/handbook/values/{MINUTES}/trial?value=5&period=1066", 422),
    ],
)
def test_refuses_what_does_not_exist(office: Office, address: str, status: int) -> None:
    """An unknown list, question, part, parameter, period, value; a value out of its bounds or that cannot be tried."""
    answer = office.program("manager").get(address)
    assert answer.status_code == status, answer.content
    assert answer.json()["title"]


def test_tells_what_another_target_would_have_meant(office: Office, played: Period) -> None:
    program = office.program("manager", ("handbook:read",))
    path = f"/handbook/values/{MINUTES}/trial"
    answer = program.get(path, value="1", period=played.code).json()
    view = handbook.value_of(MINUTES)
    assert view is not None
    value, slow = handbook.trial_of(view, "1", played)
    assert (answer["value"], answer["in_force"], answer["unit"]) == (value, view.value, "hours")
    assert [(line["before"], line["after"]) for line in answer["lines"]] == [
        (line.before, line.after) for line in slow.lines
    ]
    assert answer["finding"]
    assert answer["not_tried"]
    first, rows = all_pages(program, answer["records"])
    assert rows
    assert {part["code"] for part in first["parts"]} == {"lost", "gained"}
    same = program.get(path, value=str(view.value), period=played.code).json()
    assert all(line["before"] == line["after"] for line in same["lines"])


def test_says_which_values_can_be_tried(office: Office) -> None:
    items = office.program("manager").get("/handbook/clauses").json()["items"]
    values = {value["key"]: value for item in items for value in item["values"]}
    assert values[MINUTES]["can_be_tried"]
    assert (values[MINUTES]["minimum"], values[MINUTES]["version"]) == (1, 1)
    for key, value in values.items():
        if value["can_be_tried"]:
            answer = office.program("manager").get(f"/handbook/values/{key}/trial", value=str(value["value"]))
            assert answer.status_code == 200, (key, answer.content)


def test_only_who_may_change_the_handbook_tries_values(office: Office) -> None:
    assert office.program("senior").get(f"/handbook/values/{MINUTES}/trial", value="5").status_code == 403
    assert office.program("manager", ("tickets:read",)).get("/handbook/rows/tickets.registered").status_code == 403


@pytest.mark.usefixtures("played")
def test_a_trial_writes_nothing(office: Office) -> None:
    program = office.program("manager")
    before = Event.objects.count()
    assert program.get(f"/handbook/values/{MINUTES}/trial", value="1").status_code == 200
    assert Event.objects.count() == before
