"""Progress reports in a real Chromium: the words around them, the prompt before they are due, what customers see."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from zhichi.core import clock
from zhichi.records.selectors import policy
from zhichi.tickets import selectors, services
from zhichi.tickets.tests.browsing import PHONE, barriers, path

if TYPE_CHECKING:
    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROMPT = "#report-prompt .report-due"


def test_a_prompt_before_it_is_due_leads_to_the_report_and_goes(visit: Desktops, desk: Desk) -> None:
    cadence = timedelta(hours=policy("3.1.3.normal_hours"))
    desk.at = clock.now() - cadence + timedelta(minutes=policy("3.1.3.prompt_minutes")) - timedelta(minutes=15)
    ticket = desk.worked()
    page = visit(desk.people.senior, "/desk/tickets/?view=reports", size=PHONE, language="en", theme="dark")
    page.locator("#rows a.row-link, #rows a[href*='/desk/tickets/']").first.wait_for()
    assert ticket.number in page.locator("#rows").inner_text()
    page.goto(path(ticket))
    page.locator(PROMPT).wait_for()
    assert "due by" in page.inner_text(PROMPT)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not barriers(page)
    page.locator(f"{PROMPT} [data-write=report]").click()
    page.locator("#report-text").fill("已定位到导出模块，正在测试补丁")
    page.locator("#report-letter").get_by_text("正在测试补丁").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator("article.reply").get_by_text("正在测试补丁").wait_for()
    page.locator(PROMPT).wait_for(state="detached")


def test_a_press_above_the_composer_counts_although_the_composer_folds(visit: Desktops, desk: Desk) -> None:
    desk.at = clock.now() - timedelta(hours=policy("3.1.3.normal_hours")) - timedelta(minutes=10)
    page = visit(desk.people.senior, path(desk.worked()), size=PHONE)
    page.locator(f"{PROMPT} [data-write=report]").click()
    page.locator("#report-text:focus").wait_for()
    page.locator(f"{PROMPT} a[href$='/agree/']").click()
    page.locator("dialog[open] [name=until]").wait_for()


def test_another_time_is_agreed_and_stands_on_the_customers_page(visit: Desktops, desk: Desk) -> None:
    desk.at = clock.now() - timedelta(hours=policy("3.1.3.normal_hours")) - timedelta(minutes=10)
    ticket = desk.worked()
    page = visit(desk.people.senior, path(ticket))
    page.locator(f"{PROMPT}.banner-bad a[href$='/agree/']").click()  # it was due, and nobody wrote
    dialog = page.locator("dialog[open]")
    until = (clock.now() + timedelta(hours=20)).astimezone(desk.people.senior.zone)
    dialog.locator("[name=until]").fill(until.strftime("%Y-%m-%dT%H:%M"))
    dialog.locator("button.btn-primary").click()
    dialog.locator("[name=reason][aria-invalid=true]").wait_for()  # what was agreed is missing
    assert dialog.locator("[name=until]").input_value() == until.strftime("%Y-%m-%dT%H:%M")
    dialog.locator("[name=reason]").fill("客户同意明天再通报")
    dialog.locator("button.btn-primary").click()
    page.locator(PROMPT).wait_for(state="detached")
    context = visit.browser.new_context(base_url=visit.url, viewport=PHONE, locale="zh-CN")
    visit.contexts.append(context)
    customer = context.new_page()
    customer.goto(f"/r/{ticket.public_id}/")
    assert until.strftime("%H:%M") in customer.inner_text(".promise")
    assert not barriers(customer)


def test_a_supervisor_words_the_letter_in_english(visit: Desktops, desk: Desk) -> None:
    page = visit(desk.people.supervisor, "/desk/tickets/report-templates/", language="en")
    form = page.locator("form[action$='/en/save/']")
    form.locator("textarea").fill("Dear {customer},\n\n{doing}")
    form.locator(".report-sample").get_by_text("does not say").wait_for()  # {next} is missing, said while typing
    form.locator("button[type=submit]").click()
    page.locator("form[action$='/en/save/'] [aria-invalid=true]").wait_for()
    assert page.locator("form[action$='/en/save/'] textarea").input_value() == "Dear {customer},\n\n{doing}"
    words = "Hello {customer}, about {number}:\n\n{doing}\n\nYou hear from us {next}."
    page.locator("form[action$='/en/save/'] textarea").fill(words)
    page.locator("form[action$='/en/save/'] .report-sample").get_by_text("You hear from us by").wait_for()
    assert not barriers(page)
    page.locator("form[action$='/en/save/'] button[type=submit]").click()
    page.get_by_text("The words were saved").wait_for()
    assert selectors.report_template("en").replace("\r\n", "\n") == words

    ticket = desk.worked()
    services.change(
        ticket_id=ticket.pk, changes=services.Changes(language="en"), by=desk.people.actor("senior"), at=desk.tick()
    )
    agent = visit(desk.people.senior, path(ticket), language="en")
    agent.keyboard.press("u")
    agent.keyboard.type("We are testing a patch.")
    expect(agent.locator("#report-letter")).to_contain_text("You hear from us by")
