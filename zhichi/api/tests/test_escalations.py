"""Escalation by the API: late promises step by step (3.1.2), to a senior and back (4.2), passed around (3.3.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.accounts import services as accounts
from zhichi.assigner.selectors import decision_of
from zhichi.assigner.tests.conftest import START
from zhichi.assigner.tests.conftest import Desk as Team
from zhichi.assigner.tests.conftest import desk as team_desk
from zhichi.escalation.tests.conftest import Tower, tower
from zhichi.tickets import services as tickets
from zhichi.tickets.tests.conftest import desk

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

__all__ = ["desk", "team_desk", "tower"]


def test_tells_each_step_of_a_late_promise_and_who_was_told(office: Office, tower: Tower) -> None:
    tower.away("senior")
    tower.pass_(tower.due)
    with time_machine.travel(tower.desk.at, tick=False):
        [row] = office.program("supervisor").get("/escalations").json()["items"]
    assert (row["ticket"], row["metric"], row["ended_at"]) == (tower.ticket.number, "response", None)
    assert row["owner"]["name"] == "员工 junior"
    assert row["next_step"] in {"senior", "supervisor", "manager", None}
    escalation = tower.escalation()
    assert escalation.next_at is not None
    tower.pass_(escalation.next_at)
    program = office.program("supervisor")
    found = program.get(f"/tickets/{tower.ticket.number}/escalations").json()
    [late] = [item for item in found["late"] if item["metric"] == "response"]
    skipped, told = late["steps"][:2]
    assert (skipped["step"], skipped["told"]) == ("senior", [])
    assert skipped["skipped_because"] == "the senior engineers of the team are away"
    assert (told["step"], [item["name"] for item in told["told"]]) == ("supervisor", ["员工 supervisor"])
    assert late["needs_acknowledgement"]
    assert program.post(f"/tickets/{tower.ticket.number}/acknowledge").json()["acknowledged"] > 0
    tower.pass_(tower.desk.at)
    [late] = program.get("/escalations", acknowledged="true").json()["items"][:1]
    assert late["acknowledged_by"]["name"] == "员工 supervisor"
    assert not late["needs_acknowledgement"]
    assert program.get("/escalations", step="senior").json()["items"] == []


def test_a_page_costs_the_same_however_many_are_late(office: Office, tower: Tower) -> None:
    program = office.program("supervisor")
    costs = []
    for _more in range(2):
        for _number in range(2):
            ticket = tower.desk.ticket()
            target = tickets.Target(owner=tower.people.junior)
            tickets.assign(
                ticket_id=ticket.pk, target=target, by=tower.people.actor("supervisor"), at=tower.desk.tick()
            )
        tower.pass_(tower.desk.at + timedelta(days=4))
        program.get("/escalations")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert program.get("/escalations").json()["items"]
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_narrows_and_hides_what_the_owner_may_not_see(office: Office, tower: Tower) -> None:
    tower.pass_(tower.due)
    program = office.program("supervisor")
    mine, rival = tower.people.junior.pk, tower.people.rival.pk
    assert program.get("/escalations", owner_id=mine).json()["items"]
    assert program.get("/escalations", owner_id=rival).json()["items"] == []
    assert program.get("/escalations", team_id=tower.people.team.pk).json()["items"]
    assert office.program("rival").get("/escalations").json()["items"] == []
    assert office.program("rival").get(f"/tickets/{tower.ticket.number}/escalations").status_code == 404
    assert program.get("/escalations", step="king").status_code == 422


@pytest.mark.parametrize("name", ["supervisor", "junior"])
def test_nothing_late_is_an_empty_list(office: Office, name: str) -> None:
    assert office.program(name).get("/escalations").json() == {"items": [], "next": ""}
    assert office.program(name).get("/passed-around").json() == {"items": [], "next": ""}


def test_goes_to_a_senior_and_back(office: Office, team_desk: Team) -> None:
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        ticket = team_desk.ticket()
        tickets.take(ticket_id=ticket.pk, by=team_desk.people.actor("junior"), at=team_desk.tick())
        junior, senior = office.program("junior"), office.program("senior")
        path = f"/tickets/{ticket.number}"
        body = {"reason": "涉及导出内核", "tried": "重装驱动"}
        assert junior.post(f"{path}/to-senior", {"reason": "难", "tried": "  "}).status_code == 422
        made = junior.post(f"{path}/to-senior", body, idempotency_key="up")
        assert made.status_code == 201, made.content
        assert junior.post(f"{path}/to-senior", body, idempotency_key="up").json() == made.json()
        assert made.json()["senior"]["id"] == team_desk.people.senior.pk
        assert made.json()["why"]
        assert junior.post(f"{path}/hand-back", {"reason": "不是我"}).status_code == 409
        back = senior.post(f"{path}/hand-back", {"reason": "按方案继续"}).json()
        assert (back["junior"]["id"], back["return_reason"]) == (team_desk.people.junior.pk, "按方案继续")
        [told] = junior.get(f"{path}/escalations").json()["to_seniors"]
        assert told == back


def test_says_why_no_senior_can_take_it(office: Office, team_desk: Team) -> None:
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        ticket = team_desk.ticket()
        tickets.take(ticket_id=ticket.pk, by=team_desk.people.actor("junior"), at=team_desk.tick())
        accounts.add_absence(
            person_id=team_desk.people.senior.pk, kind="leave", starts_at=START, ends_at=START + timedelta(days=9),
            by=team_desk.people.actor("supervisor"), at=START,
        )  # fmt: skip
        body = {"reason": "涉及导出内核", "tried": "重装驱动"}
        answer = office.program("junior").post(f"/tickets/{ticket.number}/to-senior", body)
        assert answer.status_code == 422
        assert "is away" in answer.json()["title"]


def test_lists_what_is_passed_around_until_a_supervisor_settles_it(office: Office, team_desk: Team) -> None:
    people = team_desk.people
    ticket = team_desk.ticket()
    tickets.take(ticket_id=ticket.pk, by=people.actor("junior"), at=team_desk.tick())
    for to, by in (("senior", "junior"), ("junior", "senior")):
        target = tickets.Target(owner=getattr(people, to))
        tickets.assign(
            ticket_id=ticket.pk, target=target, by=people.actor(by), at=team_desk.tick(minutes=5), reason="给你"
        )
    program = office.program("supervisor")
    [alert] = program.get("/passed-around").json()["items"]
    assert (alert["ticket"], alert["pattern"], len(alert["path"])) == (ticket.number, "back_and_forth", 3)
    refused = office.program("junior").post(
        f"/tickets/{ticket.number}/assign", {"owner_id": people.senior.pk, "reason": "给你"}
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "passed-around")
    program.post(f"/tickets/{ticket.number}/assign", {"owner_id": people.senior.pk, "reason": "到底"})
    assert program.get("/passed-around").json()["items"] == []
    [settled] = program.get(f"/tickets/{ticket.number}/escalations").json()["passed_around"]
    assert settled["settled_by"]["id"] == people.supervisor.pk


def test_an_offer_is_taken_or_left_to_the_next(office: Office, team_desk: Team) -> None:
    team_desk.rule(mode="offer")
    team_desk.switch()
    ticket = team_desk.ticket()
    team_desk.work_off()
    names = {team_desk.people.senior.pk: "senior", team_desk.people.junior.pk: "junior"}

    decision = decision_of(ticket.pk)
    assert decision is not None
    asked = names[decision.person_id or 0]
    other = next(name for name in names.values() if name != asked)
    path = f"/tickets/{ticket.number}/offer"
    assert office.program(other).post(path, {"answer": "accept"}).status_code == 409
    assert office.program(asked).post(path, {"answer": "maybe"}).status_code == 422
    assert office.program(asked).post(path, {"answer": "decline", "reason": "在现场"}).json() == {"answer": "decline"}
    team_desk.work_off()
    assert office.program(other).post(path, {"answer": "accept"}).json() == {"answer": "accept"}
    assert team_desk.owner(ticket) == getattr(team_desk.people, other)
