"""A week's drawing and its proof, a conversation chosen by hand, an alert and the action it asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.core import clock
from zhichi.reviews import services, spans, tasks
from zhichi.reviews.models import Action, Review
from zhichi.tickets.choices import FollowUpOutcome
from zhichi.tickets.tests.browsing import PHONE, barriers

if TYPE_CHECKING:
    from zhichi.reviews.tests.conftest import House
    from zhichi.tickets.tests.browsing import Desktops

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.django_db(transaction=True)]
SUBMIT = "main form .btn-primary[type=submit]"


@pytest.fixture
def last_week(house: House) -> House:
    """The builders' clock stands on Tuesday of last week."""
    this_week = spans.week_of(spans.today(clock.now()))
    house.desk.at = this_week.start - timedelta(days=6) + timedelta(hours=2)
    return house


def test_a_week_is_drawn_proved_and_one_more_is_chosen(visit: Desktops, last_week: House) -> None:
    tickets = [last_week.talk("junior") for _ in range(3)]
    tasks.care()
    page = visit(last_week.people.manager, "/desk/reviews/draws/")
    page.locator("main table a.row-link").first.click()
    page.locator(".banner-ok").wait_for()  # drawn again just now: the same
    assert not barriers(page)
    drawn = set(Review.objects.values_list("ticket_id", flat=True))
    left = next((ticket for ticket in tickets if ticket.pk not in drawn), None)
    assert left is not None, "one of three, at least: the rule as shipped"
    page.goto("/desk/reviews/choose/")
    page.fill("input[name=number]", "99999999")
    page.select_option("select[name=subject]", str(last_week.people.junior.pk))
    page.fill("[name=reason]", "新人第一周")
    page.locator(SUBMIT).click()
    page.locator("[name=number][aria-invalid=true]").wait_for()
    assert page.input_value("[name=reason]") == "新人第一周"
    page.fill("input[name=number]", f"#{left.number}")
    page.locator(SUBMIT).click()
    page.wait_for_url("**/desk/reviews/*/")
    assert Review.objects.get(ticket=left).origin == "by_hand"


def test_an_alert_asks_for_an_action_that_is_ticked_off(visit: Desktops, last_week: House) -> None:
    for _ in range(3):
        last_week.desk.outcome(last_week.desk.solved(), FollowUpOutcome.UNSOLVED)
    week = spans.week_of(spans.today(last_week.desk.at))
    (alert,) = services.compare_effect(week=week, month=spans.month_of(week.first_day), at=clock.now())
    page = visit(last_week.people.manager, "/desk/notices/")
    page.locator("#notices a.row-link").first.click()
    page.wait_for_url("**/reviews/effect/**")
    page.locator(f"#h-alert-{alert.pk}").wait_for()
    assert not barriers(page)
    page.locator(f"a[href$='/effect/{alert.pk}/action/']").click()
    page.select_option("select[name=owner]", str(last_week.people.senior.pk))
    page.locator(SUBMIT).click()
    page.locator("[name=text][aria-invalid=true]").wait_for()
    page.fill("[name=text]", "回访前先在同版本环境验证")
    page.fill("[name=due_on]", f"{clock.now() + timedelta(days=14):%Y-%m-%d}")
    page.locator(SUBMIT).click()
    page.wait_for_url("**/reviews/effect/")
    page.get_by_text("回访前先在同版本环境验证").wait_for()

    action = Action.objects.get()
    own = visit(last_week.people.senior, "/desk/", size=PHONE, language="en", theme="dark")
    own.goto(f"/desk/reviews/effect/actions/{action.pk}/done/")
    own.fill("[name=outcome]", "Two weeks without an unsolved follow-up")
    own.locator(SUBMIT).click()
    own.wait_for_url(lambda url: "/done/" not in url)
    page.reload()
    page.get_by_text("Two weeks without an unsolved follow-up").wait_for()
    page.locator("dl.facts a[href*='tickets.follow_ups']").first.click()
    page.locator("table.behind").wait_for()  # the number leads to the follow-ups it counts
