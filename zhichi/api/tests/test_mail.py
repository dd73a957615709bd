"""Mail safety by the API: held mail read, released and deleted, entries of the lists (5.2.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.channels.email import services
from zhichi.channels.email.tests.kit import CUSTOMER, raw, receive
from zhichi.core.clock import now
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office
    from zhichi.channels.email.models import MailLog

SCOPES = ("mail:write",)


def spam(subject: str = "invoice") -> MailLog:
    return receive(b"X-Spam-Flag: YES\r\n" + raw(subject=subject, text=subject)).log


def test_reads_and_releases_held_mail(office: Office) -> None:
    row, program = spam(), office.program("supervisor", SCOPES)
    (found,) = program.get("/held-mails").json()["items"]
    assert (found["id"], found["sender"], found["state"]) == (row.pk, CUSTOMER, "held")
    assert program.get(f"/held-mails/{row.pk}").json()["text"].strip() == "invoice"
    done = program.post(f"/held-mails/{row.pk}/release", {"allow_sender": True}, idempotency_key="a")
    assert done.json()["ticket"] == Ticket.objects.get().number
    assert program.post(f"/held-mails/{row.pk}/release", {"allow_sender": True}, idempotency_key="a").status_code == 200
    assert program.post(f"/held-mails/{row.pk}/release", {}).status_code == 409
    assert program.get("/mail-list-entries", list="allow").json()["items"][0]["value"] == CUSTOMER


def test_deletes_puts_back_and_blocks(office: Office) -> None:
    row, program = spam(), office.program("administrator", SCOPES)
    assert program.post(f"/held-mails/{row.pk}/delete", {"block_sender": True}).json()["state"] == "discarded"
    assert receive(raw(subject="next")).log.done == "refused"
    assert program.post(f"/held-mails/{row.pk}/put-back").json()["state"] == "held"
    assert program.post(f"/held-mails/{row.pk}/put-back").status_code == 409
    (entry,) = program.get("/mail-list-entries").json()["items"]
    assert entry["hits"] == 1
    assert program.post(f"/mail-list-entries/{entry['id']}/remove").json()["removed_at"]
    assert program.post(f"/mail-list-entries/{entry['id']}/remove").status_code == 409
    assert program.post(f"/mail-list-entries/{entry['id']}/restore").json()["removed_at"] is None


def test_says_what_is_wrong_with_an_entry(office: Office) -> None:
    program = office.program("manager", SCOPES)
    entry = {"kind": "domain", "value": "qq.com", "reason": "ads"}
    refused = program.post("/mail-list-entries", entry)  # customers of many companies write from there
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["value"])
    assert program.post("/mail-list-entries", entry | {"value": "ads.example"}).status_code == 201
    assert program.post("/mail-list-entries", entry | {"value": "ADS.example"}).status_code == 409
    assert program.post("/mail-list-entries", entry | {"kind": "regex"}).status_code == 422


def search(**given: Any) -> dict[str, Any]:
    start, end = now() - timedelta(days=1), now() + timedelta(days=1)
    return {"sender": "@client.example", "since": start.isoformat(), "until": end.isoformat()} | given


def test_closes_spam_in_bulk_and_takes_it_back(office: Office) -> None:
    program = office.program("supervisor", SCOPES)
    opened = [receive(raw(subject=f"代开发票 {number}", text=f"{number}")).ticket for number in range(3)]
    found = program.post("/mail-clean-ups/preview", search(subject="发票")).json()
    assert (found["count"], len(found["newest"]), found["newest"][0]["is_answered"]) == (3, 3, False)
    ask = search(subject="发票", reason="广告")
    run = program.post("/mail-clean-ups", ask, idempotency_key="k").json()
    assert program.post("/mail-clean-ups", ask, idempotency_key="k").json() == run
    assert (run["state"], run["total"], run["closed"]) == ("closing", 3, 0)
    assert program.post(f"/mail-clean-ups/{run['id']}/undo").status_code == 409
    while services.clean_up_some(at=now()):
        pass
    state = program.get(f"/mail-clean-ups/{run['id']}").json()
    assert (state["state"], state["closed"], state["looked_at"]) == ("done", 3, 3)
    assert program.post(f"/mail-clean-ups/{run['id']}/undo").json()["state"] == "opening"
    while services.clean_up_some(at=now()):
        pass
    assert program.get(f"/mail-clean-ups/{run['id']}").json()["state"] == "undone"
    assert Ticket.objects.filter(pk__in=[ticket.pk for ticket in opened if ticket], is_open=True).count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        search(sender="", reason="x"),  # all mail of its days
        search(until=(now() - timedelta(days=2)).isoformat(), reason="x"),  # ends before it begins
        search(since=(now() - timedelta(days=400)).isoformat(), reason="x"),
        search(reason=""),
        search(reason="x", subject="gibt es nicht"),
        search(reason="x", colour="red"),
    ],
    ids=["everything", "backwards", "too long", "no reason", "nothing found", "unknown"],
)
def test_refuses_a_clean_up_that_makes_no_sense(office: Office, wrong: dict[str, Any]) -> None:
    receive(raw())
    assert office.program("manager", SCOPES).post("/mail-clean-ups", wrong).status_code in {409, 422}


def test_a_clean_up_that_is_not_there(office: Office) -> None:
    program = office.program("manager", SCOPES)
    assert program.get("/mail-clean-ups/999").status_code == 404
    assert program.post("/mail-clean-ups/999/undo").status_code == 404
    assert office.program("manager", ("mail:read",)).post("/mail-clean-ups", search(reason="x")).status_code == 403
    assert office.program("manager", ("mail:read",)).post("/mail-clean-ups/preview", search()).status_code == 200
    assert office.program("senior", SCOPES).post("/mail-clean-ups/preview", search()).status_code == 403


@pytest.mark.parametrize(
    ("post", "scopes"),
    [("senior", SCOPES), ("auditor", SCOPES), ("manager", ("tickets:write",)), ("manager", ("mail:read",))],
)
def test_needs_right_and_scope(office: Office, post: str, scopes: tuple[str, ...]) -> None:
    row = spam()
    assert office.program(post, scopes).post(f"/held-mails/{row.pk}/release", {}).status_code == 403
