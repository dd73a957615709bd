"""Drawings of conversations: by a recorded seed, a share of each person, once a week (3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.records import selectors as records
from zhichi.records import services as record_services
from zhichi.reviews import services, spans
from zhichi.reviews.choices import Origin
from zhichi.reviews.drawing import Rule, Talk, draw
from zhichi.reviews.models import Draw, Review
from zhichi.reviews.selectors import reviews as reads
from zhichi.tickets.choices import FollowUpOutcome

if TYPE_CHECKING:
    from zhichi.reviews.tests.conftest import House


def doubts(house: House) -> set[str]:
    """The streams of which the check of the record finds something."""
    return {item.stream for item in record_services.verify(by=Actor.system("tests"), at=house.tick())[1]}


def hand(house: House, review: Review, reviewer_id: int, reason: str) -> None:
    services.assign(
        review_id=review.pk, reviewer_id=reviewer_id, reason=reason, by=house.people.actor("manager"), at=house.tick()
    )


def said(review: Review) -> list[str]:
    return [event.code for event in records.history(review.stream)]


POOL = [
    Talk(person * 100 + number, person, is_main=True, unsolved=False, late=False)
    for person in (1, 2)
    for number in range(20)
]


def test_the_same_seed_draws_the_same_and_another_seed_another() -> None:
    rule = Rule(percent=10, minimum=3, unsolved=True, late=True)
    once = draw(POOL, rule, "a")
    assert once == draw(list(reversed(POOL)), rule, "a") != draw(POOL, rule, "b")
    assert len(once) == 6 and {talk.person for talk, _origin in once} == {1, 2}


@pytest.mark.parametrize(("percent", "minimum", "count"), [(0, 0, 0), (0, 1, 2), (10, 1, 4), (11, 1, 6), (100, 1, 40)])
def test_the_share_is_of_each_person_and_rounded_up(percent: int, minimum: int, count: int) -> None:
    assert len(draw(POOL, Rule(percent, minimum, True, True), "a")) == count


def test_unsolved_and_late_ones_are_all_taken_from_their_main_author() -> None:
    pool = [Talk(1, 7, True, True, True), Talk(1, 8, False, True, True), Talk(2, 7, True, False, True)]
    found = draw(pool, Rule(0, 0, True, True), "a")
    assert [(talk.ticket, origin) for talk, origin in found] == [(1, Origin.UNSOLVED), (2, Origin.LATE)]
    assert draw(pool, Rule(0, 0, False, False), "a") == []


def test_a_week_is_drawn_once_when_it_is_over_and_can_be_drawn_again(house: House) -> None:
    house.talk(), house.talk()
    unsolved = house.desk.solved()
    house.desk.outcome(unsolved, FollowUpOutcome.UNSOLVED)
    week = spans.week_of(spans.today(house.desk.at))
    with pytest.raises(DomainError):
        services.draw_week(week=week, at=house.desk.at)
    house.week_over()
    row = services.draw_week(week=week, at=house.desk.at)
    assert row is not None and services.draw_week(week=week, at=house.tick()) is None
    subjects = {review.subject for review in row.reviews.all()}
    assert subjects == {house.people.junior, house.people.senior}
    proof = reads.prove(reads.drawing(row.pk) or row)
    assert proof.holds
    Draw.objects.filter(pk=row.pk).update(seed="0" * 64)
    assert not reads.prove(Draw.objects.get(pk=row.pk)).seed_follows
    Draw.objects.filter(pk=row.pk).update(seed=row.seed, pool=row.pool[1:])
    assert not reads.prove(Draw.objects.get(pk=row.pk)).pool_stands


def test_nobody_slips_a_review_into_a_drawing(house: House) -> None:
    house.talk()
    week = house.week_over()
    row = services.draw_week(week=week, at=house.desk.at)
    assert row is not None
    chosen = house.review(house.desk.closed(), "senior")
    Review.objects.filter(pk=chosen.pk).update(draw=row, origin=Origin.CHANCE)
    assert not reads.prove(row).sample_follows
