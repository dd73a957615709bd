"""Snooze, report time, merge and split by the API."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.api.tests.test_tickets import number_of
from zhichi.core import clock

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office, Program


@pytest.fixture
def program(office: Office) -> Program:
    """A senior engineer's program with every scope."""
    return office.program("senior")


def taken(program: Program, office: Office, **changes: Any) -> str:
    number = number_of(program, **changes)
    program.post(f"/tickets/{number}/assign", {"owner_id": office.people.senior.pk})
    return number


def later(**length: int) -> str:
    return (clock.now() + timedelta(**length)).isoformat()


def test_snoozes_and_wakes(program: Program, office: Office) -> None:
    number = taken(program, office)
    program.post(
        f"/tickets/{number}/messages", {"message": {"kind": "reply", "text": "请试试", "then": "wait_customer"}}
    )
    asleep = program.post(f"/tickets/{number}/snooze", {"until": None})
    assert asleep.status_code == 200, asleep.content
    assert asleep.json()["snoozed_until"] is not None
    assert program.post(f"/tickets/{number}/wake", {}).json()["snoozed_until"] is None
    past = program.post(f"/tickets/{number}/snooze", {"until": later(hours=-1)})
    assert (past.status_code, list(past.json()["fields"])) == (422, ["until"])


def test_reports_progress_and_notes_an_agreed_time(program: Program, office: Office) -> None:
    number = taken(program, office)
    said = program.post(f"/tickets/{number}/messages", {"message": {"kind": "report", "text": "正在测试补丁"}})
    assert said.status_code == 201, said.content
    assert said.json()["is_report"]
    assert "正在测试补丁" in said.json()["text"]
    until = later(hours=30)
    agreed = program.post(f"/tickets/{number}/report-time", {"until": until, "reason": "客户同意"})
    assert agreed.json()["next_report_at"][:19] == until[:19]
    assert program.post(f"/tickets/{number}/report-time", {"until": until, "reason": " "}).status_code == 422


def test_merges_and_says_so(program: Program, office: Office) -> None:
    first, second = taken(program, office), taken(program, office)
    merged = program.post(f"/tickets/{second}/merge", {"into": first, "reason": "同一件事"})
    assert merged.status_code == 200, merged.content
    assert (merged.json()["number"], merged.json()["merged_from"]) == (first, [second])
    old = program.get(f"/tickets/{second}").json()
    assert (old["state"], old["merged_into"]) == ("closed", first)
    assert len(program.get(f"/tickets/{first}/messages").json()["items"]) == 2
    assert program.post(f"/tickets/{second}/reopen", {"reason": "x"}).status_code == 409
    back = program.post(f"/tickets/{second}/unmerge", {})
    assert (back.status_code, back.json()["merged_into"]) == (200, None)
    unknown = program.post(f"/tickets/{second}/merge", {"into": "99999999"})
    assert (unknown.status_code, list(unknown.json()["fields"])) == (422, ["into"])


def test_splits_once_whatever_is_repeated(program: Program, office: Office) -> None:
    from zhichi.core.actors import Actor
    from zhichi.tickets import services
    from zhichi.tickets.models import Ticket

    number = taken(program, office)
    ticket = Ticket.objects.get()
    words = services.Incoming(text="另外一件事", channel="mail", contact=ticket.contact)
    said = services.customer_message(ticket_id=ticket.pk, incoming=words, by=Actor.guest("何青"), at=clock.now())
    body = {"messages": [said.message.pk], "subject": "另外一件事"}
    new = program.post(f"/tickets/{number}/split", body)
    assert new.status_code == 201, new.content
    assert [item["text"] for item in program.get(f"/tickets/{new.json()['number']}/messages").json()["items"]] == [
        "另外一件事"
    ]
    wrong = program.post(f"/tickets/{number}/split", body | {"messages": [999_999]})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["messages"])
