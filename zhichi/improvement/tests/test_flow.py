"""Ideas: raising, rewriting, voting, the steps of the flow, the measured result (3.3.3, 10.4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from tests.people import POSTS, SETUP
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.improvement import policies, services
from zhichi.improvement.choices import STEPS, IdeaState
from zhichi.improvement.models import Comment, Idea, Vote
from zhichi.improvement.tests.conftest import RESULT, WORDS
from zhichi.notices.models import Notice
from zhichi.notices.wording import words
from zhichi.records import services as records
from zhichi.records.selectors import history, sentence

if TYPE_CHECKING:
    from zhichi.core.rights import Right
    from zhichi.improvement.tests.conftest import Box

pytestmark = pytest.mark.django_db
TAKES_PART = set(POSTS) - {"auditor"}


def codes(idea: Idea) -> list[str]:
    return [event.code.removeprefix("improvement.") for event in history(idea.stream)]


def told(box: Box, who: str) -> list[str]:
    rows = Notice.objects.filter(person=getattr(box.people, who), kind__startswith="improvement.")
    return [words(row) for row in rows.order_by("pk")]


def test_an_idea_goes_from_the_box_to_a_measured_result(box: Box) -> None:
    _manager = box.people.manager
    idea = box.put()
    assert told(box, "manager") == ["员工 junior 提出了建议“夜班交接改用清单”"]
    box.vote(idea)
    idea = box.move(idea, "evaluate", "pilot", "adopt")
    assert (idea.state, idea.votes, idea.answer, idea.result) == ("adopted", 1, "better", RESULT.text)
    assert idea.decided_at == idea.measured_at == box.at
    assert idea.answered_at is not None and idea.answered_at < box.at
    assert codes(idea) == ["raised", "voted", "moved", "moved", "moved", "measured"]
    assert [line.split("：")[1].split("，")[0] for line in told(box, "junior")] == ["评估中", "试点中", "已采纳"]


@pytest.mark.parametrize("name", ["title", "now", "better", "effect"])
@pytest.mark.parametrize("text", ["", "  \n ", "x" * 5_000])
def test_refuses_an_idea_without_words_or_with_too_many(box: Box, name: str, text: str) -> None:
    with pytest.raises(DomainError) as refused:
        box.put(**{name: text})
    assert set(refused.value.fields) == {name}
    assert not Idea.objects.exists()


@pytest.mark.parametrize("direction", ["", "price", "MODE"])
def test_refuses_a_direction_that_the_handbook_lacks(box: Box, direction: str) -> None:
    with pytest.raises(DomainError) as refused:
        box.put(direction=direction)
    assert set(refused.value.fields) == {"direction"}


@pytest.mark.parametrize("number", ["99999", "#", "hello", "-1", "1" * 40])
def test_refuses_a_request_that_is_not_there(box: Box, number: str) -> None:
    if number == "#":
        assert box.put(ticket=number).ticket is None  # nothing was named
        return
    with pytest.raises(DomainError) as refused:
        box.put(ticket=number)
    assert set(refused.value.fields) == {"ticket"}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", IdeaState.values)
def test_a_step_begins_only_where_it_may(box: Box, state: str, step: str) -> None:
    way = {
        "raised": (),
        "evaluation": ("evaluate",),
        "pilot": ("evaluate", "pilot"),
        "adopted": ("evaluate", "pilot", "adopt"),
        "dropped": ("drop",),
    }
    idea = box.move(box.put(), *way[state])
    if state in STEPS[step].sources:
        assert box.move(idea, step).state == STEPS[step].target
        return
    with pytest.raises(Conflict):
        box.move(idea, step)
    idea.refresh_from_db()
    assert idea.state == state


@pytest.mark.parametrize("who", sorted(set(POSTS) - {"manager", "supervisor"}))
def test_only_leaders_take_steps(box: Box, who: str) -> None:
    idea = box.put()
    with pytest.raises(Refused):
        box.move(idea, "evaluate", who=who)


@pytest.mark.parametrize("reason", ["", " \n\t ", "x" * 4_001])
def test_refuses_a_step_without_a_reason(box: Box, reason: str) -> None:
    idea = box.put()
    with pytest.raises(DomainError) as refused:
        box.move(idea, "evaluate", reason=reason)
    assert set(refused.value.fields) == {"reason"}
    assert codes(idea) == ["raised"]


@pytest.mark.parametrize(
    ("result", "field"),
    [
        (None, "answer"),
        (replace(RESULT, answer=""), "answer"),
        (replace(RESULT, answer="great"), "answer"),
        (replace(RESULT, text="  "), "result"),
        (replace(RESULT, text="x" * 4_001), "result"),
    ],
)
def test_refuses_to_adopt_without_a_measured_result(box: Box, result: Any, field: str) -> None:
    idea = box.move(box.put(), "evaluate", "pilot")
    with pytest.raises(DomainError) as refused:
        services.advance(
            idea_id=idea.pk, step="adopt", reason="好", result=result, by=box.people.actor("manager"), at=box.tick()
        )
    assert set(refused.value.fields) == {field}
    idea.refresh_from_db()
    assert (idea.state, idea.answer) == ("pilot", "")


def test_a_result_is_recorded_anew_but_only_of_an_adopted_idea(box: Box) -> None:
    idea = box.move(box.put(), "evaluate")
    later = replace(RESULT, answer="same", text="半年后又回到每周两张。")
    manager = box.people.actor("manager")
    with pytest.raises(Conflict):
        services.measure(idea_id=idea.pk, result=later, by=manager, at=box.tick())
    box.move(idea, "pilot", "adopt")
    idea = services.measure(idea_id=idea.pk, result=later, by=manager, at=box.tick())
    assert (idea.answer, idea.measured_at, idea.state) == ("same", box.at, "adopted")
    assert codes(idea)[-1] == "measured"


def test_taken_up_again_it_is_undecided(box: Box) -> None:
    idea = box.move(box.put(), "drop")
    assert idea.decided_at == box.at
    assert box.move(idea, "reopen").decided_at is None


def test_one_vote_a_person_and_back(box: Box) -> None:
    idea = box.put()
    for _twice in range(2):
        assert box.vote(idea).votes == 1
    assert box.vote(idea, "manager").votes == 2
    for _twice in range(2):
        assert box.vote(idea, is_for=False).votes == 1
    assert codes(idea) == ["raised", "voted", "voted", "unvoted"], "saying the same twice is nothing new"
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(idea=idea, person=box.people.manager, at=box.at)


def test_refuses_a_vote_for_ones_own_idea_or_a_decided_one(box: Box) -> None:
    idea = box.put()
    with pytest.raises(Refused):
        box.vote(idea, "junior")
    box.move(idea, "drop")
    with pytest.raises(Refused):
        box.vote(idea)


def test_the_author_rewrites_until_somebody_takes_it_up(box: Box) -> None:
    idea = box.put()
    data = services.IdeaData(**{**WORDS, "better": "交接页带清单，系统提醒。"})
    author = box.people.actor("junior")
    for _twice in range(2):
        services.revise_idea(idea_id=idea.pk, data=data, by=author, at=box.tick())
    assert codes(idea) == ["raised", "revised"]
    with pytest.raises(Refused):
        services.revise_idea(idea_id=idea.pk, data=data, by=box.people.actor("manager"), at=box.tick())
    box.move(idea, "evaluate")
    with pytest.raises(Refused):
        services.revise_idea(idea_id=idea.pk, data=data, by=author, at=box.tick())


def test_comments_stay_and_the_author_hears_of_them(box: Box) -> None:
    idea = box.put()
    box.say(idea, "  很好  ")
    box.say(idea, "谢谢", "junior")
    assert list(Comment.objects.values_list("text", flat=True)) == ["很好", "谢谢"]
    assert told(box, "junior") == ["员工 senior 评论了建议“夜班交接改用清单”"]
    with pytest.raises(DomainError) as refused:
        box.say(idea, " \n ")
    assert set(refused.value.fields) == {"text"}


@pytest.mark.parametrize("who", POSTS)
def test_who_takes_part(box: Box, who: str) -> None:
    person, idea = getattr(box.people, who), box.put("rival")
    assert policies.VIEW.allows(person, idea)
    for right in (policies.RAISE, policies.COMMENT, policies.VOTE):
        assert right.allows(person, idea) is (who in TAKES_PART), right.name
    assert policies.MOVE.allows(person, idea) is (who in {"manager", "supervisor"})


@pytest.mark.parametrize(
    "right", [policies.VIEW, policies.VOTE, policies.REVISE, policies.MOVE], ids=lambda right: right.name
)
def test_keeps_predicate_and_scope_equal(box: Box, right: Right) -> None:
    box.put()
    box.move(box.put("senior"), "evaluate")
    box.move(box.put("rival"), "drop")
    for name in (*POSTS, "rival"):
        person = getattr(box.people, name)
        allowed = {row.pk for row in Idea.objects.all() if right.allows(person, row)}
        assert right.scope is not None
        assert set(right.scope(person, Idea.objects.all()).values_list("pk", flat=True)) == allowed, name


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_history_is_told_in_both_languages(box: Box, language: str) -> None:
    idea = box.put()
    box.vote(idea)
    box.vote(idea, is_for=False)
    box.say(idea, "很好")
    box.move(idea, "evaluate", "pilot", "adopt")
    with override(language):
        for event in history(idea.stream):
            told_ = sentence(event)
            assert "…" not in told_ and event.code not in told_
            assert "management" not in told_ and "evaluation" not in told_.replace("In evaluation", "")


def test_a_changed_row_is_found_out(box: Box) -> None:
    idea = box.put()
    said = box.say(idea, "很好")
    assert not records.verify(by=SETUP, at=box.tick())[1]
    Idea.objects.filter(pk=idea.pk).update(better="别的")
    Comment.objects.filter(pk=said.pk).update(text="不好")
    assert [doubt.stream for doubt in records.verify(by=SETUP, at=box.tick())[1]] == [idea.stream] * 2


def test_a_rewritten_idea_is_judged_by_its_last_words(box: Box) -> None:
    idea = box.put()
    data = services.IdeaData(**{**WORDS, "better": "系统提醒。"})
    services.revise_idea(idea_id=idea.pk, data=data, by=box.people.actor("junior"), at=box.tick())
    assert not records.verify(by=SETUP, at=box.tick())[1]
