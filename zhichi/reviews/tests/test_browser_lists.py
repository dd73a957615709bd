"""The lists behind attitude: a new English word is met in a progress report, a phrase is offered, the card changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from zhichi.core import clock
from zhichi.reviews.models import Phrase, ScoreCard, Word, WordUse
from zhichi.tickets import services as tickets
from zhichi.tickets.tests.browsing import PHONE, REPLY, barriers, path

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from zhichi.reviews.tests.conftest import House
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.browsing import Desktops

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.django_db(transaction=True)]
SUBMIT = "main form .btn-primary[type=submit]"


@pytest.fixture
def present(house: House) -> House:
    """The builders' clock stands a day ago, so that the pages' clock is later."""
    house.desk.at = clock.now().replace(microsecond=0)
    house.tick(days=-1)
    return house


def english(present: House) -> Ticket:
    """A request of a customer who writes English, worked on by the senior."""
    ticket = present.desk.worked()
    changes = tickets.Changes(language="en")
    tickets.change(ticket_id=ticket.pk, changes=changes, by=present.people.actor("senior"), at=present.tick())
    return ticket


def test_an_english_word_is_listed_and_met_in_a_progress_report(visit: Desktops, present: House) -> None:
    lead = visit(present.people.manager, "/desk/reviews/words/new/", language="en")
    lead.locator(SUBMIT).click()
    lead.locator("[name=text][aria-invalid=true]").wait_for()  # a word is missing
    lead.fill("input[name=text]", "user error")
    lead.select_option("select[name=language]", "en")
    lead.locator("input[name=severity][value=block]").check(force=True)
    lead.fill("input[name=instead]", "a setting we can change")
    lead.fill("textarea[name=exceptions]", "user error log")
    lead.locator(SUBMIT).click()
    lead.wait_for_url("**/words/")
    assert Word.objects.get(text="user error").language == "en"

    ticket = english(present)
    page = visit(present.people.senior, path(ticket), size=PHONE, language="en", theme="dark")
    page.locator("[data-write=report]:visible, [data-kind=report]:visible").first.click()
    area = page.locator("#report-text")
    area.fill("The user error log is being read.")
    page.locator("#report-letter").get_by_text("being read").wait_for()
    assert page.locator(".draft-words:visible").count() == 0  # an exception is no hit
    area.fill("It was a USER  ERROR, we are closing in.")
    page.locator(".draft-words:visible").get_by_text("a setting we can change").first.wait_for()  # while typing
    area.press("Control+Enter")
    asked = page.locator("#composer-alert .draft-question")
    asked.wait_for()
    assert area.input_value() == "It was a USER  ERROR, we are closing in."  # nothing typed is lost
    assert not ticket.messages.exclude(report="").exists()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not barriers(page)
    asked.locator("[name=reason]").fill("The customer's own words")
    asked.locator("button[name=heeded]").click()
    page.locator("article.reply").get_by_text("closing in").wait_for()
    assert WordUse.objects.get().reason == "The customer's own words"
    lead.goto("/desk/reviews/all/")
    lead.locator("a.tile").last.click()
    assert ticket.number in lead.inner_text("table.behind")


def test_a_template_with_a_forbidden_word_is_refused_by_name(visit: Desktops, present: House) -> None:
    page = visit(present.people.supervisor, "/desk/tickets/report-templates/")
    words = "{客户}，您好：\n\n这个我们不知道。{进展}\n\n下次通报：{下次通报}"
    form = page.locator("form[action$='/zh-hans/save/']")
    form.locator("textarea").fill(words)
    form.locator("button[type=submit]").click()
    page.locator("form[action$='/zh-hans/save/'] [aria-invalid=true]").wait_for()
    told = page.locator("form[action$='/zh-hans/save/']").inner_text()  # what was typed is no text of the page
    assert "不知道" in told
    assert page.locator("form[action$='/zh-hans/save/'] textarea").input_value() == words


def test_a_courtesy_phrase_is_written_and_offered(visit: Desktops, present: House) -> None:
    lead = visit(present.people.manager, "/desk/reviews/phrases/new/")
    lead.fill("textarea[name=text]", "Dear {name}, thank you for the logs.")
    lead.select_option("select[name=language]", "en")
    lead.locator("input[name=order]").fill("0")
    lead.locator(SUBMIT).click()
    lead.wait_for_url("**/phrases/")
    assert Phrase.objects.filter(text__contains="for the logs").exists()
    page = visit(present.people.senior, path(english(present)), language="en")
    page.locator(REPLY).click()
    page.locator("[popovertarget=menu-phrases]").click()
    page.locator("#menu-phrases [data-insert]", has_text="for the logs").click()
    expect(page.locator(REPLY)).to_have_value(re.compile("^Dear 何青, thank you"))


def test_the_card_gets_a_criterion_in_both_languages(visit: Desktops, present: House) -> None:
    before = present.review()
    page = visit(present.people.manager, "/desk/reviews/card/edit/")
    line = page.locator("fieldset.criterion-edit").last
    line.locator("[name$=name_zh]").fill("结束语")
    page.fill("[name=reason]", "客户常说对话突然结束")
    page.locator(SUBMIT).click()
    page.locator("[role=alert]").first.wait_for()  # the English name is missing
    line = page.locator("fieldset.criterion-edit", has=page.locator("[name$=name_zh][value='结束语']"))
    line.locator("[name$=name_en]").fill("Closing words")
    page.locator(SUBMIT).click()
    page.wait_for_url("**/reviews/card/")
    page.get_by_text("结束语").first.wait_for()
    assert ScoreCard.objects.count() == 2
    _reads(visit(present.people.supervisor, "/desk/reviews/card/", language="en"), "Closing words")
    old = visit(present.people.supervisor, f"/desk/reviews/{before.pk}/")
    assert old.get_by_text("结束语").count() == 0  # a review keeps the version it was planned with


def _reads(page: Page, words: str) -> None:
    page.get_by_text(words).first.wait_for()
    assert not barriers(page)
