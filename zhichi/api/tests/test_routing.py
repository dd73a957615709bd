"""Routing by the API: the dry run in words, what would become of those that wait, everybody's load."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.people import SETUP
from zhichi.accounts import services as accounts
from zhichi.assigner.tests.conftest import START, Desk, desk
from zhichi.tickets import services as tickets
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.api.tests.conftest import Office

__all__ = ["desk"]


@pytest.fixture(autouse=True)
def _wednesday() -> Iterator[None]:
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        yield


def give(desk_: Desk, ticket: Ticket, name: str) -> None:
    owner = getattr(desk_.people, name)
    tickets.assign(ticket_id=ticket.pk, target=tickets.Target(owner=owner), by=SETUP, at=desk_.tick())


def test_tells_who_would_get_a_request_and_why(office: Office, desk: Desk) -> None:
    ticket = desk.ticket()
    give(desk, desk.ticket(), "senior")
    found = office.program("junior").get("/routing/dry-run", ticket=ticket.number).json()
    assert (found["outcome"], found["choice"]["id"], found["is_on"]) == ("assigned", desk.people.junior.pk, False)
    best, other = found["chances"][:2]
    assert (best["is_choice"], best["fits"], best["against"]) == (True, True, [])
    assert best["points"] >= other["points"]
    load = next(part for part in best["parts"] if part["factor"] == "load")
    assert load["words"].startswith("works on 0 of at most")
    assert load["words"] in found["why"]
    assert (found["team"]["id"], found["rule"]) == (desk.people.team.pk, None)
    ticket.refresh_from_db()
    assert ticket.owner_id is None


def test_speaks_the_language_asked_for_else_that_of_the_tokens_owner(office: Office, desk: Desk) -> None:
    program = office.program("junior")
    english = program.get("/routing/dry-run").json()["why"]
    chinese = program.client.get("/api/v1/routing/dry-run", headers={"accept-language": "zh-CN"}).json()["why"]
    assert english.startswith("works on 0 of at most")
    assert chinese != english
    silent = Client(headers={"authorization": f"Bearer {program.token}"})  # a program that asks for no language
    for language, words in (("en", english), ("zh-hans", chinese)):
        changes = accounts.PersonChanges(language=language)
        accounts.update_person(person_id=desk.people.junior.pk, changes=changes, by=SETUP, at=desk.tick())
        assert silent.get("/api/v1/routing/dry-run").json()["why"] == words


def test_tells_the_rule_that_matches(office: Office, desk: Desk) -> None:
    desk.rule(name="急件给专家", urgency="urgent", posts=("senior",))
    desk.switch()
    program = office.program("junior")
    found = program.get("/routing/dry-run", urgency="urgent", product_id=desk.product.pk).json()
    assert (found["rule"]["name"], found["is_on"]) == ("急件给专家", True)
    assert "Urgency: Urgent" in found["rule"]["words"]
    junior = next(item for item in found["chances"] if item["person"]["id"] == desk.people.junior.pk)
    assert (junior["fits"], junior["against"]) == (False, ["the post does not take such tickets"])
    assert program.get("/routing/dry-run").json()["rule"] is None


def test_says_why_nobody_can(office: Office, desk: Desk) -> None:
    found = office.program("senior").get("/routing/dry-run", team_id=office.people.other_team.pk).json()
    assert (found["outcome"], found["choice"]) == ("nobody", None)
    assert found["why"]


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"ticket": "99999999"}, "ticket"),
        ({"organisation_id": 99_999}, "organisation_id"),
        ({"product_id": 99_999}, "product_id"),
        ({"team_id": 99_999}, "team_id"),
        ({"channel": "pigeon"}, "channel"),
        ({"at": "now"}, "at"),
        ({"number": "10017"}, "number"),
    ],
)
def test_names_what_is_wrong(office: Office, desk: Desk, bad: dict[str, Any], field: str) -> None:
    answer = office.program("senior").get("/routing/dry-run", **bad)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_hides_requests_that_one_may_not_see(office: Office, desk: Desk) -> None:
    ticket = desk.ticket()
    answer = office.program("rival").get("/routing/dry-run", ticket=ticket.number)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["ticket"])


def test_plans_what_waits_for_leaders(office: Office, desk: Desk) -> None:
    desk.switch()
    waiting = [desk.ticket(), desk.ticket()]
    found = office.program("supervisor").get("/routing/queue").json()["items"]
    assert {item["number"] for item in found} == {ticket.number for ticket in waiting}
    assert {item["choice"]["id"] for item in found} == {desk.people.senior.pk, desk.people.junior.pk}
    assert office.program("senior").get("/routing/queue").status_code == 403


def test_tells_everybodys_load(office: Office, desk: Desk) -> None:
    ticket = desk.ticket()
    give(desk, ticket, "senior")
    assert office.people.supervisor.pk  # no working hours are noted
    answer = office.program("junior").get("/routing/load", team_id=desk.people.team.pk).json()
    people = {item["person"]["id"]: item for item in answer["items"]}
    senior, junior = people[desk.people.senior.pk], people[desk.people.junior.pk]
    assert (senior["load"], senior["free"], senior["can_take"]) == (1, senior["capacity"] - 1, True)
    assert (junior["load"], junior["free"]) == (0, junior["capacity"])
    assert (people[office.people.supervisor.pk]["on_shift"], people[office.people.supervisor.pk]["can_take"]) == (
        None, False,
    )  # fmt: skip
    assert (answer["load"], answer["capacity"]) == (1, senior["capacity"] + junior["capacity"])
    assert answer["free"] == answer["capacity"] - 1
    assert office.people.rival.pk not in people


def test_asks_the_same_however_many_people_there_are(office: Office, desk: Desk) -> None:
    program = office.program("junior")

    def count(path: str) -> int:
        program.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert program.get(path).status_code == 200
        return len(asked)

    paths = ("/routing/dry-run", "/routing/load")
    few = [count(path) for path in paths]
    for number in range(6):
        desk.person(f"p{number}")
    assert [count(path) for path in paths] == few


def test_needs_the_scope(office: Office, desk: Desk) -> None:
    program = office.program("supervisor", ("tickets:write", "roster:read"))
    for path in ("/routing/dry-run", "/routing/queue", "/routing/load"):
        assert program.get(path).status_code == 403
