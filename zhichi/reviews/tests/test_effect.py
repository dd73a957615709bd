"""The effect beside its standard, alerts, evidence of the clauses, the hourly care (3.2, 3.3.2, 5.2.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.core import clock
from zhichi.handbook.selectors import evidence_for
from zhichi.notices.models import Notice
from zhichi.records import selectors as records
from zhichi.records import services as record_services
from zhichi.reviews import services, spans, tasks
from zhichi.reviews.models import Alert, Draw, Review
from zhichi.reviews.selectors import reviews
from zhichi.tickets.choices import FollowUpOutcome

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period
    from zhichi.reviews.tests.conftest import House


def compare(house: House, week: Period) -> list[Alert]:
    return services.compare_effect(week=week, month=spans.month_of(week.first_day), at=house.desk.at)


@pytest.fixture
def early(house: House) -> House:
    """Monday morning of the week before, so that a test's deeds never cross into another week or month."""
    house.desk.at = spans.week_of(spans.today(house.desk.at).replace(day=10)).start + timedelta(hours=30)
    return house


def test_a_week_below_the_standard_raises_one_alert(early: House) -> None:
    for _ in range(3):
        early.submitted(mark=2)
    week = early.week_over()
    found = compare(early, week)
    assert [(row.measure, row.value, row.target, row.count, row.period) for row in found] == [
        ("score", 50.0, 80.0, 3, week.code)
    ]
    assert compare(early, week) == []
    told = Notice.objects.filter(kind="reviews.effect")
    assert {row.person for row in told} == {early.people.manager, early.people.supervisor}
    assert {row.stream for row in told} == {f"effect:{found[0].pk}"}
    assert records.history(f"effect:{found[0].pk}")[0].code == "reviews.effect_below"


def compare_week(house: House, week: Period) -> list[Alert]:
    """The week alone: the month of now runs still."""
    at = house.desk.at
    return services.compare_effect(week=week, month=spans.month_of(spans.today(at)), at=at)


def week_of_marks(early: House, mark: int) -> Period:
    """A whole week with three reviews of this mark, which is over."""
    for _ in range(3):
        early.submitted(mark=mark)
    week: Period = early.week_over()
    return week


def test_one_alert_while_it_stays_below_cleared_once_it_is_kept_again(early: House) -> None:
    (alert,) = compare_week(early, week_of_marks(early, 2))
    second = week_of_marks(early, 2)
    assert compare_week(early, second) == compare_week(early, second) == []
    alert.refresh_from_db()
    assert (alert.last_period, alert.last_value, alert.cleared_at) == (second.code, 50.0, None)
    assert Notice.objects.filter(kind="reviews.effect").count() == 2  # manager and supervisor, once
    assert reviews.open_alert_count() == 1
    third = week_of_marks(early, 4)
    assert compare_week(early, third) == compare_week(early, third) == []
    alert.refresh_from_db()
    assert (alert.cleared_period, alert.cleared_value) == (third.code, 100.0)
    assert reviews.open_alert_count() == 0
    codes = [row.code for row in records.history(f"effect:{alert.pk}")]
    assert codes == ["reviews.effect_below", "reviews.effect_still_below", "reviews.effect_recovered"]
    assert not Notice.objects.filter(kind="reviews.effect", ended_at=None).exists()
    assert Notice.objects.filter(kind="reviews.effect_recovery").count() == 2
    fourth = week_of_marks(early, 2)  # below once more: another crossing
    assert [row.period for row in compare_week(early, fourth)] == [fourth.code]


def test_too_few_reviews_clear_nothing_and_supervisors_may_be_left_out(early: House) -> None:
    by = early.people.actor("manager")
    record_services.set_policy(key="3.3.2.tell_supervisors", value=False, reason="试行", by=by, at=early.tick())
    (alert,) = compare_week(early, week_of_marks(early, 2))
    assert [row.person for row in Notice.objects.filter(kind="reviews.effect")] == [early.people.manager]
    early.submitted(mark=4)  # one review says nothing
    assert compare_week(early, early.week_over()) == []
    alert.refresh_from_db()
    assert alert.cleared_at is None


def test_a_lower_standard_clears_the_alert_of_the_same_week(early: House) -> None:
    week = week_of_marks(early, 2)
    (alert,) = compare_week(early, week)
    by = early.people.actor("manager")
    record_services.set_policy(key="3.3.2.review_score", value=40, reason="试行", by=by, at=early.tick())
    assert compare_week(early, week) == []
    alert.refresh_from_db()
    assert alert.cleared_period == week.code
    record_services.set_policy(key="3.3.2.review_score", value=80, reason="恢复", by=by, at=early.tick())
    assert compare_week(early, week) == []  # one alert for a week


def test_a_kept_standard_too_few_reviews_and_a_running_week_raise_nothing(early: House) -> None:
    early.submitted(mark=2)
    early.submitted(mark=2)
    running = spans.week_of(spans.today(early.desk.at))
    assert services.compare_effect(week=running, month=spans.month_of(running.first_day), at=early.desk.at) == []
    week = early.week_over()
    assert compare(early, week) == []  # two reviews are too few to judge
    early.desk.at = week.start + timedelta(hours=60)
    early.submitted(mark=4)
    early.submitted(mark=4)
    early.submitted(mark=4)
    assert [row.measure for row in compare(early, early.week_over())] == []  # 80 is the standard, not below it


def test_unsolved_follow_ups_raise_an_alert(early: House) -> None:
    for outcome in (FollowUpOutcome.UNSOLVED, FollowUpOutcome.SOLVED, FollowUpOutcome.SOLVED):
        early.desk.outcome(early.desk.solved(), outcome)
    assert [(row.measure, row.value) for row in compare(early, early.week_over())] == [("unsolved", 33.3)]


def test_evidence_tells_points_reviews_and_objections(early: House) -> None:
    early.objected()
    month = spans.month_of(spans.today(early.desk.at))
    for clause in ("3.2.1", "3.2.2", "3.2.3"):
        found = evidence_for(clause, month)
        assert found.state == "broken" and found.link == f"/desk/reviews/all/?period={month.code}"
        assert [figure.value for figure in found.figures][:4] == [50.0, 1, 100.0, 1]
    assert evidence_for("5.2.3", month).figures[0].value == 50.0
    effect = evidence_for("3.3.2", month)
    assert [figure.value for figure in effect.figures] == [50.0, 0.0, 0, 0]
    empty = spans.month_of(month.first_day - timedelta(days=1))
    assert evidence_for("3.2.1", empty).state == "no_data"


def test_a_change_of_the_standard_counts_at_once(early: House) -> None:
    early.submitted(mark=2)
    by = early.people.actor("manager")
    record_services.set_policy(key="3.2.1.score", value=40, reason="试行", by=by, at=early.tick())
    month = spans.month_of(spans.today(early.desk.at))
    assert evidence_for("3.2.1", month).state == "kept"
    assert evidence_for("3.2.2", month).state == "broken"


def test_the_hourly_care_does_what_is_due_and_a_second_turn_nothing(
    early: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    early.talk()
    done = early.submitted()
    early.week_over()
    early.tick(days=1)
    monkeypatch.setattr(clock, "now", lambda: early.desk.at)
    tasks.care()
    drawn, planned = Draw.objects.count(), Review.objects.count()
    done.refresh_from_db()
    assert drawn == 1 and planned > 1 and done.state == "settled"
    tasks.care()
    assert (Draw.objects.count(), Review.objects.count()) == (drawn, planned)
