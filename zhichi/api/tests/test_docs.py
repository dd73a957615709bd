"""The pages about the API list every operation with its scope, and their examples work as they stand."""

from __future__ import annotations

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.people import SETUP
from zhichi.api import app
from zhichi.core.clock import now
from zhichi.tickets import services as tickets
from zhichi.tickets.numbers import id_of

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

DOCS = Path(__file__).parents[3] / "docs"
HOST = "https://support.example.com"
TOKEN = "Bearer zc_…"
NUMBER = "10017"  # the request that the pages speak of
_ROW = re.compile(r"^\| `(GET|POST|PUT|PATCH|DELETE) (/\S*)` \| (?:`([a-z:]+)`|–) \| (.+) \|$", re.MULTILINE)
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def page(language: str) -> str:
    return (DOCS / language / "api.md").read_text("utf-8")


def examples(language: str) -> list[str]:
    """Every call that the page shows, on one line."""
    blocks = [block.replace("\\\n", " ").strip() for block in _BLOCK.findall(page(language))]
    return [block for block in blocks if block.startswith("curl ")]


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "zh"])
def test_lists_every_operation_with_its_scope(language: str) -> None:
    listed = [(f"{method} {path}", scope or None) for method, path, scope, _words in _ROW.findall(page(language))]
    known = {
        f"{method.upper()} {path.removeprefix(app.PREFIX)}": operation.get("x-scope")
        for path, operations in app.schema()["paths"].items()
        for method, operation in operations.items()
    }
    assert dict(listed) == known
    assert len(listed) == len(known)


@pytest.mark.one_database
def test_both_pages_show_the_same_calls() -> None:
    calls = [[re.sub(r"-d '.*", "", call, flags=re.DOTALL) for call in examples(language)] for language in ("en", "zh")]
    assert calls[0] == calls[1]
    assert len(calls[0]) > 6


def run(office: Office, call: str) -> Any:
    """Send what `call` sends, as the manager."""
    words = shlex.split(call)
    url = next(word for word in words if word.startswith(HOST))
    headers, body, method = {}, "", "GET"
    for name, value in pairwise(words):
        if name == "-H":
            header, _colon, content = value.partition(": ")
            headers[header] = content
        elif name == "-d":
            body, method = value, "POST"
        elif name == "-X":
            method = value
    assert headers.pop("Authorization") == TOKEN
    program = office.program("junior" if "/to-senior" in url or "/hand-overs" in url else "manager")
    path = url.removeprefix(f"{HOST}{app.PREFIX}")
    return program.call(method, path, json.loads(body) if body else None, **headers)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_example_works(office: Office, language: str) -> None:
    """Each with the request of which the page speaks, which the junior holds; the senior is there."""
    people = office.people
    assert people.senior.is_active
    made = office.program("manager").post("/tickets", {"subject": "导出乱码", "urgency": "urgent"}).json()
    for call in examples(language):
        tickets.assign(
            ticket_id=id_of(made["number"]) or 0,
            target=tickets.Target(owner=people.junior),
            by=SETUP,
            at=now(),
            reason="again",
        )
        answer = run(office, call.replace(NUMBER, made["number"]))
        allowed = {200, 201}
        if "/to-senior" in call:
            allowed |= {422}  # nobody is on shift in the small world of tests
        assert answer.status_code in allowed, (call, answer.content)
