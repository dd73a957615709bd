"""Notices by the API: one's own, in the language asked for; acknowledging one, those of a request, or all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.core import clock
from zhichi.notices.tests.conftest import Bench, bench, kinds
from zhichi.records.selectors import history
from zhichi.tickets.tests.conftest import Desk, desk

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

__all__ = ["bench", "desk", "kinds"]


def test_lists_what_one_was_told_newest_first(office: Office, bench: Bench, desk: Desk) -> None:
    ticket = desk.ticket()
    bench.tell(office.people.senior)
    bench.tell(office.people.senior, kind="tests.word", stream=ticket.stream, data={"what": "改了"})
    page = office.program("senior").get("/notices").json()
    word, late = page["items"]
    assert (word["text"], word["ticket"], word["is_waiting"]) == ("改了", ticket.number, False)
    assert word["path"].endswith(f"/{ticket.number}/")
    assert (late["text"], late["label"], late["severity"]) == ("Solution is late", "Late", "urgent")
    assert (late["ticket"], late["is_waiting"], late["read_at"]) == (None, True, None)
    assert (page["unread"], page["waiting"]) == (2, 1)
    waiting = office.program("senior").get("/notices", waiting="true").json()["items"]
    assert [item["id"] for item in waiting] == [late["id"]]


def test_nobody_sees_or_acknowledges_those_of_others(office: Office, bench: Bench) -> None:
    (row,) = bench.tell(office.people.senior)
    manager = office.program("manager")
    assert manager.get("/notices").json()["items"] == []
    assert manager.post(f"/notices/{row.pk}/acknowledge").status_code == 404
    assert manager.post("/notices/acknowledge").json()["acknowledged"] == 0
    row.refresh_from_db()
    assert row.acknowledged_at is None


def test_acknowledges_one_once(office: Office, bench: Bench) -> None:
    (row,) = bench.tell(office.people.senior)
    bench.tell(office.people.senior, stream="thing:2")
    program = office.program("senior")
    path = f"/notices/{row.pk}/acknowledge"
    assert program.post(path).json() == {"acknowledged": 1, "unread": 1, "waiting": 1}
    assert program.post(path).json() == {"acknowledged": 0, "unread": 1, "waiting": 1}
    shown = next(item for item in program.get("/notices").json()["items"] if item["id"] == row.pk)
    assert (shown["acknowledged_by"]["id"], shown["is_waiting"]) == (office.people.senior.pk, False)
    assert [item.code for item in history("thing:1")].count("notices.acknowledged") == 1


def test_acknowledges_those_of_a_request_and_then_all(office: Office, bench: Bench, desk: Desk) -> None:
    ticket = desk.ticket()
    for stream in (ticket.stream, "thing:1", "thing:2"):
        bench.tell(office.people.senior, stream=stream)
    program = office.program("senior")
    assert program.post(f"/tickets/{ticket.number}/acknowledge").json()["waiting"] == 2
    assert program.post("/notices/acknowledge").json() == {"acknowledged": 2, "unread": 0, "waiting": 0}
    assert office.program("rival").post(f"/tickets/{ticket.number}/acknowledge").status_code == 404


@pytest.mark.parametrize(
    ("scopes", "method", "path", "status"),
    [
        (("notices:read",), "GET", "/notices", 200),
        (("notices:write",), "GET", "/notices", 200),  # who may write may read
        (("notices:read",), "POST", "/notices/acknowledge", 403),
        (("tickets:write",), "GET", "/notices", 403),
        (("notices:write",), "POST", "/notices/99999/acknowledge", 404),
    ],
)
def test_scopes_bind(office: Office, scopes: tuple[str, ...], method: str, path: str, status: int) -> None:
    assert office.program("senior", scopes).call(method, path).status_code == status


def test_pages_in_as_many_statements_as_for_one(office: Office, bench: Bench) -> None:
    program = office.program("senior")
    bench.tell(office.people.senior)

    def count() -> int:
        program.get("/notices", size=20)
        with CaptureQueriesContext(connection) as asked:
            assert program.get("/notices", size=20).status_code == 200
        return len(asked)

    few = count()
    for number in range(24):
        bench.tell(office.people.senior, stream=f"thing:{number + 2}", at=clock.now() + timedelta(seconds=number))
    assert count() <= few
    first: Any = program.get("/notices", size=20).json()
    second = program.get("/notices", size=20, cursor=first["next"]).json()
    assert len({item["id"] for item in first["items"] + second["items"]}) == 25
    assert second["next"] == ""
