"""The roster by the API: shifts of a period, who is on duty, and swaps from the offer to the approval."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.roster.models import Shift
from zhichi.roster.tests.conftest import MONDAY, NOW, Plan, plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.api.tests.conftest import Office

__all__ = ["plan"]
WEEK = {"from": MONDAY.isoformat(), "to": (MONDAY + timedelta(days=6)).isoformat()}


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def shift(office: Office, plan: Plan) -> Shift:
    """A published early shift of the junior's; the senior is free that day."""
    found = plan.put("junior", "early")
    for name in ("senior", "supervisor", "rival"):
        assert getattr(office.people, name).pk
    plan.publish()
    return found


def holder(shift: Shift) -> str:
    return Shift.objects.get(pk=shift.pk).person.email.partition("@")[0]


def test_lists_shifts_of_a_period(office: Office, plan: Plan, shift: Shift) -> None:
    plan.put("senior", "night", 2, reason="test")
    program = office.program("rival")
    first, second = program.get("/shifts", **WEEK).json()["items"]
    assert (first["id"], first["person"]["id"], first["kind"]["name"]) == (shift.pk, office.people.junior.pk, "早班")
    assert (first["starts_at"], first["ends_at"]) == ("2026-11-23T00:00:00Z", "2026-11-23T08:00:00Z")
    assert (first["duty_role"]["id"], first["is_published"]) == (office.people.duty.pk, True)
    assert (second["day"], second["ends_at"]) == ("2026-11-25", "2026-11-25T22:00:00Z")
    for narrowed in ({"person_id": office.people.junior.pk}, {"to": WEEK["from"]}):
        assert [item["id"] for item in program.get("/shifts", **{**WEEK, **narrowed}).json()["items"]] == [shift.pk]
    assert program.get("/shifts", **WEEK, team_id=office.people.other_team.pk).json()["items"] == []


def test_drafts_are_for_planners(office: Office, plan: Plan) -> None:
    plan.put("junior", "early")
    assert office.program("senior").get("/shifts", **WEEK).json()["items"] == []
    (draft,) = office.program("supervisor").get("/shifts", **WEEK).json()["items"]
    assert not draft["is_published"]


def test_pages_shifts_in_as_many_statements(office: Office, plan: Plan, shift: Shift) -> None:
    program = office.program("senior")

    def count() -> int:
        program.get("/shifts", **WEEK, size=2)
        with CaptureQueriesContext(connection) as asked:
            assert program.get("/shifts", **WEEK, size=2).status_code == 200
        return len(asked)

    few = count()
    for day in range(1, 5):
        plan.put("junior", "early", day, reason="test")
    assert count() == few
    seen, cursor = [], ""
    while True:
        page = program.get("/shifts", **WEEK, size=2, cursor=cursor).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 5


def test_tells_who_is_on_duty(office: Office, plan: Plan, shift: Shift) -> None:
    program = office.program("senior")
    asked = {"at": "2026-11-23T10:00:00+08:00"}
    duty = program.get("/duty", **asked).json()
    assert [item["id"] for item in duty["shifts"]] == [shift.pk]
    role = next(item for item in duty["roles"] if item["role"]["id"] == office.people.duty.pk)
    assert (role["holder"]["id"], role["until"]) == (office.people.junior.pk, "2026-11-23T08:00:00Z")
    now = program.get("/duty").json()
    assert (now["at"], now["shifts"]) == ("2026-11-20T01:00:00Z", [])
    elsewhere = program.get("/duty", **asked, team_id=office.people.other_team.pk).json()
    assert (elsewhere["shifts"], elsewhere["roles"]) == ([], [])


def test_a_shift_is_offered_accepted_and_approved(office: Office, shift: Shift) -> None:
    junior, senior, supervisor = (office.program(name) for name in ("junior", "senior", "supervisor"))
    made = junior.post("/swaps", {"shift_id": shift.pk, "note": "家长会"})
    assert made.status_code == 201, made.content
    swap = made.json()
    assert (swap["state"], swap["wanted"], swap["note"]) == ("offered", None, "家长会")
    assert [item["id"] for item in senior.get("/swaps", waiting_for="answer").json()["items"]] == [swap["id"]]
    assert junior.get("/swaps", waiting_for="answer").json()["items"] == []
    path = f"/swaps/{swap['id']}"
    accepted = senior.post(f"{path}/accept").json()
    assert (accepted["state"], accepted["taker"]["id"]) == ("accepted", office.people.senior.pk)
    assert senior.post(f"{path}/approve").status_code == 403
    assert [item["id"] for item in supervisor.get("/swaps", waiting_for="approval").json()["items"]] == [swap["id"]]
    assert senior.get("/swaps", waiting_for="approval").json()["items"] == []
    assert supervisor.post(f"{path}/approve").json()["state"] == "done"
    assert holder(shift) == "senior"
    assert supervisor.post(f"{path}/undo").json()["state"] == "accepted"
    assert holder(shift) == "junior"
    refused = supervisor.post(f"{path}/refuse", {"reason": "当天缺人"}).json()
    assert (refused["state"], refused["answer"]) == ("refused", "当天缺人")
    assert junior.get("/swaps", state="refused").json()["items"] == [refused]


def test_declines_and_withdraws(office: Office, shift: Shift) -> None:
    junior, senior = office.program("junior"), office.program("senior")
    body = {"shift_id": shift.pk, "wanted_id": office.people.senior.pk}
    path = f"/swaps/{junior.post('/swaps', body).json()['id']}"
    assert junior.post(f"{path}/decline").status_code == 403
    assert senior.post(f"{path}/decline").json()["state"] == "declined"
    assert senior.post(f"{path}/accept").status_code == 409
    again = f"/swaps/{junior.post('/swaps', body).json()['id']}"
    assert senior.post(f"{again}/withdraw").status_code == 403
    assert junior.post(f"{again}/withdraw").json()["state"] == "withdrawn"


def test_what_does_not_concern_one_is_not_there(office: Office, shift: Shift) -> None:
    swap = office.program("junior").post("/swaps", {"shift_id": shift.pk}).json()
    rival = office.program("rival")
    assert rival.get("/swaps").json()["items"] == []
    assert rival.get(f"/swaps/{swap['id']}").status_code == 404
    for verb in ("accept", "decline", "withdraw", "undo"):
        assert rival.post(f"/swaps/{swap['id']}/{verb}").status_code == 404
        assert rival.post(f"/swaps/99999/{verb}").status_code == 404
    assert office.program("supervisor").post("/swaps/99999/approve").status_code == 404
    assert office.program("supervisor").post("/swaps/99999/refuse", {"reason": "x"}).status_code == 404


def test_offers_once_whatever_is_repeated(office: Office, shift: Shift) -> None:
    program, body = office.program("junior"), {"shift_id": shift.pk}
    first = program.post("/swaps", body, idempotency_key="abc")
    again = program.post("/swaps", body, idempotency_key="abc")
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert program.post("/swaps", body).status_code == 409


@pytest.mark.parametrize(
    ("name", "body", "status", "fields"),
    [
        ("senior", {}, 403, []),  # somebody else's shift
        ("junior", {"shift_id": 99_999}, 422, ["shift_id"]),
        ("junior", {"wanted_id": 99_999}, 422, ["wanted_id"]),
        ("junior", {"in_return_id": 99_999}, 422, ["in_return_id"]),
        ("junior", {"shift_id": "1"}, 422, ["shift_id"]),  # a number is a number
        ("junior", {"to": 3}, 422, ["to"]),
    ],
)
def test_names_what_is_wrong_with_an_offer(
    office: Office, shift: Shift, name: str, body: dict[str, Any], status: int, fields: list[str]
) -> None:
    answer = office.program(name).post("/swaps", {"shift_id": shift.pk, **body})
    assert (answer.status_code, list(answer.json()["fields"])) == (status, fields)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"from": "soon"}, "from"), ({"to": "2026-01-01"}, "to"), ({"from": "1970-01-01"}, "from"), ({"who": "1"}, "who")],
)
def test_names_what_is_wrong_with_a_period(office: Office, changes: dict[str, str], field: str) -> None:
    answer = office.program("senior").get("/shifts", **{**WEEK, **changes})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_scopes_bind(office: Office, shift: Shift) -> None:
    reader, stranger = office.program("junior", ("roster:read",)), office.program("junior", ("tickets:write",))
    assert reader.get("/duty").status_code == 200
    assert reader.post("/swaps", {"shift_id": shift.pk}).status_code == 403
    assert office.program("junior", ("roster:write",)).get("/swaps").status_code == 200
    for path in ("/shifts", "/duty", "/swaps"):
        assert stranger.get(path, **(WEEK if path == "/shifts" else {})).status_code == 403
