"""Clocks of a request and the board by the API: the same numbers as on the pages, for whoever may see the request."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.core import clock
from zhichi.escalation.tests.conftest import MINUTE, Tower, tower
from zhichi.handbook import selectors as handbook
from zhichi.records import selectors as records
from zhichi.sla import office
from zhichi.sla import selectors as sla
from zhichi.tickets import services as tickets
from zhichi.tickets.tests.conftest import desk

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

__all__ = ["desk", "tower"]


def moment(text: str) -> datetime:
    """A time as the API writes it: in UTC."""
    assert text.endswith("Z")
    return datetime.fromisoformat(text).astimezone(UTC)


def cut(at: datetime | None) -> datetime:
    """The same moment as answers tell it: to the thousandth of a second."""
    assert at is not None
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def forget() -> None:
    """What a process remembers for seconds, so that statements can be counted."""
    records.forget_policies()
    handbook.forget_version()
    office.forget()


def clocks_of(office_: Office, number: str, name: str = "senior") -> dict[str, Any]:
    items = office_.program(name).get(f"/tickets/{number}/clocks").json()["items"]
    return {item["metric"]: item for item in items}


def test_tells_every_clock_in_seconds_and_utc(office: Office, tower: Tower) -> None:
    found = clocks_of(office, tower.ticket.number)
    assert set(found) == {"response", "solution", "progress"}
    response, row = found["response"], tower.clock()
    assert moment(response["due_at"]) == cut(row.due_at)
    assert response["target_seconds"] == row.target.total_seconds()
    assert response["used_seconds"] + response["remaining_seconds"] == pytest.approx(response["target_seconds"], abs=1)
    assert (response["state"], response["look"], response["pauses"], response["missed_at"]) == (
        "running", "track", [], None,
    )  # fmt: skip


def test_keeps_the_ledger_of_pauses_with_their_reasons(office: Office, tower: Tower) -> None:
    by = tower.people.actor("junior")
    tickets.reply(ticket_id=tower.ticket.pk, answer=tickets.Reply(text="正在查。"), by=by, at=tower.desk.tick())
    tickets.step(ticket_id=tower.ticket.pk, name="wait_customer", by=by, at=tower.desk.tick())
    since = tower.desk.at
    open_one = clocks_of(office, tower.ticket.number)["solution"]
    assert (open_one["state"], open_one["due_at"], open_one["look"]) == ("paused", None, "paused")
    assert (open_one["pauses"][0]["reason"], open_one["pauses"][0]["until"]) == ("customer", None)
    tickets.step(ticket_id=tower.ticket.pk, name="start", by=by, at=tower.desk.tick(minutes=30))
    tickets.step(ticket_id=tower.ticket.pk, name="wait_vendor", by=by, at=tower.desk.tick(minutes=5), reason="供应商")
    first, second = clocks_of(office, tower.ticket.number)["solution"]["pauses"]
    assert (first["reason"], moment(first["since"]), first["seconds"]) == ("customer", cut(since), 1800)
    assert (second["reason"], second["until"]) == ("vendor", None)


def test_tells_warnings_and_the_true_time_of_a_miss(office: Office, tower: Tower) -> None:
    due, target = tower.due, tower.clock().target
    calendar = sla.calendar_of(tower.clock().calendar_id)
    early = calendar.add(tower.clock().started_at, target * 80 // 100)
    tower.pass_(early)
    tower.pass_(due + timedelta(days=30))
    late = clocks_of(office, tower.ticket.number)["response"]
    assert [(item["percent"], moment(item["at"])) for item in late["warnings"]] == [(75, cut(early))]
    assert moment(late["missed_at"]) == cut(due)
    by = tower.people.actor("junior")
    tickets.reply(ticket_id=tower.ticket.pk, answer=tickets.Reply(text="抱歉。"), by=by, at=tower.desk.tick())
    ended = clocks_of(office, tower.ticket.number)["response"]
    assert (ended["state"], ended["look"], moment(ended["missed_at"])) == ("met", None, cut(due))
    assert ended["remaining_seconds"] < 0
    assert ended["used_seconds"] - ended["target_seconds"] == -ended["remaining_seconds"]


def test_clocks_are_hidden_with_their_request(office: Office, tower: Tower) -> None:
    number = tower.ticket.number
    assert office.program("rival").get(f"/tickets/{number}/clocks").status_code == 404
    assert office.program("senior").get("/tickets/99999999/clocks").status_code == 404
    assert office.program("senior", ("customers:read",)).get(f"/tickets/{number}/clocks").status_code == 403


def test_counts_no_more_statements_for_more_clocks(office: Office, tower: Tower) -> None:
    program = office.program("senior")
    path = f"/tickets/{tower.ticket.number}/clocks"

    def count() -> int:
        program.get(path)
        forget()
        with CaptureQueriesContext(connection) as asked:
            assert program.get(path).status_code == 200
        return len(asked)

    few, by = count(), tower.people.actor("junior")
    for _ in range(4):
        tickets.reply(ticket_id=tower.ticket.pk, answer=tickets.Reply(text="正在查。"), by=by, at=tower.desk.tick())
        tickets.step(ticket_id=tower.ticket.pk, name="wait_customer", by=by, at=tower.desk.tick())
        tickets.step(ticket_id=tower.ticket.pk, name="start", by=by, at=tower.desk.tick())
    assert count() <= few
    assert few <= 14


def test_lists_what_is_at_risk_late_first(office: Office, tower: Tower) -> None:
    tower.pass_(clock.now() + timedelta(days=30))
    office.program("senior").post("/tickets", {"subject": "打印错位", "urgency": "urgent"})
    board = office.program("supervisor").get("/board").json()
    late = next(item for item in board["items"] if item["number"] == tower.ticket.number)
    assert late["escalation"]["step"] in {"senior", "supervisor", "manager"}
    assert (late["owner"], late["needs_acknowledgement"]) == (tower.people.junior.display_name, True)
    assert sum(board["counts"].values()) == len(board["items"]) == 2
    dues = [moment(item["due_at"]) for item in board["items"]]
    assert dues == sorted(dues)
    assert office.program("rival").get("/board").json()["items"] == []


def test_narrows_and_pages_the_board(office: Office, tower: Tower) -> None:
    program = office.program("senior")
    for number in range(4):
        program.post("/tickets", {"subject": f"第{number}件", "urgency": "urgent"})
    seen, cursor = [], ""
    while True:
        page = program.get("/board", size=2, cursor=cursor).json()
        seen += [item["number"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 5
    assert len(program.get("/board", urgency="urgent").json()["items"]) == 4
    assert program.get("/board", team_id=tower.people.other_team.pk).json()["items"] == []
    assert len(program.get("/board", metric="response").json()["items"]) == 5
    assert program.get("/board", metric="solution").json()["items"] == []


@pytest.mark.parametrize("bad", [{"when": "never"}, {"metric": "speed"}, {"team_id": "x"}, {"kind": "response"}])
def test_refuses_filters_that_there_are_not(office: Office, bad: dict[str, str]) -> None:
    answer = office.program("senior").get("/board", **bad)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, list(bad))


def test_whoever_has_no_board_gets_none(office: Office, tower: Tower) -> None:
    assert office.program("knowledge_editor").get("/board").status_code == 403


def test_the_board_asks_the_same_however_many_there_are(office: Office, tower: Tower) -> None:
    program = office.program("supervisor")

    def count() -> int:
        program.get("/board")
        forget()
        with CaptureQueriesContext(connection) as asked:
            assert program.get("/board").status_code == 200
        return len(asked)

    tower.pass_(clock.now() + 31 * MINUTE)
    few = count()
    for _ in range(12):
        tower.desk.ticket()
    assert count() <= few
    assert few <= 14
