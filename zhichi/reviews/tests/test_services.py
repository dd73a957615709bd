"""Reviews: who writes them, what they score, how objections end, and that the record proves all of it (3.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.people import POSTS
from zhichi.accounts import services as accounts
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.records import selectors as records
from zhichi.records import services as record_services
from zhichi.reviews import defaults, policies, services, spans
from zhichi.reviews.cards import Criterion, of_json, reckon
from zhichi.reviews.choices import Ending, ReviewState
from zhichi.reviews.models import Opinion, Review, ScoreCard, Word
from zhichi.reviews.selectors import figures
from zhichi.reviews.selectors import reviews as reads
from zhichi.tickets import services as tickets

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


# --- cards ------------------------------------------------------------------------------------------------------------


def test_a_card_is_reckoned_by_weight_and_a_fatal_0_fails_it() -> None:
    marks = {item.code: 4 for item in defaults.CARD}
    assert reckon(defaults.CARD, marks).score == 100
    half = reckon(defaults.CARD, {**marks, "accuracy": 2})
    assert (half.score, half.dimensions["respect"], half.dimensions["profession"]) == (90.0, 100.0, 71.4)
    insult = reckon(defaults.CARD, {**marks, "courtesy": 0})
    assert insult.has_failed and insult.score == 0 and insult.dimensions["respect"] == 42.9
    with pytest.raises(KeyError):
        reckon(defaults.CARD, {"courtesy": 4})


def test_what_ships_is_put_in_place_once(house: House) -> None:
    services.supply(at=house.tick())
    card = ScoreCard.objects.get()
    assert card.number == 1 and of_json(card.criteria) == list(defaults.CARD)
    assert Word.objects.count() == len(defaults.WORDS)
    assert [event.code for event in records.history("score_card:1")] == ["reviews.card_published"]


def test_a_new_version_leaves_the_old_one_and_its_reviews(house: House) -> None:
    review = house.review()
    lines = [replace(item, weight=50) if item.code == "clarity" else item for item in defaults.CARD]
    by = house.people.actor("supervisor")
    made = services.publish_card(criteria=lines, reason="更看重表达", by=by, at=house.tick(), after=1)
    review.refresh_from_db()
    assert (made.number, review.card.number) == (2, 1)
    assert house.review(house.talk(), "junior").card.number == 2


@pytest.mark.parametrize(
    ("lines", "reason", "code"),
    [
        ((), "空", "count"),
        (defaults.CARD[:2], "缺少维度", "dimension"),
        ((*defaults.CARD, defaults.CARD[0]), "重复", "codes"),
        ((replace(defaults.CARD[0], weight=0), *defaults.CARD[1:]), "权重 0", "criterion"),
        ((replace(defaults.CARD[0], scale=7), *defaults.CARD[1:]), "分值 7", "criterion"),
        ((replace(defaults.CARD[0], name_en=" "), *defaults.CARD[1:]), "没有英文名", "criterion"),
        (defaults.CARD, "和现在一样", "unchanged"),
        ((*defaults.CARD[:-1], replace(defaults.CARD[-1], weight=9)), "  ", "reason-missing"),
    ],
)
def test_a_card_that_cannot_be_scored_is_refused(
    house: House, lines: tuple[Criterion, ...], reason: str, code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        services.publish_card(criteria=lines, reason=reason, by=house.people.actor("manager"), at=house.tick())
    assert refused.value.code == code
    assert ScoreCard.objects.count() == 1


def test_every_criterion_that_is_wrong_is_named(house: House) -> None:
    """Bad input: weight 0 in the first, no English name in the second."""
    first, second, *rest = defaults.CARD
    lines = (replace(first, weight=0), replace(second, name_en=""), *rest)
    with pytest.raises(DomainError) as refused:
        services.publish_card(criteria=lines, reason="改", by=house.people.actor("manager"), at=house.tick())
    assert "1" in str(refused.value) and "2" in str(refused.value)


def test_two_editors_of_the_card_do_not_overwrite_each_other(house: House) -> None:
    by, first = house.people.actor("manager"), [replace(defaults.CARD[0], weight=30), *defaults.CARD[1:]]
    services.publish_card(criteria=first, reason="一", by=by, at=house.tick(), after=1)
    with pytest.raises(Conflict):
        other = [*first[:-1], replace(first[-1], weight=1)]
        services.publish_card(criteria=other, reason="二", by=by, at=house.tick(), after=1)
    with pytest.raises(Refused):
        services.publish_card(criteria=first, reason="三", by=house.people.actor("senior"), at=house.tick())


# --- who reviews ------------------------------------------------------------------------------------------------------


def test_the_reviewer_has_a_higher_post_and_did_not_write_there(house: House) -> None:
    review = house.review()  # the senior wrote in it, so the supervisor gets it
    assert review.reviewer == house.people.supervisor
    assert said(review) == ["reviews.planned"]
    note = house.talk()
    tickets.note(ticket_id=note.pk, text="我看过了", by=house.people.actor("supervisor"), at=house.tick())
    assert house.review(note).reviewer == house.people.manager


def test_nobody_left_waits_until_somebody_can(house: House) -> None:
    ticket = house.talk()
    for name in ("supervisor", "manager"):
        tickets.note(ticket_id=ticket.pk, text="看过", by=house.people.actor(name), at=house.tick())
    review = house.review(ticket)
    assert not review.reviewer
    assert reads.waiting_count() == 1
    assert services.assign_waiting(at=house.tick()) == 0
    second = accounts.create_person(
        email="other@staff.example.com", display_name="另一位主管", post="supervisor", password="x" * 12,
        by=Actor.system("tests"), at=house.tick(),
    )  # fmt: skip
    assert services.assign_waiting(at=house.tick()) == 1
    review.refresh_from_db()
    assert review.reviewer == second and said(review) == ["reviews.planned", "reviews.assigned"]


def test_a_review_is_never_given_to_an_author_or_a_lower_post(house: House) -> None:
    review = house.review()
    for name in ("senior", "junior", "assistant"):
        with pytest.raises(Conflict) as refused:
            hand(house, review, getattr(house.people, name).pk, "换人")
        assert refused.value.code == "reviewer"
    with pytest.raises(DomainError):
        hand(house, review, house.people.manager.pk, " ")
    hand(house, review, house.people.manager.pk, "换人")
    review.refresh_from_db()
    assert review.reviewer == house.people.manager


def test_whoever_writes_in_the_conversation_meanwhile_loses_the_review(house: House) -> None:
    review = house.review()
    by = house.people.actor("supervisor")
    tickets.note(ticket_id=review.ticket_id, text="补一句", by=by, at=house.tick())
    with pytest.raises(Conflict) as refused:
        services.submit(review_id=review.pk, filled=house.filled(review), by=by, at=house.tick())
    assert refused.value.code == "author"
    services.assign_waiting(at=house.tick())
    review.refresh_from_db()
    assert review.reviewer == house.people.manager


def test_reviews_are_spread_by_load(house: House) -> None:
    other = accounts.create_person(
        email="other@staff.example.com", display_name="另一位主管", post="supervisor", password="x" * 12,
        by=Actor.system("tests"), at=house.tick(),
    )  # fmt: skip
    found = [house.review().reviewer for _ in range(4)]
    assert {person.pk for person in found if person} == {other.pk, house.people.supervisor.pk}
    assert len([person for person in found if person == other]) == 2


@pytest.mark.parametrize(
    ("name", "reason", "code"), [("assistant", "因为", "subject"), ("junior", " ", "reason-missing")]
)
def test_choosing_by_hand_needs_a_speaker_and_a_reason(house: House, name: str, reason: str, code: str) -> None:
    ticket = house.talk()
    with pytest.raises(DomainError) as refused:
        services.choose_by_hand(
            ticket_id=ticket.pk, subject_id=getattr(house.people, name).pk, reason=reason,
            by=house.people.actor("supervisor"), at=house.tick(),
        )  # fmt: skip
    assert refused.value.code == code


def test_a_conversation_of_a_person_is_reviewed_once(house: House) -> None:
    ticket = house.talk()
    house.review(ticket)
    with pytest.raises(Conflict):
        house.review(ticket)


# --- opinions ---------------------------------------------------------------------------------------------------------


def test_a_draft_may_be_incomplete_and_a_submitted_card_may_not(house: House) -> None:
    review, by = house.review(), house.people.actor("supervisor")
    services.save_draft(
        review_id=review.pk, filled=services.Filled(marks={"courtesy": 3}, summary="待续"), by=by, at=house.tick()
    )
    kept = reads.draft(review, house.people.supervisor)
    assert kept is not None and kept.marks == {"courtesy": 3} and kept.summary == "待续"
    with pytest.raises(DomainError) as refused:
        services.submit(review_id=review.pk, filled=services.Filled(marks={"courtesy": 0}), by=by, at=house.tick())
    assert set(refused.value.fields) >= {"comment_courtesy", "mark_clarity"}
    review.refresh_from_db()
    assert review.state == ReviewState.OPEN and said(review) == ["reviews.planned"]


@pytest.mark.parametrize("mark", [5, -1])
def test_a_mark_outside_the_scale_is_refused(house: House, mark: int) -> None:
    review = house.review()
    with pytest.raises(DomainError):
        services.save_draft(
            review_id=review.pk, filled=house.filled(review, mark), by=house.people.actor("supervisor"), at=house.tick()
        )


def test_evidence_must_stand_in_the_message(house: House) -> None:
    review, by = house.review(), house.people.actor("supervisor")
    message = review.ticket.messages.get(text="您好，正在查。", author=house.people.junior)
    good = house.filled(review, evidence=[(message.pk, " 正在查。 ", "clarity"), (message.pk, "您好", "nonsense")])
    kept = services.save_draft(review_id=review.pk, filled=good, by=by, at=house.tick())
    assert [row["criterion"] for row in kept.evidence] == ["clarity", ""]
    foreign = house.talk(text="另一段话").messages.get(text="另一段话")
    for pk, quote in ((message.pk, "从没说过"), (foreign.pk, "另一段话"), (0, "您好")):
        with pytest.raises(DomainError) as refused:
            bad = house.filled(review, evidence=[(pk, quote, "")])
            services.save_draft(review_id=review.pk, filled=bad, by=by, at=house.tick())
        assert refused.value.code == "evidence"


def test_a_result_is_shown_after_the_undo_time_and_can_be_undone_until_then(house: House) -> None:
    review, by, junior = house.review(), house.people.actor("supervisor"), house.people.junior
    services.submit(review_id=review.pk, filled=house.filled(review, 3), by=by, at=house.tick())
    assert reads.review(junior, review.pk, at=house.desk.at) is None
    with pytest.raises(Conflict):
        services.agree(review_id=review.pk, by=Actor.of(junior), at=house.desk.at + timedelta(seconds=2))
    services.take_back(review_id=review.pk, by=by, at=house.desk.at + timedelta(seconds=3))
    review.refresh_from_db()
    assert review.state == ReviewState.OPEN and review.score is None and not reads.verdicts(review)
    assert reads.draft(review, house.people.supervisor) is not None  # nothing typed is lost
    services.submit(review_id=review.pk, filled=house.filled(review, 3), by=by, at=house.tick())
    with pytest.raises(Conflict):
        services.take_back(review_id=review.pk, by=by, at=house.tick(minutes=1))
    shown = reads.review(junior, review.pk, at=house.desk.at)
    assert shown is not None and shown.score == 75.0
    assert said(review) == ["reviews.planned", "reviews.submitted", "reviews.taken_back", "reviews.submitted"]


def test_only_the_reviewer_writes(house: House) -> None:
    review = house.review()
    for name in ("manager", "junior", "senior", "auditor"):
        with pytest.raises(Refused):
            house.give(review, name)
    done = house.submitted(review)
    with pytest.raises(Refused):
        house.give(done, "supervisor", 0)


# --- objections -------------------------------------------------------------------------------------------------------


def test_an_objection_goes_to_a_second_person_whose_opinion_is_final(house: House) -> None:
    review = house.objected()
    assert review.state == ReviewState.OBJECTED and review.second == house.people.manager
    with pytest.raises(Refused):
        house.give(review, "supervisor")
    house.give(review, "manager", 4)
    review.refresh_from_db()
    assert (review.state, review.ending, review.score) == (ReviewState.SETTLED, Ending.SECOND, 100.0)
    assert [item.opinion.score for item in reads.verdicts(review)] == [50.0, 100.0]  # both stay
    with pytest.raises(Refused):
        services.object_to(review_id=review.pk, reason="再来", by=house.people.actor("junior"), at=house.tick())
    assert said(review)[-3:] == ["reviews.objected", "reviews.assigned", "reviews.second_given"]


def test_the_second_opinion_can_be_undone_too_and_the_first_counts_again(house: House) -> None:
    review, by = house.objected(), house.people.actor("manager")
    services.submit(review_id=review.pk, filled=house.filled(review, 4), by=by, at=house.tick())
    services.take_back(review_id=review.pk, by=by, at=house.desk.at + timedelta(seconds=1))
    review.refresh_from_db()
    assert (review.state, review.ending, review.score) == (ReviewState.OBJECTED, "", 50.0)
    with pytest.raises(Conflict):  # the first reviewer does not undo under an objection
        services.take_back(review_id=review.pk, by=house.people.actor("supervisor"), at=house.desk.at)


def test_the_second_reviewer_is_never_the_first_nor_a_lower_post(house: House) -> None:
    review = house.objected()
    for name in ("supervisor", "senior", "junior"):
        with pytest.raises(Conflict):
            hand(house, review, getattr(house.people, name).pk, "换")


@pytest.mark.parametrize("reason", ["", "  \n ", "字" * 4001])
def test_an_objection_needs_a_reason(house: House, reason: str) -> None:
    review = house.submitted()
    with pytest.raises(DomainError):
        services.object_to(review_id=review.pk, reason=reason, by=house.people.actor("junior"), at=house.tick())


def test_only_the_person_under_review_answers_and_only_in_time(house: House) -> None:
    review = house.submitted()
    with pytest.raises(Refused):
        services.object_to(review_id=review.pk, reason="替他", by=house.people.actor("senior"), at=house.tick())
    late = house.desk.at + timedelta(days=6)
    with pytest.raises(Conflict):
        services.object_to(review_id=review.pk, reason="晚了", by=house.people.actor("junior"), at=late)
    assert services.close_expired(at=house.desk.at) == 0
    assert services.close_expired(at=late) == 1 and services.close_expired(at=late) == 0
    review.refresh_from_db()
    assert (review.state, review.ending) == (ReviewState.SETTLED, Ending.SILENT)


def test_agreeing_settles_it(house: House) -> None:
    review = services.agree(review_id=house.submitted().pk, by=house.people.actor("junior"), at=house.tick())
    assert (review.state, review.ending) == (ReviewState.SETTLED, Ending.AGREED)


# --- the record -------------------------------------------------------------------------------------------------------


def test_a_forged_opinion_card_or_objection_is_found(house: House) -> None:
    review = house.objected()
    assert doubts(house) == set()
    marks = Opinion.objects.get(review=review).marks
    Opinion.objects.filter(review=review).update(marks={"courtesy": 4})
    Review.objects.filter(pk=review.pk).update(objection="别的理由")
    ScoreCard.objects.update(criteria=[])
    assert doubts(house) == {review.stream, "score_card:1"}
    Opinion.objects.filter(review=review).update(marks=marks)
    assert len(doubts(house)) == 2  # the objection is still another


def test_predicate_and_scope_say_the_same(house: House) -> None:
    house.review()
    house.objected()
    house.submitted(house.review(house.talk("senior"), "senior"))
    house.review(house.talk("assistant"), "assistant")
    persons: list[Any] = [AnonymousUser(), *(getattr(house.people, name) for name in (*POSTS, "rival"))]
    rows, seen = list(Review.objects.all()), set()
    assert policies.VIEW.scope is not None
    for person in persons:
        allowed = {row.pk for row in rows if policies.VIEW.allows(person, row)}
        assert allowed == set(policies.VIEW.scope(person, Review.objects.all()).values_list("pk", flat=True)), person
        seen.add(len(allowed))
    assert len(seen) > 2
    assert policies.VIEW.scope(house.people.junior, Review.objects.all()).count() == 1  # own result, not the open task
    assert policies.VIEW.scope(house.people.assistant, Review.objects.all()).count() == 0


def test_figures_count_what_was_submitted_in_the_period(house: House) -> None:
    house.objected()
    house.review()
    month = spans.month_of(spans.today(house.desk.at))
    sheet = figures.sheet(month)
    assert (sheet.count, sheet.score, sheet.objected, sheet.planned, sheet.done) == (1, 50.0, 1, 2, 1)
    assert sheet.dimensions == {"respect": 50.0, "profession": 50.0, "communication": 50.0}
