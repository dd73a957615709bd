"""Mail safety by the API: held mail read, released and deleted, entries of the lists (5.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.channels.email.tests.kit import CUSTOMER, raw, receive
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


@pytest.mark.parametrize(
    ("post", "scopes"),
    [("senior", SCOPES), ("auditor", SCOPES), ("manager", ("tickets:write",)), ("manager", ("mail:read",))],
)
def test_needs_right_and_scope(office: Office, post: str, scopes: tuple[str, ...]) -> None:
    row = spam()
    assert office.program(post, scopes).post(f"/held-mails/{row.pk}/release", {}).status_code == 403
