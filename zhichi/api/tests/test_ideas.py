"""Ideas by the API: list, raise once, vote and take it back (3.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.improvement.models import Idea
from zhichi.improvement.tests.conftest import WORDS, box

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office
    from zhichi.improvement.tests.conftest import Box

__all__ = ["box"]


def test_raises_once_and_lists_by_state_direction_and_author(office: Office, box: Box) -> None:
    theirs = box.move(box.put("senior", direction="mode"), "evaluate")
    program = office.program("junior")
    first = program.post("/ideas", WORDS, idempotency_key="once")
    again = program.post("/ideas", WORDS, idempotency_key="once")
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    mine = first.json()["id"]
    assert first.json()["state"] == "raised" and first.json()["author"]["id"] == office.people.junior.pk
    for query, ids in (
        ("", {mine, theirs.pk}),
        ("?which=mine", {mine}),
        ("?state=evaluation", {theirs.pk}),
        ("?direction=mode", {theirs.pk}),
        ("?state=evaluation&which=mine", set()),
    ):
        assert {item["id"] for item in program.get(f"/ideas{query}").json()["items"]} == ids, query


def test_votes_and_takes_it_back(office: Office, box: Box) -> None:
    idea = box.put("senior")
    program = office.program("junior")
    for is_for, votes in ((True, 1), (True, 1), (False, 0)):
        told = program.post(f"/ideas/{idea.pk}/vote", {"is_for": is_for}).json()
        assert (told["votes"], told["has_voted"]) == (votes, is_for)
    assert office.program("senior").post(f"/ideas/{idea.pk}/vote", {}).status_code == 403, "one's own"
    assert program.post("/ideas/99999/vote", {}).status_code == 404


@pytest.mark.parametrize("change", [{"title": ""}, {"direction": "price"}, {"ticket": "99999"}, {"better": "  "}])
def test_refuses_half_an_idea_and_names_the_field(office: Office, box: Box, change: dict[str, str]) -> None:
    answer = office.program("junior").post("/ideas", {**WORDS, **change})
    assert answer.status_code == 422
    assert next(iter(change)) in str(answer.json()["fields"])
    assert not Idea.objects.exists()


def test_a_token_that_only_reads_raises_nothing(office: Office, box: Box) -> None:
    idea = box.put("senior")
    program = office.program("junior", ("ideas:read",))
    assert program.get(f"/ideas/{idea.pk}").status_code == 200
    assert program.post("/ideas", WORDS).status_code == 403
