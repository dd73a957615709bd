"""The pages of reviews: who opens them, what they show, what they keep when refused, what they cost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.people import POSTS
from zhichi.accounts import services as accounts
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.reviews import services
from zhichi.reviews.choices import ReviewState
from zhichi.reviews.models import Action, Alert, Phrase, Review, ScoreCard, Word
from zhichi.reviews.selectors import reviews as reads

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.reviews.tests.conftest import House

LEADS, OVERSEES = {"manager", "supervisor"}, {"manager", "supervisor", "auditor"}
REVIEWS = {"manager", "supervisor", "senior"}


def address(name: str, *args: Any) -> str:
    return reverse(f"reviews:{name}", args=args)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def marked(page: str) -> list[str]:
    """The criteria with a chosen mark."""
    return re.findall(r'name="mark_([^"]+)"[^>]* checked', page)


def card_of(review: Review, mark: int = 4, **given: Any) -> dict[str, Any]:
    """What the card's form sends."""
    codes = [row["code"] for row in review.card.criteria]
    return {**{f"mark_{code}": str(mark) for code in codes}, **given}


@pytest.fixture
def now(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The pages' clock is the builders' clock."""
    monkeypatch.setattr(clock, "now", lambda: house.desk.at)
    return house


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("post", POSTS)
def test_each_post_opens_what_it_may(client: Client, house: House, post: str, language: str) -> None:
    user = getattr(house.people, post)
    accounts.set_preferences(
        person_id=user.pk, preferences=accounts.Preferences(language=language), by=Actor.of(user), at=house.desk.at
    )
    client.force_login(user)
    word, phrase = Word.objects.first(), Phrase.objects.first()
    assert word is not None and phrase is not None
    groups = (
        (["mine", "card", "words", "phrases"], set(POSTS)),
        (["to_do"], REVIEWS),
        (["all", "drawings", "effect"], OVERSEES),
        (["choose", "card_edit", "word_new", "phrase_new"], LEADS),
    )
    for names, posts in groups:
        for name in names:
            assert client.get(address(name)).status_code == (200 if post in posts else 403), name
    for name, key in (("word", word.pk), ("phrase", phrase.pk)):
        assert client.get(address(name, key)).status_code == (200 if post in LEADS else 403), name


def test_reviews_are_reached_from_the_staff_pages(client: Client, house: House) -> None:
    client.force_login(house.people.junior)
    assert address("mine") in text(client.get(reverse("accounts:staff")))


def test_others_results_are_not_there(client: Client, now: House) -> None:
    review = now.submitted()
    for post, status in (("junior", 200), ("supervisor", 200), ("manager", 200), ("auditor", 200), ("assistant", 404)):
        client.force_login(getattr(now.people, post))
        assert client.get(address("review", review.pk)).status_code == status, post
    client.force_login(now.people.senior)
    assert client.get(address("review", review.pk)).status_code == 404
    assert client.get(address("review", 999_999)).status_code == 404


def test_the_page_shows_everything_said_and_marks_who_is_under_review(client: Client, now: House) -> None:
    review = now.review()
    client.force_login(now.people.supervisor)
    shown = text(client.get(address("review", review.pk)))
    assert shown.count('<article class="talk') == review.ticket.messages.count()
    assert shown.count("is-subject") == 1 and "请升级到 8.2.1" in shown
    assert shown.count('type="radio" name="mark_') == 5 * len(review.card.criteria)


def test_a_refused_card_keeps_every_mark_and_word(client: Client, now: House) -> None:
    review = now.review()
    client.force_login(now.people.supervisor)
    data = card_of(review, comment_clarity="写得 <清楚>", summary="总评", mark_accuracy="0", mark_listening="")
    data |= {"evidence_message": ["1"], "evidence_quote": ["从没说过"], "evidence_criterion": ["clarity"]}
    refused = client.post(address("review", review.pk), data)
    shown = text(refused)
    assert refused.status_code == 422
    assert "写得 &lt;清楚&gt;" in shown and "总评" in shown and 'value="从没说过"' in shown
    assert len(marked(shown)) == len(review.card.criteria) - 1
    del data["evidence_quote"]
    refused = client.post(address("review", review.pk), data)
    assert set(refused.context["form"].errors) >= {"mark_listening", "comment_accuracy"}


@pytest.mark.parametrize("mark", ["9", "-1", "NaN", "四", "4 OR 1=1"])
def test_a_forged_mark_is_refused(client: Client, now: House, mark: str) -> None:
    review = now.review()
    client.force_login(now.people.supervisor)
    assert client.post(address("review", review.pk), card_of(review, mark_clarity=mark)).status_code == 422
    kept = client.post(address("draft", review.pk), {"mark_clarity": mark, "summary": "还在"})
    assert kept.status_code == 200 and "bad" in text(kept)


def test_a_draft_comes_back_on_the_page(client: Client, now: House) -> None:
    review = now.review()
    client.force_login(now.people.supervisor)
    message = review.ticket.messages.get(text="您好，正在查。", author=now.people.junior)
    sent = {"mark_clarity": "3", "comment_clarity": "不错", "evidence_message": message.pk, "evidence_quote": "正在查"}
    kept = client.post(address("draft", review.pk), {**sent, "evidence_criterion": "clarity"})
    assert "bad" not in text(kept)
    shown = text(client.get(address("review", review.pk)))
    assert "不错" in shown and 'value="正在查"' in shown and marked(shown) == ["clarity"]


def test_given_undone_given_objected_and_settled_on_the_pages(client: Client, now: House) -> None:
    review = now.review()
    client.force_login(now.people.supervisor)
    given = client.post(address("review", review.pk), card_of(review, 3), follow=True)
    assert address("take_back", review.pk) in text(given)
    client.post(address("take_back", review.pk))
    client.post(address("review", review.pk), card_of(review, 2))
    now.tick(minutes=1)
    client.force_login(now.people.junior)
    assert "50" in text(client.get(address("mine")))
    assert client.post(address("object", review.pk), {"reason": " "}).status_code == 422
    client.post(address("object", review.pk), {"reason": "客户已经知道"})
    client.force_login(now.people.manager)
    assert "客户已经知道" in text(client.get(address("review", review.pk)))
    client.post(address("review", review.pk), card_of(review, 4))
    review.refresh_from_db()
    assert (review.state, review.score) == (ReviewState.SETTLED, 100.0)
    shown = text(client.get(address("review", review.pk)))
    assert shown.count("verdict-score") == 2


def test_only_the_person_under_review_can_answer_on_the_page(client: Client, now: House) -> None:
    review = now.submitted()
    client.force_login(now.people.supervisor)
    assert address("agree", review.pk) not in text(client.get(address("review", review.pk)))
    client.post(address("agree", review.pk))
    review.refresh_from_db()
    assert review.state == ReviewState.SUBMITTED
    client.force_login(now.people.junior)
    client.post(address("agree", review.pk))
    review.refresh_from_db()
    assert review.state == ReviewState.SETTLED


def test_a_conversation_is_chosen_by_number(client: Client, now: House) -> None:
    ticket = now.talk()
    client.force_login(now.people.supervisor)
    sent = {"number": f" #{ticket.number} ", "subject": now.people.junior.pk, "reason": "客户表扬"}
    for wrong in ({"number": "0"}, {"reason": " "}, {"subject": now.people.assistant.pk}, {"subject": "x"}):
        refused = client.post(address("choose"), {**sent, **wrong})
        assert refused.status_code == 422 and ("客户表扬" in text(refused)) == ("reason" not in wrong)
    assert client.post(address("choose"), sent).status_code == 303
    assert Review.objects.get().origin == "by_hand"


def test_a_review_is_handed_on(client: Client, now: House) -> None:
    review = now.review()
    client.force_login(now.people.manager)
    shown = client.get(address("assign", review.pk))
    offered = [key for key, _label in shown.context["form"].fields["reviewer"].choices]
    assert offered == [now.people.supervisor.pk, now.people.manager.pk]
    refused = client.post(address("assign", review.pk), {"reviewer": now.people.senior.pk, "reason": "x"})
    assert refused.status_code == 422
    client.post(address("assign", review.pk), {"reviewer": now.people.manager.pk, "reason": "出差"})
    review.refresh_from_db()
    assert review.reviewer == now.people.manager


def card_lines(card: ScoreCard, **given: str) -> dict[str, str]:
    """The editor's form with the lines of a version."""
    data = {"line-TOTAL_FORMS": str(len(card.criteria) + 1), "line-INITIAL_FORMS": str(len(card.criteria))}
    for number, row in enumerate(card.criteria):
        data |= {f"line-{number}-{name}": str(value) for name, value in row.items() if name != "fails"}
        data |= {f"line-{number}-fails": "on"} if row["fails"] else {}
    blank = {"dimension": "respect", "weight": "10", "scale": "4", "name_zh": "", "name_en": ""}
    data |= {f"line-{len(card.criteria)}-{name}": value for name, value in blank.items()}
    return {**data, "reason": "试行后调整", "after": str(card.number), **given}


def test_the_card_is_edited_into_a_new_version(client: Client, now: House) -> None:
    client.force_login(now.people.manager)
    card, url = ScoreCard.objects.get(), address("card_edit")
    assert client.get(url).status_code == 200
    assert client.post(url, card_lines(card)).status_code == 422  # nothing differs
    for wrong in ({"line-0-weight": "0"}, {"reason": ""}, {"line-6-name_zh": "新的"}, {"line-0-scale": "7"}):
        refused = client.post(url, card_lines(card, **wrong))
        assert refused.status_code == 422 and "以礼相待" in text(refused), wrong
    added = {"line-6-name_zh": "新的", "line-6-name_en": "New", "line-5-DELETE": "on"}
    assert client.post(url, card_lines(card, **added)).status_code == 303
    newest = ScoreCard.objects.get(number=2)
    assert [row["code"] for row in newest.criteria][-2:] == ["clarity", "c1"]
    assert (
        client.post(url, card_lines(card, **{"line-0-weight": "99"})).status_code == 422
    )  # somebody published meanwhile
    shown = text(client.get(address("card") + "?version=1"))
    assert "说明下一步" in shown and "试行后调整" in shown


@pytest.mark.parametrize("code", ["2026-13", "x", "9" * 50, "2026-W60", ""])
def test_a_period_that_is_none_is_told(client: Client, house: House, code: str) -> None:
    client.force_login(house.people.auditor)
    answer = client.get(address("all"), {"period": code, "state": "nonsense"})
    assert answer.status_code == 200 and ('role="alert"' in text(answer)) == bool(code)


def test_a_word_is_written_on_the_page(client: Client, now: House) -> None:
    client.force_login(now.people.supervisor)
    sent = {"text": "搞不定", "language": "zh-hans", "severity": "warn", "instead": "我请同事一起看", "is_active": "on"}
    refused = client.post(address("word_new"), {**sent, "exceptions": "不相干"})
    assert refused.status_code == 422 and "不相干" in text(refused)
    client.post(address("word_new"), {**sent, "exceptions": "并非搞不定\r\n\r\n不是搞不定的"})
    row = Word.objects.get(text="搞不定")
    assert row.exceptions == ["并非搞不定", "不是搞不定的"]
    assert client.post(address("word_new"), sent).status_code == 422  # listed already
    client.post(address("word", row.pk), {**sent, "is_active": ""})
    assert not Word.objects.get(pk=row.pk).is_active
    assert "搞不定" in text(client.get(address("words"), {"q": "搞不"})) and "白痴" not in text(
        client.get(address("words"), {"q": "搞不"})
    )


def test_an_alert_gets_an_action_that_is_ticked_off(client: Client, now: House) -> None:
    alert = Alert.objects.create(
        measure="score", length="week", period="2026-W40", value=61, target=80, count=7, at=now.desk.at
    )
    client.force_login(now.people.manager)
    day = (now.desk.at + timedelta(days=9)).date()
    sent = {"text": "一起复盘", "owner": now.people.junior.pk, "due_on": day.isoformat()}
    for wrong in ({"due_on": "2020-01-01"}, {"due_on": "morgen"}, {"text": " "}, {"owner": "0"}):
        assert client.post(address("action_new", alert.pk), {**sent, **wrong}).status_code == 422
    client.post(address("action_new", alert.pk), sent)
    action = Action.objects.get()
    client.force_login(now.people.assistant)
    assert client.get(address("action_done", action.pk)).status_code == 404
    client.force_login(now.people.junior)
    assert client.post(address("action_done", action.pk), {"outcome": ""}).status_code == 422
    client.post(address("action_done", action.pk), {"outcome": "每周一次"})
    client.force_login(now.people.auditor)
    assert "每周一次" in text(client.get(address("effect")))
    assert client.get(address("action_new", 999)).status_code in {403, 404}


def test_pages_cost_the_same_however_much_there_is(
    client: Client, now: House, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        now.submitted()
        now.review()
    week = now.week_over()
    row = services.draw_week(week=week, at=now.desk.at)
    assert row is not None
    first = Review.objects.order_by("pk")[1]
    client.force_login(now.people.supervisor)
    client.get(address("mine"))
    pages = ["mine", "to_do", "all", "drawings", "effect", "card", "card_edit", "words", "phrases", "choose"]
    for url in [*map(address, pages), address("review", first.pk), address("drawing", row.pk)]:
        with django_assert_max_num_queries(15):
            assert client.get(url).status_code == 200, url
    assert len(reads.to_do(now.people.supervisor)) >= 3


def test_everything_wrong_with_a_card_is_named_in_one_box(client: Client, now: House) -> None:
    """Bad input: no reason, weight 0, one name, a description without a name, no line about one dimension."""
    client.force_login(now.people.manager)
    card = ScoreCard.objects.get()
    removed = [number for number, row in enumerate(card.criteria) if row["dimension"] == "communication"]
    wrong = {"reason": "", "line-0-weight": "0", "line-1-name_en": "", "line-6-text_zh": "只有说明"}
    answer = client.post(address("card_edit"), card_lines(card, **wrong, **{f"line-{n}-DELETE": "on" for n in removed}))
    shown = text(answer)
    assert answer.status_code == 422 and shown.count('class="error-summary"') == 1
    fields = ["reason", "line-0-weight", "line-1-name_en", "line-6-name_zh", "line-6-name_en"]
    assert re.findall(r'<li><a href="#id_([^"]+)">', shown) == fields
    assert "没有标准涉及：沟通规范" in shown.replace(" ", "") or "沟通规范</p>" in shown
