"""Requests by the API: the way from registered to closed, lists, refusals."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.actors import Actor
from zhichi.core.clock import now
from zhichi.files.choices import Scan
from zhichi.files.models import Attachment, Blob
from zhichi.outbound.models import OutboundMail
from zhichi.records import selectors as records
from zhichi.reviews import services as words
from zhichi.sla import level_reads
from zhichi.sla import services as sla
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office, Program

NEW = {
    "subject": "导出乱码",
    "text": "数字正常",
    "contact": {"address": "He.Qing@client.example.com", "name": "何青"},
    "occurred_at": "2026-11-20T09:00:00+08:00",
    "affected": 12,
    "version": "8.2.0",
}


@pytest.fixture
def program(office: Office) -> Program:
    """A senior engineer's program with every scope."""
    return office.program("senior")


def number_of(program: Program, **changes: Any) -> str:
    answer = program.post("/tickets", NEW | changes)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["number"])


def test_registers_a_request(program: Program) -> None:
    body = program.post("/tickets", NEW).json()
    ticket = Ticket.objects.get()
    assert body["number"] == ticket.number
    assert (body["channel"], body["state"], body["contact"]["name"]) == ("api", "new", "何青")
    assert body["occurred_at"] == "2026-11-20T01:00:00Z"
    assert body["customer_url"].endswith(f"/r/{ticket.public_id}/")
    assert not OutboundMail.objects.exists()


def test_acknowledges_when_asked(program: Program) -> None:
    program.post("/tickets", NEW | {"acknowledge": True, "language": "en"})
    assert OutboundMail.objects.get().to == ["he.qing@client.example.com"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"subject": None}, "subject"),
        ({"urgency": "very"}, "urgency"),
        ({"affected": -1}, "affected"),
        ({"occurred_at": "2026-11-20T09:00:00"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"contact_id": 99}, "contact_id"),
        ({"contact_id": 2**63}, "contact_id"),
        ({"contact": {"address": "nobody"}}, "contact.address"),
        ({"product_id": 99}, "product_id"),
        ({"attachments": ["nothing"]}, "attachments"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_names_what_is_wrong(program: Program, change: dict[str, Any], field: str) -> None:
    answer = program.post("/tickets", NEW | change)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert field in answer.json()["fields"]
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("body", ["{", "[]", '"x"', "", "\x00", '{"subject": "\\ud800"}'])
def test_refuses_what_is_no_json_object(program: Program, body: str) -> None:
    answer = program.client.post("/api/v1/tickets", body, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.filterwarnings("error::UserWarning:pydantic")
def test_walks_a_request_from_registered_to_closed(office: Office, program: Program) -> None:
    number = number_of(program)
    at = f"/tickets/{number}"
    mine = program.get("/me").json()["user"]["id"]
    assert program.post(f"{at}/assign", {"owner_id": mine}).json()["state"] == "open"
    product = office.product()
    changed = program.patch(at, {"type": "fault", "product_id": product.pk, "urgency": "urgent"}).json()
    assert (changed["type"], changed["product"]["name"], changed["urgency"]) == ("fault", "砚台报表", "urgent")
    confirmed = program.post(f"{at}/confirmations", {"cause": "缺少编码标记", "method": "remote"})
    assert confirmed.status_code == 201
    refused = program.post(f"{at}/close")
    assert (refused.status_code, set(refused.json()["fields"])) == (422, {"response", "solution", "follow_up"})
    upgrade = {"kind": "upgrade", "parts": {"version": "8.2.1"}, "explanation": "请升级"}
    proposed = program.post(f"{at}/solutions", upgrade)
    assert (proposed.status_code, proposed.json()["state"]) == (201, "proposed")
    moved = program.post(f"{at}/solutions/{proposed.json()['id']}/state", {"state": "applied"})
    assert moved.json()["state"] == "applied"
    closed = program.post(f"{at}/follow-up", {"outcome": "solved", "method": "phone", "opinion": "很快"}).json()
    assert closed["state"] == "closed"
    assert program.get(f"{at}/follow-ups").json()["items"][0]["outcome"] == "solved"
    assert program.post(f"{at}/reopen", {"reason": "又坏了"}).json()["state"] == "reopened"
    events = records.history(Ticket.objects.get().stream)
    assert {event.actor_id for event in events} == {office.people.senior.pk}


def test_talks_in_three_ways(program: Program) -> None:
    at = f"/tickets/{number_of(program)}/messages"
    file = program.client.post("/api/v1/attachments", {"file": _file("图.txt", b"log")}).json()
    said = [
        {"kind": "reply", "text": "您好", "attachments": [file["id"]], "then": "wait_customer"},
        {"kind": "note", "text": "内部"},
        {"kind": "call", "text": "已说明", "direction": "out", "answered": True, "seconds": 60},
    ]
    for message in said:
        assert program.post(at, {"message": message}).status_code == 201
    kept = program.get(at).json()["items"]
    assert [item["kind"] for item in kept] == ["customer", "reply", "note", "call"]
    assert kept[1]["attachments"][0]["filename"] == "图.txt"
    assert Ticket.objects.get().state == "wait_customer"


@pytest.mark.parametrize("kind", ["reply", "report", "solution"])
def test_words_of_the_list_are_asked_about_once(program: Program, kind: str) -> None:
    by, at, text = Actor.system("tests"), now(), "What nonsense."
    words.save_word(data=words.WordData(language="en", text="nonsense", severity="block"), by=by, at=at)
    path = f"/tickets/{number_of(program)}/{'solutions' if kind == 'solution' else 'messages'}"

    def send(**more: str) -> Any:
        if kind == "solution":
            return program.post(path, {"kind": "guidance", "parts": {"article": "p. 3"}, "explanation": text, **more})
        return program.post(path, {"message": {"kind": kind, "text": text, **more}})

    asked = send()
    found = asked.json()
    assert (asked.status_code, found["code"]) == (422, "draft")
    assert [item["passage"] for item in found["words"]] == ["nonsense"]
    assert send(heeded=found["mark"]).status_code == 422  # a reason is asked for
    assert send(heeded="other words", reason="x").status_code == 422
    assert send(heeded=found["mark"], reason="the name of their tool").status_code == 201


def test_stores_and_gives_back_files(office: Office, program: Program) -> None:
    made = program.client.post("/api/v1/attachments", {"file": _file("a.txt", b"words")})
    assert made.status_code == 201
    path = f"/attachments/{made.json()['id']}"
    assert program.get(path).json()["sha256"] == Attachment.objects.get().blob.sha256
    assert program.get(f"{path}/content").content == b"words"
    assert office.program("junior").get(f"{path}/content").status_code == 404


def test_gives_no_locked_file_and_says_why(office: Office, program: Program) -> None:
    made = program.client.post("/api/v1/attachments", {"file": _file("a.txt", b"words")})
    path = f"/attachments/{made.json()['id']}"
    assert (made.json()["scan"], made.json()["is_locked"]) == ("off", False)
    Blob.objects.update(scan=Scan.INFECTED, scan_said="Eicar")
    told = program.get(path).json()
    assert (told["scan"], told["is_locked"], told["why_locked"]) == ("infected", True, "Virus found: Eicar")
    answer = program.get(f"{path}/content")
    assert (answer.status_code, answer.json()["code"]) == (423, "file-infected")


def test_refuses_a_file_that_is_too_large(program: Program, settings: Any) -> None:
    settings.MAX_ATTACHMENT_BYTES = 10
    answer = program.client.post("/api/v1/attachments", {"file": _file("a.txt", b"x" * 11)})
    assert (answer.status_code, answer.json()["code"]) == (422, "too-large")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("assign", {"owner_id": 10**6}),
        ("steps", {"step": "close"}),
        ("messages", {"message": {"kind": "reply", "text": " "}}),
        ("messages", {"message": {"kind": "letter", "text": "x"}}),
        ("solutions", {"kind": "upgrade", "parts": {}, "explanation": "x"}),
        ("follow-up", {"outcome": "maybe"}),
        ("reopen", {"reason": ""}),
    ],
)
def test_refuses_work_without_sense(program: Program, path: str, body: dict[str, Any]) -> None:
    answer = program.post(f"/tickets/{number_of(program)}/{path}", body)
    assert answer.status_code == 422
    assert answer.json()["fields"]


def test_a_deed_that_the_state_does_not_allow_is_a_conflict(program: Program) -> None:
    at = f"/tickets/{number_of(program)}"
    assert program.post(f"{at}/follow-up", {"outcome": "solved"}).status_code == 409
    assert program.post(f"{at}/reopen", {"reason": "x"}).status_code == 409


def test_pages_by_keyset_without_gap_or_repeat(program: Program) -> None:
    wanted = [number_of(program, subject=f"请求 {index}") for index in range(7)]
    seen, cursor = [], ""
    while True:
        page = program.get("/tickets", size=3, cursor=cursor).json()
        seen += [item["number"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert seen == wanted[::-1]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"state": "new"}, 2),
        ({"state": ["closed", "resolved"]}, 0),
        ({"urgency": "urgent"}, 1),
        ({"unassigned": "true"}, 2),
        ({"tag": "报表"}, 1),
        ({"updated_since": "2199-01-01T00:00:00Z"}, 0),
        ({"is_open": "false"}, 0),
        ({"cursor": "nonsense"}, 2),
    ],
)
def test_narrows_lists(program: Program, query: dict[str, Any], count: int) -> None:
    number_of(program, urgency="urgent")
    tagged = program.call("PUT", f"/tickets/{number_of(program)}/tags", {"tags": ["报表", " 8.2 "]})
    assert tagged.json() == {"tags": ["8.2", "报表"]}
    answer = program.get("/tickets", **query)
    assert len(answer.json()["items"]) == count


@pytest.mark.parametrize(
    "query", [{"size": 0}, {"size": 101}, {"state": "lost"}, {"owner_id": "me"}, {"colour": "red"}]
)
def test_refuses_filters_without_sense(program: Program, query: dict[str, Any]) -> None:
    assert program.get("/tickets", **query).status_code == 422


def test_lists_cost_the_same_whatever_their_length(program: Program, django_assert_num_queries: Any) -> None:
    program.get("/me")
    for size in (1, 5):
        for index in range(5):
            number_of(program, subject=f"{size}/{index}")
        with django_assert_num_queries(3):  # the token with its owner, the owner's teams, the page
            program.get("/tickets", size=size)


def _file(name: str, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def test_tells_the_service_level_and_its_version(program: Program) -> None:
    found = program.get(f"/tickets/{number_of(program)}").json()
    assert found["service_level"] == {"name": "", "name_en": "", "version": None}


def test_tells_both_names_of_a_service_level(program: Program) -> None:
    at = now()
    data = sla.RuleData(name="标准", name_en="Standard", targets={"response": 45})
    sla.save_rule(data=data, edition=sla.NO_DRAFT, by=Actor.system("tests"), at=at)
    draft = level_reads.draft()
    assert draft is not None
    sla.publish(reason="测试", with_open=False, edition=draft.edition, by=Actor.system("tests"), at=at)
    found = program.get(f"/tickets/{number_of(program)}").json()
    assert found["service_level"] == {"name": "标准", "name_en": "Standard", "version": 1}


def test_tells_the_nearest_promise_and_when_it_is_due(program: Program) -> None:
    number = number_of(program, urgency="urgent")
    found = program.get(f"/tickets/{number}").json()
    assert found["promise"] == "response"
    received, due = (datetime.fromisoformat(found[name]) for name in ("received_at", "due_at"))
    assert due - received == timedelta(minutes=30)
