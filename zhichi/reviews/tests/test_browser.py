"""A forbidden word is warned of and corrected; a review is written, objected to and decided – in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from zhichi.core import clock
from zhichi.reviews import services
from zhichi.reviews.models import Review, WordUse
from zhichi.tickets.models import Message
from zhichi.tickets.tests.browsing import PHONE, REPLY, barriers, path

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from zhichi.reviews.tests.conftest import House
    from zhichi.tickets.tests.browsing import Desktops

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.django_db(transaction=True)]
TEXT = "您好，这个我不知道，我们会尽快处理。"


@pytest.fixture
def present(house: House) -> House:
    """The builders' clock stands a day ago, so that the pages' clock is later."""
    house.desk.at = clock.now().replace(microsecond=0)
    house.tick(days=-1)
    return house


def test_an_agent_is_warned_corrects_and_sends(visit: Desktops, present: House) -> None:
    ticket = present.desk.worked()
    page = visit(present.people.senior, path(ticket))
    page.locator(REPLY).click()
    page.locator(REPLY).press_sequentially(TEXT)
    found = page.locator("#reply-check .draft-words")
    found.get_by_text("不知道", exact=True).wait_for()  # while typing, without a click
    assert page.locator(REPLY).input_value() == TEXT
    page.keyboard.press("Control+Enter")
    asked = page.locator("#composer-alert .draft-question")
    asked.wait_for()
    assert page.locator(REPLY).input_value() == TEXT  # nothing typed is lost
    assert not Message.objects.filter(text__contains="不知道").exists()
    asked.locator("[data-replace='不知道']").click()
    assert page.locator(REPLY).input_value() == TEXT.replace("不知道", "我核实后再答复您")
    asked.wait_for(state="detached")  # checked again while typing: the question about the old text goes
    page.locator("#reply-check [data-replace='尽快处理']").click()
    page.locator("#reply-check .draft-words").wait_for(state="detached")
    page.keyboard.press("Control+Enter")
    page.locator("#thread").get_by_text("今天 11:00 前给您答复").first.wait_for()
    assert not WordUse.objects.exists()


def test_many_findings_leave_the_text_in_sight_on_a_phone(visit: Desktops, present: House) -> None:
    page = visit(present.people.senior, path(present.desk.worked()), size=PHONE)
    page.locator(REPLY).click()
    page.locator(REPLY).press_sequentially(f"{TEXT * 4}\n它写着 stupid。")
    found = page.locator("#reply-check .draft-words")
    found.get_by_text("不知道", exact=True).first.wait_for()
    assert found.locator("li").count() == 3
    assert found.evaluate("node => node.getBoundingClientRect().height") <= 130
    box = page.locator(REPLY).bounding_box()
    assert box
    assert 0 < box["y"] < PHONE["height"] - 40


def test_a_word_that_blocks_is_sent_with_a_reason_only(visit: Desktops, present: House) -> None:
    ticket = present.desk.worked()
    page = visit(present.people.senior, path(ticket))
    page.locator(REPLY).fill("日志里写着 stupid，请删掉这个账号。")
    page.keyboard.press("Control+Enter")
    asked = page.locator("#composer-alert .draft-question")
    asked.wait_for()
    asked.locator("button[name=heeded]").click()
    page.get_by_text("须说明理由才能发送").wait_for()
    asked.locator("input[name=reason]").fill("引用日志原文")
    asked.locator("button[name=heeded]").click()
    page.locator("article.msg.reply").get_by_text("日志里写着 stupid").first.wait_for()
    assert WordUse.objects.get().reason == "引用日志原文"


def test_a_courtesy_phrase_goes_where_the_cursor_stands(visit: Desktops, present: House) -> None:
    ticket = present.desk.worked()
    page = visit(present.people.senior, path(ticket))
    page.locator(REPLY).fill("请升级。")
    page.locator(REPLY).evaluate("area => area.setSelectionRange(0, 0)")
    page.locator("[popovertarget=menu-phrases]").click()
    page.locator("#menu-phrases [data-insert]").first.click()
    expect(page.locator(REPLY)).to_have_value("何青，您好：请升级。")


def test_review_objection_and_second_opinion(visit: Desktops, present: House) -> None:
    review = present.review()
    address = f"/desk/reviews/{review.pk}/"
    page = visit(present.people.supervisor, address)
    assert barriers(page) == []
    fill_in(page, "3")
    page.locator(".talk.is-subject [data-passage] p, .talk.is-subject [data-passage]").last.click(click_count=3)
    page.locator("[data-mark]").click()
    assert page.locator("[name=evidence_quote]").first.input_value() == "您好，正在查。"
    page.locator("#draft-state").get_by_text("草稿已保存").wait_for()
    page.reload()
    assert page.locator("[name=evidence_quote]").first.input_value() == "您好，正在查。"  # the draft was kept
    page.locator("#opinion .btn-primary").click()
    page.locator(".verdict").get_by_text("75").first.wait_for()
    # The undo time is not waited for.
    Review.objects.filter(pk=review.pk).update(shown_at=present.desk.at)
    own = visit(present.people.junior, "/desk/reviews/")
    own.locator(f"a[href='{address}']").click()
    own.locator("textarea[name=reason]").fill("电话里已经说明了下一步")
    own.get_by_role("button", name="申诉并请求复评").click()
    own.get_by_text("申诉中").first.wait_for()
    final = visit(present.people.manager, address)
    final.get_by_text("电话里已经说明了下一步").wait_for()
    fill_in(final, "4")
    final.locator("#opinion .btn-primary").click()
    final.get_by_text("复评（最终）").wait_for()
    review.refresh_from_db()
    assert (review.state, review.score, review.ending) == ("settled", 100.0, "second")
    assert final.locator(".verdict").count() == 2


def fill_in(page: Page, mark: str) -> None:
    """Each criterion by keyboard: focus the group's first mark, then the wanted one."""
    for number in range(page.locator(".criterion").count()):
        page.locator(".criterion").nth(number).locator(f"input[type=radio][value='{mark}']").press("Space")


def test_pages_of_reviews_hold_no_barrier_on_a_phone_in_english(visit: Desktops, present: House) -> None:
    present.submitted()
    services.supply(at=present.desk.at)
    page = visit(present.people.manager, "/desk/reviews/all/", size=PHONE, language="en", theme="dark")
    for address in ("all/", "effect/", "card/", "card/edit/", "words/", "phrases/"):
        page.goto(f"/desk/reviews/{address}")
        assert barriers(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
