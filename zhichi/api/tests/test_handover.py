"""The hand-over at shift end by the API: what is to go, hand it over in one go, take it back (3.3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from zhichi.handover import services
from zhichi.handover.models import HandOver
from zhichi.handover.tests.conftest import LATER, NEARLY, Evening, desk, evening, plan

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

__all__ = ["desk", "evening", "plan"]


@pytest.fixture(autouse=True)
def _nearly() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NEARLY, tick=False) as traveller:
        yield traveller


def test_proposes_hands_over_and_takes_back(office: Office, evening: Evening) -> None:
    people = evening.plan.people
    one, two = evening.held(urgency="urgent"), evening.held()
    program = office.program("junior")
    sheet = program.get("/hand-over").json()
    assert sheet["shift"].startswith("早班")
    assert {line["ticket"] for line in sheet["lines"]} == {one.number, two.number}
    urgent = next(line for line in sheet["lines"] if line["ticket"] == one.number)
    assert (urgent["needs_care"], urgent["goes_to"], urgent["person"]["id"]) == (True, "person", people.senior.pk)
    assert [item["person"]["id"] for item in sheet["next_shift"]] == [people.senior.pk]
    moves = [{"ticket": one.number, "person_id": people.senior.pk, "note": "先看日志"}, {"ticket": two.number}]
    made = program.post("/hand-overs", {"moves": moves, "note": "晚上客户在线"}, idempotency_key="end-of-day")
    assert made.status_code == 201, made.content
    again = program.post("/hand-overs", {"moves": moves, "note": "晚上客户在线"}, idempotency_key="end-of-day")
    assert (again["Idempotency-Replayed"], again.json()) == ("true", made.json())
    row = made.json()
    assert (row["count"], row["is_automatic"], row["can_be_undone"]) == (2, False, True)
    assert [item["to"] and item["to"]["id"] for item in row["items"]] == [people.senior.pk, None]
    assert program.get("/hand-over").json()["lines"] == []
    [given] = program.get("/hand-overs").json()["items"]
    assert given == row
    [received] = office.program("senior").get("/hand-overs", which="received").json()["items"]
    assert [item["ticket"] for item in received["items"]] == [one.number]
    back = program.post(f"/hand-overs/{row['id']}/undo").json()
    assert (back["returned"], back["can_be_undone"], back["undone_at"] is None) == (2, False, False)
    assert program.post(f"/hand-overs/{row['id']}/undo").status_code == 409


def test_what_went_by_itself_can_be_taken_back(office: Office, evening: Evening, _nearly: Any) -> None:
    evening.held(urgency="urgent")
    services.end_shifts(at=LATER)
    _nearly.move_to(LATER + timedelta(minutes=1))
    program = office.program("junior")
    [row] = program.get("/hand-overs").json()["items"]
    assert row["is_automatic"]
    assert program.post(f"/hand-overs/{row['id']}/undo").json()["returned"] == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"moves": []}, 422),
        ({"moves": [{"ticket": "ONE"}, {"ticket": "ONE"}]}, 422),
        ({"moves": [{"ticket": "ONE", "person_id": 999999}]}, 422),
        ({"moves": [{"ticket": "ONE", "person_id": "AUDITOR"}]}, 422),
        ({"moves": [{"ticket": "99999999"}]}, 409),
        ({"moves": [{"ticket": "x"}]}, 409),
        ({"moves": [{"ticket": "OTHERS"}]}, 409),
        ({"moves": [{"ticket": "ONE", "colour": "red"}]}, 422),
    ],
)
def test_refuses_what_cannot_go(office: Office, evening: Evening, body: dict[str, Any], status: int) -> None:
    """Nothing, one twice, to nobody, to an auditor, an unknown request, somebody else's, an unknown name."""
    people = evening.plan.people
    known = {
        "ONE": evening.held().number, "OTHERS": evening.desk.worked().number, "AUDITOR": people.auditor.pk,
    }  # fmt: skip
    moves = [{name: known.get(value, value) for name, value in move.items()} for move in body["moves"]]
    answer = office.program("junior").post("/hand-overs", {"moves": moves})
    assert answer.status_code == status, answer.content
    assert answer.json()["title"]
    assert not HandOver.objects.exists()


def test_rights_and_scopes(office: Office, evening: Evening) -> None:
    row = services.hand_over(
        moves=[services.Move(ticket_id=evening.held().pk)], note="", by=office.people.actor("junior"), at=NEARLY
    )
    assert office.program("auditor").get("/hand-over").status_code == 403  # works no requests
    assert office.program("junior", ("tickets:read",)).post("/hand-overs", {"moves": []}).status_code == 403
    assert office.program("senior").post(f"/hand-overs/{row.pk}/undo").status_code == 404  # not theirs
    assert office.program("junior").post("/hand-overs/999999/undo").status_code == 404
