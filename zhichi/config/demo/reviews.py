"""Conversation reviews of the last weeks: drawn, done, one objected to and settled, one objection and some tasks open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from zhichi.config.demo.story import SHANGHAI, Stage, World
from zhichi.core.actors import Actor
from zhichi.reviews import services, spans
from zhichi.reviews.cards import of_json
from zhichi.reviews.models import Alert, Review
from zhichi.reviews.selectors import reviews as reads

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period

WEEKS = 3
LEFT_OPEN = 4  # reviews of the newest drawing that nobody has done yet
MARKS = (4, 4, 4, 3, 3, 3, 2)
SUMMARIES = {
    "zh-hans": ("说明清楚，步骤完整。", "答复及时，下一步写得不够具体。", "语气得当，可以先说结论。"),
    "en": ("Clear and complete.", "Quick, but the next step is vague.", "Good tone; say the result first."),
}
OBJECTIONS = {
    "zh-hans": "客户在电话里已经知道下一步，所以邮件没有重复。请看通话记录。",
    "en": "The next step was agreed on the phone; please read the call log.",
}
SECOND = {"zh-hans": "通话记录里确实说明了下一步，这一项改判。", "en": "The call log shows it; this mark is changed."}


def plan(stage: Stage, world: World, *, start: datetime, end: datetime) -> None:
    """Plan the drawings of the last weeks before `end` and what became of them."""
    stage.plan(start, lambda at: services.supply(at=at))
    for back in range(WEEKS, 0, -1):
        week = spans.week_of(spans.today(end) - timedelta(days=7 * back))
        stage.plan(week.end + timedelta(hours=2), _Week(stage, world, week, is_newest=back == 1).draw)
    stage.plan(end - timedelta(minutes=50), lambda at: _alert(world, at))


@dataclass
class _Week:
    """The reviews of one week."""

    stage: Stage
    world: World
    week: Period
    is_newest: bool

    def draw(self, at: datetime) -> None:
        """Draw, and plan when each review is done."""
        row = services.draw_week(week=self.week, at=at)
        services.compare_effect(week=self.week, month=spans.last_month(at), at=at)
        rows = [item for item in (row.reviews.order_by("pk") if row else []) if item.reviewer_id]
        done = rows[:-LEFT_OPEN] if self.is_newest else rows
        for number, review in enumerate(done):
            morning = (at + timedelta(hours=8)).astimezone(SHANGHAI).replace(hour=9, minute=10)
            self.stage.plan(
                morning + timedelta(minutes=9 * number),
                partial(self._submit, review.pk, number),
            )

    def _submit(self, key: int, place: int, at: datetime) -> None:
        review = _review(key)
        _give(self.world, review, MARKS, SUMMARIES[review.ticket.language], at)
        later = at + timedelta(hours=3)
        if place == 0:
            self.stage.plan(later, lambda when: self._object(key, when))
        elif place % 3:
            self.stage.plan(later, lambda when: _agree(key, when))

    def _object(self, key: int, at: datetime) -> None:
        review = _review(key)
        reason = OBJECTIONS[review.ticket.language]
        services.object_to(review_id=key, reason=reason, by=Actor.of(review.subject), at=at)
        if not self.is_newest:
            self.stage.plan(at + timedelta(hours=20), lambda when: self._second(key, when))

    def _second(self, key: int, at: datetime) -> None:
        review = _review(key)
        if review.second_id:
            _give(self.world, review, (4, 4, 3), (SECOND[review.ticket.language],), at)


def _review(key: int) -> Review:
    return Review.objects.select_related("ticket", "subject", "reviewer", "second", "card").get(pk=key)


def _agree(key: int, at: datetime) -> None:
    services.agree(review_id=key, by=Actor.of(_review(key).subject), at=at)


def _give(world: World, review: Review, marks: tuple[int, ...], summaries: tuple[str, ...], at: datetime) -> None:
    codes = [item.code for item in of_json(review.card.criteria)]
    filled = services.Filled(
        marks={code: world.dice.choice(marks) for code in codes},
        evidence=_passages(review),
        summary=world.dice.choice(summaries),
    )
    who: Any = review.second if review.state == "objected" else review.reviewer
    services.submit(review_id=review.pk, filled=filled, by=Actor.of(who), at=at)


def _passages(review: Review) -> list[tuple[int, str, str]]:
    lines = [line for line in reads.conversation(review) if line.is_subject and line.message.kind == "reply"]
    return [(line.message.pk, line.message.text.splitlines()[0][:60].strip(), "clarity") for line in lines[:1]]


def _alert(world: World, at: datetime) -> None:
    """What the supervisor does about the newest alert, where there is one."""
    alert = Alert.objects.order_by("-pk").first()
    if alert is not None:
        services.note_action(
            alert_id=alert.pk, text="每周一用十分钟一起看两段未解决的会话，写下改进点", owner_id=world.staff["suhe"].pk,
            due_on=(at + timedelta(days=14)).date(), by=Actor.of(world.staff["supervisor"]), at=at,
        )  # fmt: skip
