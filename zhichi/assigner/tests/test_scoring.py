"""The core keeps its word for every group of people: filters hold, more work never helps, chance plays no part."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.assigner.reasons import Factor, Filter, Reason
from zhichi.assigner.scoring import Candidate, Judged, Need, Weights, choose, judge, rank

AT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
WEIGHTS = Weights(engineer=50, product=30, skills=20, load=25, language=15, fairness=10)
POSTS = ("senior", "junior", "assistant")
NEED = Need(at=AT, team_id=1, product="砚台报表", skills={7: ("数据库", 2)}, posts=frozenset({"senior"}), language="en")
ABLE = Candidate(id=1, name="林晓", post="senior", team_ids=frozenset({1}), capacity=5, skills={7: 2})


def person(key: int) -> st.SearchStrategy[Candidate]:
    return st.builds(
        Candidate,
        id=st.just(key),
        name=st.just(f"员工{key}"),
        post=st.sampled_from(POSTS),
        team_ids=st.frozensets(st.integers(1, 2)),
        is_active=st.booleans(),
        may_work=st.booleans(),
        is_absent=st.booleans(),
        on_shift=st.sampled_from((True, False, None)),
        load=st.integers(0, 6),
        capacity=st.integers(0, 5),
        product_level=st.integers(0, 3),
        skills=st.dictionaries(st.just(7), st.integers(1, 3)),
        engineer_of=st.sampled_from(("", "contact", "organisation")),
        languages=st.frozensets(st.sampled_from(("en", "zh-hans"))),
        last_given=st.none() | st.integers(0, 900).map(lambda minutes: AT - timedelta(minutes=minutes)),
    )


crowds = st.integers(0, 7).flatmap(lambda size: st.tuples(*(person(key) for key in range(1, size + 1))))


@given(crowds)
def test_whoever_a_filter_holds_back_is_never_chosen(crowd: tuple[Candidate, ...]) -> None:
    chosen = choose(rank(NEED, crowd, WEIGHTS))
    if chosen is None:
        assert all(judge(NEED, one, WEIGHTS).failed for one in crowd)
        return
    found = chosen.candidate
    assert found.is_active
    assert found.may_work
    assert 1 in found.team_ids
    assert not found.is_absent
    assert found.on_shift is True
    assert found.load < found.capacity
    assert found.post == "senior"
    assert found.skills.get(7, 0) >= 2


@given(crowds.filter(bool), st.data(), st.integers(1, 5))
def test_more_load_never_raises_a_rank(crowd: tuple[Candidate, ...], data: st.DataObject, more: int) -> None:
    index = data.draw(st.integers(0, len(crowd) - 1))
    busier = [replace(one, load=one.load + more) if place == index else one for place, one in enumerate(crowd)]
    assert _place(rank(NEED, busier, WEIGHTS), index + 1) >= _place(rank(NEED, crowd, WEIGHTS), index + 1)


@given(crowds.filter(bool), st.data())
def test_knowing_the_product_better_never_lowers_a_rank(crowd: tuple[Candidate, ...], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(crowd) - 1))
    better = [replace(one, product_level=3) if place == index else one for place, one in enumerate(crowd)]
    assert _place(rank(NEED, better, WEIGHTS), index + 1) <= _place(rank(NEED, crowd, WEIGHTS), index + 1)


@given(crowds, st.integers(0, 1000))
def test_the_order_of_asking_does_not_matter(crowd: tuple[Candidate, ...], seed: int) -> None:
    shuffled = list(crowd)
    random.Random(seed).shuffle(shuffled)
    assert rank(NEED, shuffled, WEIGHTS) == rank(NEED, crowd, WEIGHTS)


@given(crowds)
def test_points_lie_between_nothing_and_the_weight(crowd: tuple[Candidate, ...]) -> None:
    for one in rank(NEED, crowd, WEIGHTS):
        assert len(one.parts) == len(Factor)
        assert all(0 <= part.points <= part.most for part in one.parts)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_active": False}, Filter.INACTIVE),
        ({"may_work": False}, Filter.NOT_A_WORKER),
        ({"team_ids": frozenset({2})}, Filter.OTHER_TEAM),
        ({"post": "junior"}, Filter.POST),
        ({"is_absent": True}, Filter.ABSENT),
        ({"on_shift": None}, Filter.NO_HOURS),
        ({"on_shift": False}, Filter.OFF_SHIFT),
        ({"skills": {7: 1}}, Filter.SKILL),
        ({"load": 5}, Filter.FULL),
    ],
)
def test_each_filter_names_itself(change: dict[str, Any], code: Filter) -> None:
    assert judge(NEED, ABLE, WEIGHTS).fits
    failed = judge(NEED, replace(ABLE, **change), WEIGHTS).failed
    assert [reason.code for reason in failed] == [code]


def test_whoever_declined_is_not_asked_again() -> None:
    need = replace(NEED, excluded=frozenset({1}))
    assert [reason.code for reason in judge(need, ABLE, WEIGHTS).failed] == [Filter.EXCLUDED]


def test_the_customers_engineer_goes_before_others_alike() -> None:
    other = replace(ABLE, id=2, engineer_of="organisation")
    assert [one.candidate.id for one in rank(NEED, [ABLE, other], WEIGHTS)] == [2, 1]


def test_equals_take_turns() -> None:
    lately, long_ago = (replace(ABLE, id=key, last_given=AT - timedelta(hours=key)) for key in (1, 2))
    never = replace(ABLE, id=3)
    assert [one.candidate.id for one in rank(NEED, [lately, long_ago, never], WEIGHTS)] == [3, 2, 1]


@given(st.sampled_from(list(Factor)), st.integers(), st.text())
def test_a_reason_survives_being_stored(code: Factor, number: int, text: str) -> None:
    reason = Reason(code, number, text)
    assert Reason.parse(str(reason)) == reason


def test_a_reason_that_cannot_be_read_keeps_its_words() -> None:
    assert Reason.parse("说不清").text == "说不清"


def _place(ranked: list[Judged], key: int) -> int:
    return [one.candidate.id for one in ranked].index(key)
