"""Retention by the API: records by age, legal holds, signed heads, exports (3.4.2, 3.4.3)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from zhichi.core import heads
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


def test_lists_signed_heads_and_exports(office: Office, desk: Desk) -> None:
    ticket, auditor = desk.ticket(), office.program("auditor")
    assert auditor.get("/record/heads").json()["items"] == []
    by = office.people.actor("auditor")
    row = services.export_bundle(target=BytesIO(), stream=ticket.stream, by=by, at=now())
    (head,) = auditor.get("/record/heads").json()["items"]
    assert heads.is_signed(heads.statement(head), head["signature"], head["public"])
    assert head["key"] == heads.fingerprint(head["public"])
    (found,) = auditor.get("/record/exports").json()["items"]
    assert (found["id"], found["stream"], found["events"], found["manifest"], found["start"]) == (
        row.pk, ticket.stream, row.events, row.manifest, None,
    )  # fmt: skip
    for path in ("/record/heads", "/record/exports"):
        assert office.program("senior").get(path).status_code == 403
        assert office.program("auditor", scopes=("handbook:read",)).get(path).status_code == 403
