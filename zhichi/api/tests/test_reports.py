"""Words of progress reports by the API (3.1.3): read, try with a request, change by right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhichi.records.models import Event
from zhichi.tickets import selectors
from zhichi.tickets.tests.conftest import Desk, desk

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

__all__ = ["desk"]
WORDS = "{客户}，您好：{进展} 下次：{下次通报}。编号 {编号}"


def test_reads_tries_and_changes_the_words(office: Office, desk: Desk) -> None:
    ticket = desk.worked()
    engineer, supervisor = office.program("senior"), office.program("supervisor")
    found = engineer.get("/report-templates").json()
    assert [(row["language"], row["changed_at"]) for row in found["items"]] == [("zh-hans", None), ("en", None)]
    assert "{doing} / {进展}" in found["marks"]
    assert "10017" in found["items"][0]["sample"]
    path = f"/tickets/{ticket.number}/report-preview"
    before = Event.objects.count()
    tried = engineer.post(path, {"doing": "已定位", "template": WORDS}).json()
    assert tried["letter"].startswith("何青，您好：已定位 下次：")
    assert tried["letter"].endswith(f"编号 {ticket.number}")
    assert tried["next_report_at"]
    assert Event.objects.count() == before
    assert supervisor.call("PUT", "/report-templates/zh-hans", {"text": WORDS}).json()["text"] == WORDS
    assert engineer.post(path, {"doing": "已定位"}).json()["letter"] == tried["letter"]
    assert selectors.report_template("zh-hans") == WORDS
    assert engineer.get("/report-templates").json()["items"][0]["changed_at"] is not None


@pytest.mark.parametrize(
    ("language", "body", "status"),
    [
        ("zh-hans", {"text": "没有标记"}, 422),
        ("zh-hans", {"text": "{进展} {下次通报} {天气}"}, 422),
        ("zh-hans", {"text": "{进展} {下次通报} {"}, 422),
        ("zh-hans", {"text": "{进展} {下次通报}" + "长" * 5000}, 422),
        ("zh-hans", {"text": ""}, 422),
        ("zh-hans", {}, 422),
        ("fr", {"text": WORDS}, 422),
    ],
)
def test_refuses_words_that_say_too_little(office: Office, language: str, body: dict[str, Any], status: int) -> None:
    """No marks, an unknown mark, a lonely brace, too long, none at all, an unknown language."""
    answer = office.program("supervisor").call("PUT", f"/report-templates/{language}", body)
    assert answer.status_code == status, answer.content
    assert answer.json()["fields"]


def test_refuses_a_preview_of_unsound_words(office: Office, desk: Desk) -> None:
    path = f"/tickets/{desk.worked().number}/report-preview"
    assert office.program().post(path, {"doing": "  "}).status_code == 422
    assert office.program().post(path, {"doing": "查", "template": "{天气}"}).json()["fields"] != {}
    assert office.program("rival").post(path, {"doing": "查"}).status_code == 404
    assert office.program("auditor").post(path, {"doing": "查"}).status_code == 403


def test_only_leaders_change_the_words(office: Office) -> None:
    put = ("PUT", "/report-templates/en", {"text": WORDS})
    assert office.program("senior").call(*put).status_code == 403
    assert office.program("supervisor", ("tickets:read",)).call(*put).status_code == 403
