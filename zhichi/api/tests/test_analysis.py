"""Analysis reports by the API: lists by right, one with figures, findings and actions (3.4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.reports import services, spans
from zhichi.reports.choices import Length
from zhichi.reports.tests.conftest import House, desk, house, people

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

__all__ = ["desk", "house", "people"]


def test_reads_reports_by_right(office: Office, house: House) -> None:
    row = house.draft()
    action = house.action(row)
    services.issue(report_id=row.pk, by=house.manager, at=house.at)
    draft = house.draft(spans.last(Length.WEEK, house.at).code)
    manager, auditor, junior = (office.program(name) for name in ("manager", "auditor", "junior"))
    listed = manager.get("/analysis-reports").json()["items"]
    assert [(item["id"], item["state"], item["number"]) for item in listed] == [
        (draft.pk, "draft", None),
        (row.pk, "issued", 1),
    ]
    assert [item["id"] for item in auditor.get("/analysis-reports").json()["items"]] == [row.pk]
    assert manager.get("/analysis-reports", state="draft", length="month").json()["items"] == []
    found = auditor.get(f"/analysis-reports/{row.pk}").json()
    assert (found["period"]["code"], found["actions"], found["digest"]) == (house.month.code, 1, row_digest(row.pk))
    assert [(item["id"], item["done_at"], item["owner"]["id"]) for item in found["measures"]] == [
        (action.pk, None, house.people.senior.pk)
    ]
    intake = next(clause for clause in found["clauses"] if clause["id"] == "2.1")
    tickets = next(figure for figure in intake["figures"] if figure["label"]["en"] == "Tickets")
    assert (tickets["before"], tickets["value"], tickets["series"][-2:]) == (3, 5, [3, 5])
    assert auditor.get(tickets["records"].removeprefix("/api/v1")).json()["parts"][0]["count"] == 5
    assert auditor.get(f"/analysis-reports/{draft.pk}").status_code == 404
    assert junior.get("/analysis-reports").status_code == 403
    assert office.program("auditor", scopes=("handbook:read",)).get("/analysis-reports").status_code == 403


def row_digest(key: int) -> str:
    from zhichi.reports.models import Report

    return Report.objects.get(pk=key).digest


@pytest.mark.parametrize("query", [{"length": "year"}, {"state": "open"}, {"size": "0"}])
def test_refuses_unknown_filters(office: Office, query: dict[str, str]) -> None:
    """A length and a state that reports do not have, a page of nothing."""
    assert office.program("manager").get("/analysis-reports", **query).status_code == 422
