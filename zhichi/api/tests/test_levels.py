"""Service levels by the API: the table, its versions, and the test bench with the answers of its page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.core.actors import Actor
from zhichi.sla import level_reads, services

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

BY = Actor.system("tests")
AT = datetime(2026, 6, 1, 2, tzinfo=UTC)  # a Monday, ten o'clock in Shanghai
MINUTE = 60


def edition() -> int:
    draft = level_reads.draft()
    return draft.edition if draft else services.NO_DRAFT


def rule(name: str, **given: Any) -> None:
    services.save_rule(data=services.RuleData(name=name, **given), edition=edition(), by=BY, at=AT)


def publish(reason: str = "测试") -> None:
    services.publish(reason=reason, with_open=False, edition=edition(), by=BY, at=AT)


def test_shows_the_empty_table_above_the_handbook(office: Office) -> None:
    found = office.program("junior").get("/service-levels").json()
    assert (found["version"], found["items"], found["is_in_force"]) == (None, [], True)
    urgent = next(item for item in found["handbook"] if item["urgency"] == "urgent")
    normal = next(item for item in found["handbook"] if item["urgency"] == "normal")
    assert {item["metric"] for item in urgent["targets"]} == {"response", "solution", "progress"}
    lengths = [{item["metric"]: item["seconds"] for item in row["targets"]}["solution"] for row in (urgent, normal)]
    assert 0 < lengths[0] < lengths[1]


def test_shows_the_table_in_force_and_earlier_versions(office: Office) -> None:
    company = office.organisation()
    conditions = {"organisation": (str(company.pk),), "urgency": ("urgent",)}
    rule("金牌", name_en="Gold", conditions=conditions, targets={"response": 15})
    publish("新合同")
    rule("其他", targets={"response": 45})
    publish("补一条")
    program = office.program("senior")
    table = program.get("/service-levels").json()
    assert (table["version"]["number"], table["version"]["reason"], table["version"]["rules"]) == (2, "补一条", 2)
    gold = table["items"][0]
    assert [(item["name"], item["name_en"]) for item in table["items"]] == [("金牌", "Gold"), ("其他", "")]
    assert {item["code"]: (item["values"], item["words"]) for item in gold["conditions"]} == {
        "organisation": ([str(company.pk)], company.name),
        "urgency": (["urgent"], "Urgent"),
    }
    assert gold["targets"] == [{"metric": "response", "seconds": 15 * MINUTE}]
    first = program.get("/service-levels/versions/1").json()
    assert (first["is_in_force"], [item["name"] for item in first["items"]]) == (False, ["金牌"])
    assert program.get("/service-levels/versions/3").status_code == 404
    newest = program.get("/service-levels/versions", size=1).json()
    older = program.get("/service-levels/versions", size=1, cursor=newest["next"]).json()
    assert [page["items"][0]["number"] for page in (newest, older)] == [2, 1]
    assert older["next"] == ""


def test_tries_a_request_as_the_bench_does(office: Office) -> None:
    company, team = office.organisation(), office.people.team
    rule("金牌", conditions={"organisation": (str(company.pk),)}, targets={"response": 15})
    rule("其他", targets={"response": 45})
    publish()
    program = office.program("senior")
    asked = {"organisation_id": company.pk, "team_id": team.pk, "received_at": "2026-06-01T10:00:00+08:00"}
    gold = program.get("/service-levels/bench", **asked).json()
    assert (gold["level"], gold["received_at"]) == ("金牌", "2026-06-01T02:00:00Z")
    response = next(item for item in gold["promises"] if item["metric"] == "response")
    assert (response["seconds"], response["of_level"], response["due_at"]) == (900, True, "2026-06-01T02:15:00Z")
    assert [item["outcome"] for item in gold["tried"]] == ["fits", "not_asked"]
    del asked["organisation_id"]
    other = program.get("/service-levels/bench", **asked).json()
    assert (other["level"], other["tried"][0]["outcome"]) == ("其他", "misses")
    assert other["tried"][0]["reasons"] == [
        {"condition": "Organisation", "asked": company.name, "known": "not known"}
    ]  # fmt: skip


def test_tries_the_draft_and_earlier_versions(office: Office) -> None:
    rule("第一版", targets={"response": 15})
    publish()
    rule("草稿", targets={"response": 20})
    program = office.program("senior")
    names = [
        [item["name"] for item in program.get("/service-levels/bench", **asked).json()["tried"]]
        for asked in ({}, {"version": 1}, {"draft": "true"})
    ]
    assert names == [["第一版"], ["第一版"], ["第一版", "草稿"]]


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"organisation_id": 99999}, "organisation_id"),
        ({"product_id": 99999}, "product_id"),
        ({"team_id": 99999}, "team_id"),
        ({"version": 7}, "version"),
        ({"draft": "true"}, "draft"),
        ({"received_at": "2150-01-01T00:00:00Z"}, "received_at"),
        ({"received_at": "2026-06-01T10:00:00"}, "received_at"),  # no zone
        ({"urgency": "extreme"}, "urgency"),
        ({"customer": "1"}, "customer"),
    ],
)
def test_names_what_is_wrong_with_a_question(office: Office, bad: dict[str, Any], field: str) -> None:
    answer = office.program("senior").get("/service-levels/bench", **bad)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_needs_the_scope(office: Office) -> None:
    program = office.program("senior", ("tickets:read",))
    for path in ("/service-levels", "/service-levels/versions", "/service-levels/bench"):
        assert program.get(path).status_code == 403


def test_asks_the_same_however_long_the_table_is(office: Office) -> None:
    program, company = office.program("senior"), office.organisation()

    def count(path: str) -> int:
        program.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert program.get(path).status_code == 200
        return len(asked)

    rule("0", conditions={"organisation": (str(company.pk),)}, targets={"response": 15})
    publish()
    paths = ("/service-levels", "/service-levels/bench")
    few = [count(path) for path in paths]
    for number in range(1, 12):
        rule(str(number), conditions={"organisation": (str(company.pk),)}, targets={"response": 15})
    publish()
    assert [count(path) for path in paths] == few
