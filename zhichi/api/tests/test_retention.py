"""Retention by the API: records by age, legal holds (3.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.core.clock import now
from zhichi.records import services
from zhichi.tickets.tests.conftest import Desk, desk

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

__all__ = ["desk"]


def test_counts_records_and_lists_holds(office: Office, desk: Desk) -> None:
    ticket, auditor = desk.ticket(), office.program("auditor")
    by = office.people.actor("auditor")
    row = services.place_hold(stream=ticket.stream, reason="诉讼保全", by=by, at=now())
    kept = {item["type"]: item for item in auditor.get("/retention").json()["items"]}
    requests = kept["requests"]
    assert (requests["label"], requests["kept_months"], requests["in_use"], requests["older"]) == ("Requests", 60, 1, 0)
    assert [(age["from_months"], age["to_months"]) for age in requests["ages"]][::5] == [(0, 6), (60, None)]
    assert sum(age["count"] for age in kept["contacts"]["ages"]) == 1
    (hold,) = auditor.get("/holds").json()["items"]
    assert (hold["id"], hold["stream"], hold["label"], hold["reason"], hold["lifted_at"]) == (
        row.pk, ticket.stream, f"#{ticket.number}", "诉讼保全", None,
    )  # fmt: skip
    services.lift_hold(hold_id=row.pk, reason="已和解", by=by, at=now())
    assert auditor.get("/holds").json()["items"] == []
    assert auditor.get("/holds", all="true").json()["items"][0]["lift_reason"] == "已和解"
    assert office.program("senior").get("/retention").status_code == 403
    assert office.program("auditor", scopes=("handbook:read",)).get("/holds").status_code == 403
