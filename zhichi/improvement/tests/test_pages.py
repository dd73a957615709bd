"""The pages of ideas: who opens them, what they keep when refused, what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import POSTS
from zhichi.improvement.models import Idea
from zhichi.improvement.tests.conftest import WORDS

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.improvement.tests.conftest import Box

pytestmark = pytest.mark.django_db
LIST, NEW = "/desk/ideas/", "/desk/ideas/new/"


def page_of(idea: Idea) -> str:
    return reverse("improvement:idea", args=[idea.pk])


@pytest.mark.parametrize("who", POSTS)
def test_who_opens_what(client: Client, box: Box, who: str) -> None:
    idea = box.put("rival")
    client.force_login(getattr(box.people, who))
    leads, takes_part = who in {"manager", "supervisor"}, who != "auditor"
    for address, may in ((LIST, True), (page_of(idea), True), (NEW, takes_part), (f"{page_of(idea)}step/drop/", leads)):
        assert client.get(address).status_code == (200 if may else 403), address
    assert client.post(f"{page_of(idea)}vote/").status_code == (303 if takes_part else 403)


def test_strangers_and_unknown_ideas_find_nothing(client: Client, box: Box) -> None:
    idea = box.put()
    assert client.get(page_of(idea)).status_code == 302
    client.force_login(box.people.manager)
    for address in ("/desk/ideas/999/", f"{page_of(idea)}step/fly/", f"{page_of(idea)}step/adopt/"):
        assert client.get(address).status_code == 404, address
    assert client.get(f"{page_of(idea)}result/").status_code == 404
    assert client.get(f"{page_of(idea)}edit/").status_code == 403, "somebody else's idea"


def test_an_empty_box_says_what_to_do(client: Client, box: Box) -> None:
    client.force_login(box.people.junior)
    assert "建议箱是空的" in client.get(LIST).content.decode()
    box.move(box.put(), "drop")
    assert "所有建议都有了结论" in client.get(LIST).content.decode()
    assert "没有符合条件的建议" in client.get(f"{LIST}?which=pilot").content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"raised", "pilot"}),
        ("which=all", {"raised", "pilot", "dropped"}),
        ("which=dropped", {"dropped"}),
        ("which=mine", {"raised"}),
        ("which=nonsense&direction=x", {"raised", "pilot"}),
        ("direction=technology", {"pilot"}),
        ("q=清单", {"raised"}),
        ("order=votes", {"raised", "pilot"}),
    ],
)
def test_narrows_by_state_direction_author_and_words(client: Client, box: Box, asked: str, shown: set[str]) -> None:
    plain = {"now": "旧", "better": "新", "effect": "快"}
    ideas = {
        "raised": box.put("junior", title="甲：清单"),
        "pilot": box.move(box.put("senior", title="乙：脱敏", direction="technology", **plain), "evaluate", "pilot"),
        "dropped": box.move(box.put("rival", title="丙：状态", **plain), "drop"),
    }
    client.force_login(box.people.junior)
    page = client.get(f"{LIST}?{asked}").content.decode()
    assert {name for name, idea in ideas.items() if f'href="{page_of(idea)}"' in page} == shown


def test_refused_words_are_kept(client: Client, box: Box) -> None:
    client.force_login(box.people.junior)
    answer = client.post(NEW, {**WORDS, "title": "", "ticket": "99999"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert WORDS["better"] in page and "99999" in page
    answer = client.post(NEW, {**WORDS, "ticket": "99999"})
    assert answer.status_code == 422 and "没有你能看到的工单 #99999" in answer.content.decode()
    assert not Idea.objects.exists()
    idea = box.put("senior")
    answer = client.post(f"{page_of(idea)}comment/", {"text": "x" * 4_001})
    assert answer.status_code == 422 and "x" * 4_001 in answer.content.decode()


def test_a_vote_by_htmx_answers_with_the_button(client: Client, box: Box) -> None:
    idea = box.put()
    client.force_login(box.people.senior)
    for value, pressed, votes in (("1", "true", 1), ("0", "false", 0)):
        answer = client.post(f"{page_of(idea)}vote/", {"value": value}, headers={"HX-Request": "true"})
        assert f'aria-pressed="{pressed}"' in answer.content.decode()
        idea.refresh_from_db()
        assert idea.votes == votes


def test_somebody_faster_is_named(client: Client, box: Box) -> None:
    idea = box.put()
    client.force_login(box.people.manager)
    box.move(idea, "evaluate", who="supervisor")
    answer = client.post(f"{page_of(idea)}step/evaluate/", {"reason": "晚了一步"})
    assert answer.status_code == 422
    assert "评估中" in answer.content.decode() and "晚了一步" in answer.content.decode()


def test_what_is_written_is_text_and_no_markup(client: Client, box: Box) -> None:
    idea = box.put(title="<b>粗</b>", better="<script>alert(1)</script>")
    client.force_login(box.people.senior)
    for address in (LIST, page_of(idea)):
        page = client.get(address).content.decode()
        assert "<b>粗" not in page and "<script>alert" not in page


def cost(client: Client, address: str) -> int:
    """How many statements a page takes; now and then one more refreshes what a process remembers for seconds."""
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_cost_of_pages_does_not_grow_with_ideas(client: Client, box: Box) -> None:
    client.force_login(box.people.manager)
    spent = []
    for _round in range(2):
        for who in ("junior", "senior", "assistant"):
            idea = box.put(who)
            box.vote(idea, "supervisor")
            box.say(idea, "好", "rival")
        spent.append([min(cost(client, address) for _again in range(3)) for address in (LIST, page_of(idea))])
    assert spent[0] == spent[1]
    assert max(spent[1]) <= 20, spent
