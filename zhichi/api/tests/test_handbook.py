"""The handbook by the API: the same numbers as its page, for whoever may read it, for any period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office


def test_tells_every_clause_with_its_figures(office: Office) -> None:
    program = office.program("manager")
    program.post("/tickets", {"subject": "导出乱码"})
    items = {item["id"]: item for item in program.get("/handbook/clauses").json()["items"]}
    intake = items["2.1"]
    assert intake["title"] == {"zh-hans": "客户报修", "en": "Intake"}
    figure = next(item for item in intake["evidence"]["figures"] if item["label"]["en"] == "Tickets")
    assert (figure["value"], figure["unit"], figure["before"]) == (1, "count", 0)
    assert figure["rows"].startswith("/desk/handbook/rows/tickets.registered/?period=")
    assert items["8.1.1"]["state"] == "not_built"


def test_takes_any_period(office: Office) -> None:
    program = office.program("auditor", ("handbook:read",))
    for query in ({"period": "2025"}, {"from": "2026-01-05", "to": "2026-02-01"}):
        answer = program.get("/handbook/clauses", **query).json()
        assert answer["items"][0]["period"]["code"] == query.get("period", "2026-01-05..2026-02-01")


@pytest.mark.parametrize(
    "query",
    [
        {"period": "yesterday"},
        {"period": "1066"},
        {"from": "2026-02-01", "to": "2026-01-01"},
        {"from": "soon", "to": "2026-01-01"},
        {"from": "1900-01-01", "to": "1900-02-01"},
        {"colour": "red"},
    ],
)
def test_refuses_what_is_no_period(office: Office, query: dict[str, str]) -> None:
    answer = office.program("manager").get("/handbook/clauses", **query)
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_refuses_tokens_without_the_scope(office: Office) -> None:
    assert office.program("manager", ("tickets:read",)).get("/handbook/clauses").status_code == 403
