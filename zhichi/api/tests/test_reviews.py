"""Conversation reviews by the API: cards, lists by right, opinions, objections, and the second opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.reviews import defaults
from zhichi.reviews.models import Review
from zhichi.reviews.tests.conftest import House, desk, house

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.api.tests.conftest import Office

__all__ = ["desk", "house"]
CODES = [item.code for item in defaults.CARD]


@pytest.fixture
def moving(house: House) -> Iterator[Any]:
    """The present follows the clock of the desk: `at(house)` moves it there."""
    with time_machine.travel(house.desk.at, tick=False) as travel:
        yield travel


def at(house_: House, moving_: Any) -> None:
    moving_.move_to(house_.tick(minutes=5))


def filled(mark: int = 4, **given: Any) -> dict[str, Any]:
    comments = dict.fromkeys(CODES, "说明") if mark == 0 else {}
    return {"marks": dict.fromkeys(CODES, mark), "comments": comments, **given}


def test_tells_the_cards_in_the_language_asked_for(office: Office, house: House) -> None:
    program = office.program("junior")
    (card,) = program.get("/score-cards").json()["items"]
    assert [item["code"] for item in card["criteria"]] == CODES
    assert card["criteria"][0]["name"] == defaults.CARD[0].name_en
    chinese = program.client.get("/api/v1/score-cards", headers={"accept-language": "zh-CN"}).json()
    assert chinese["items"][0]["criteria"][0]["name"] == defaults.CARD[0].name_zh


def test_an_opinion_is_given_and_goes_out(office: Office, house: House, moving: Any) -> None:
    review = house.review()
    at(house, moving)
    supervisor, junior = office.program("supervisor"), office.program("junior")
    (due,) = supervisor.get("/reviews", which="to_write").json()["items"]
    assert (due["id"], due["ticket"], due["state"], due["score"]) == (review.pk, review.ticket.number, "open", None)
    assert supervisor.get(f"/reviews/{review.pk}").json()["may_write"]
    said = supervisor.get(f"/reviews/{review.pk}/messages").json()["items"]
    answer = next(item for item in said if "正在查" in item["text"] and item["kind"] == "reply")
    passage = {"message_id": answer["id"], "quote": "正在查", "criterion": CODES[0]}
    given = supervisor.post(f"/reviews/{review.pk}/opinion", filled(evidence=[passage], summary="很好"))
    assert given.status_code == 200, given.content
    body = given.json()
    assert (body["state"], body["score"], body["may_write"]) == ("submitted", 100.0, False)
    (opinion,) = body["opinions"]
    assert (opinion["by"]["id"], opinion["evidence"], opinion["summary"]) == (
        house.people.supervisor.pk, [passage], "很好",
    )  # fmt: skip
    assert junior.get(f"/reviews/{review.pk}").status_code == 404  # the undo time runs
    assert junior.get("/reviews").json()["items"] == []
    at(house, moving)
    (mine,) = junior.get("/reviews", which="mine").json()["items"]
    assert (mine["id"], mine["score"]) == (review.pk, 100.0)
    assert junior.post(f"/reviews/{review.pk}/agree").json()["ending"] == "agreed"


def test_an_opinion_is_taken_back_in_time(office: Office, house: House, moving: Any) -> None:
    review = house.review()
    at(house, moving)
    supervisor = office.program("supervisor")
    supervisor.post(f"/reviews/{review.pk}/opinion", filled())
    assert supervisor.post(f"/reviews/{review.pk}/take-back").json()["state"] == "open"
    supervisor.post(f"/reviews/{review.pk}/opinion", filled())
    at(house, moving)
    assert supervisor.post(f"/reviews/{review.pk}/take-back").status_code == 409


def test_an_objection_leads_to_a_second_opinion(office: Office, house: House, moving: Any) -> None:
    review = house.submitted(mark=2)
    at(house, moving)
    objected = office.program("junior").post(f"/reviews/{review.pk}/object", {"reason": "客户当时已挂断"})
    assert (objected.status_code, objected.json()["state"]) == (200, "objected")
    second = objected.json()["second"]["id"]
    assert second == house.people.manager.pk
    manager = office.program("manager")
    assert [item["id"] for item in manager.get("/reviews", which="to_write").json()["items"]] == [review.pk]
    assert manager.get(f"/reviews/{review.pk}").json()["objection"] == "客户当时已挂断"
    final = manager.post(f"/reviews/{review.pk}/opinion", filled(3)).json()
    assert (final["state"], final["ending"], final["score"]) == ("settled", "second", 75.0)
    assert [item["is_second"] for item in final["opinions"]] == [False, True]


def test_an_opinion_sent_twice_is_given_once(office: Office, house: House, moving: Any) -> None:
    review = house.review()
    at(house, moving)
    supervisor = office.program("supervisor")
    first = supervisor.post(f"/reviews/{review.pk}/opinion", filled(), idempotency_key="k")
    again = supervisor.post(f"/reviews/{review.pk}/opinion", filled(), idempotency_key="k")
    assert (again.status_code, again.json(), again["Idempotency-Replayed"]) == (200, first.json(), "true")
    assert supervisor.post(f"/reviews/{review.pk}/opinion", filled()).status_code == 403


def test_who_may_not_see_a_review_finds_none(office: Office, house: House, moving: Any) -> None:
    review = house.review()
    at(house, moving)
    for name in ("junior", "assistant", "senior"):  # under review, a stranger, a writer in the conversation
        program = office.program(name)
        assert program.get("/reviews").json()["items"] == []
        for path in ("", "/messages"):
            assert program.get(f"/reviews/{review.pk}{path}").status_code == 404
    assert office.program("senior").post(f"/reviews/{review.pk}/opinion", filled()).status_code == 404
    assert office.program("junior").post(f"/reviews/{review.pk}/object", {"reason": "x"}).status_code == 404
    assert office.program("manager").post(f"/reviews/{review.pk}/opinion", filled()).status_code == 403
    assert office.program("auditor").get(f"/reviews/{review.pk}").status_code == 200
    assert Review.objects.get().state == "open"


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"marks": {}}, [f"marks.{code}" for code in CODES]),
        ({"marks": {**dict.fromkeys(CODES, 4), CODES[0]: 0}}, [f"comments.{CODES[0]}"]),
        ({"marks": {**dict.fromkeys(CODES, 4), CODES[0]: 99}}, [f"marks.{CODES[0]}"]),
        ({"marks": {**dict.fromkeys(CODES, 4), "charm": 4}}, ["marks.charm"]),
        ({"comments": {"charm": "x"}}, ["comments.charm"]),
        ({"evidence": [{"message_id": 1, "quote": "没有说过"}]}, ["evidence"]),
        ({"evidence": [{"message_id": 1, "quote": "x", "criterion": "charm"}]}, ["evidence"]),
        ({"total": 100}, ["total"]),
    ],
)
def test_names_what_is_wrong_with_an_opinion(
    office: Office, house: House, moving: Any, change: dict[str, Any], fields: list[str]
) -> None:
    review = house.review()
    at(house, moving)
    answer = office.program("supervisor").post(f"/reviews/{review.pk}/opinion", {**filled(), **change})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, fields)


def test_pages_in_as_many_statements(office: Office, house: House, moving: Any) -> None:
    manager = office.program("manager")
    review = house.submitted()
    at(house, moving)

    def count(path: str, **query: Any) -> int:
        manager.get(path, **query)
        with CaptureQueriesContext(connection) as asked:
            assert manager.get(path, **query).status_code == 200
        return len(asked)

    few = count("/reviews", size=2)
    for _ in range(3):
        house.review()
    assert count("/reviews", size=2) == few
    assert count(f"/reviews/{review.pk}") <= few + 2
    first = manager.get("/reviews", size=3).json()
    second = manager.get("/reviews", size=3, cursor=first["next"]).json()
    assert len({item["id"] for item in first["items"] + second["items"]}) == 4
    assert len(manager.get("/reviews", state="open").json()["items"]) == 3
    assert manager.get("/reviews", subject_id=house.people.senior.pk).json()["items"] == []


def test_scopes_bind(office: Office, house: House) -> None:
    review = house.submitted()
    assert office.program("manager", ("tickets:write",)).get("/reviews").status_code == 403
    assert office.program("manager", ("reviews:write",)).get("/score-cards").status_code == 200
    reader = office.program("junior", ("reviews:read",))
    assert reader.post(f"/reviews/{review.pk}/agree").status_code == 403
