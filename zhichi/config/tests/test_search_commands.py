"""`zhichi search` and `zhichi reindex`: by the rights of one person, as JSON."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.config.commands import reindex, search
from zhichi.tickets.tests.conftest import desk

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

__all__ = ["desk"]  # a fixture
pytestmark = pytest.mark.django_db
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def ticket(request: pytest.FixtureRequest) -> Ticket:
    """A request in the senior's team, found only after a rebuild."""
    builder: Desk = request.getfixturevalue("desk")
    return builder.worked()


def _search(capsys: Capture, *words: str) -> tuple[int, Any]:
    parser = argparse.ArgumentParser()
    search.add_arguments(parser)
    code = search.run(parser.parse_args([*words, "--json"]))
    printed = capsys.readouterr().out
    return code, json.loads(printed) if printed else None


def test_searches_by_the_rights_of_one_person(capsys: Capture, ticket: Ticket, people: People) -> None:
    assert _search(capsys, "乱码")[0] == 1
    assert reindex.run(argparse.Namespace()) == 0
    assert "1" in capsys.readouterr().out
    code, body = _search(capsys, "亂碼")
    assert (code, [hit["object_id"] for hit in body["hits"]]) == (0, [ticket.pk])
    assert any(part["mark"] for place in body["hits"][0]["highlights"] for part in place)
    assert _search(capsys, "乱码", "--as", people.senior.email)[0] == 0
    assert _search(capsys, "乱码", "--as", people.rival.email) == (1, {"query": "乱码", "meant": None, "hits": []})


@pytest.mark.parametrize(
    ("words", "code"),
    [(("x", "--as", "nobody@example.com"), 2), (("x", "--kind", "nothing"), 2), (("",), 1), (("😀",), 1)],
)
def test_refuses_what_it_does_not_know(capsys: Capture, words: tuple[str, ...], code: int) -> None:
    assert _search(capsys, *words)[0] == code
