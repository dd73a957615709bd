"""Progress report, snooze, merge and split in a real Chromium, by key and by thumb."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from zhichi.tickets import services
from zhichi.tickets.models import Draft, Ticket
from zhichi.tickets.tests.browsing import PHONE, barriers, path
from zhichi.tickets.tests.test_split import two_matters

if TYPE_CHECKING:
    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REPORT = "#report-text"
DOING = "已定位到导出模块，正在测试补丁"


def test_one_key_opens_the_report_shows_the_letter_and_sends_it(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    page = visit(desk.people.senior, path(ticket))
    page.keyboard.press("u")
    letter = page.locator("#report-letter")
    letter.get_by_text("导出乱码").wait_for()
    page.keyboard.type(DOING)
    letter.get_by_text(DOING).wait_for()
    assert not barriers(page)
    page.keyboard.press("Control+Enter")
    page.locator("article.reply").get_by_text(DOING).wait_for()
    message = ticket.messages.exclude(report="").get()
    assert message.report == DOING
    page.locator(".toast [data-undo-url]").click()
    page.locator("article.reply.withdrawn").get_by_text(DOING).wait_for()
    expect(page.locator("#report-text")).to_have_value(DOING)
    assert Draft.objects.get(ticket=ticket, kind="report").text == DOING


def test_refuses_an_empty_report_in_its_place(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    page = visit(desk.people.senior, path(ticket))
    page.keyboard.press("u")
    page.keyboard.press("Control+Enter")
    page.locator("#composer-alert").get_by_text("请用一句话说明").wait_for()
    assert not ticket.messages.exclude(report="").exists()


def test_snoozes_by_key_finds_it_among_the_snoozed_and_takes_it_back(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    services.step(ticket_id=ticket.pk, name="wait_customer", by=desk.people.actor("senior"), at=desk.tick())
    page = visit(desk.people.senior, f"{path(ticket)}?view=mine")
    page.keyboard.press("z")
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=when][value=answer]").check(force=True)
    assert not barriers(page)
    dialog.locator("button.btn-primary").click()
    page.locator("#props .chip").get_by_text("暂缓至").wait_for()
    page.goto("/desk/tickets/?view=mine")
    assert not page.locator(f"#row-{ticket.pk}").count()
    page.goto("/desk/tickets/?view=snoozed")
    page.locator(f"#row-{ticket.pk}").click()
    page.get_by_role("button", name="放回列表").click()
    page.locator("#props .chip").get_by_text("暂缓至").wait_for(state="detached")
    page.goto("/desk/tickets/?view=mine")
    page.locator(f"#row-{ticket.pk}").wait_for()


def test_merges_on_a_phone_and_undoes_it(visit: Desktops, desk: Desk) -> None:
    ticket, other = desk.ticket(), desk.ticket(subject="打印机离线")
    page = visit(desk.people.senior, path(ticket), size=PHONE)
    page.locator("[popovertarget=more-menu]").click()
    page.locator("#more-menu [href$='/merge/']").click()
    page.locator("dialog[open]").get_by_text("打印机离线").click()
    page.locator("dialog[open] button.btn-primary").click()
    page.wait_for_url(f"**{path(other)}")
    page.locator(".msg .chip").get_by_text(f"#{ticket.number}").wait_for()
    page.locator(".toast [data-undo-url]").click()
    page.wait_for_url(f"**{path(ticket)}")
    assert not Ticket.objects.exclude(merged_into=None).exists()
    assert page.locator("form.composer").is_visible()


def test_splits_by_key_and_keeps_what_a_refused_form_held(visit: Desktops, desk: Desk) -> None:
    old, other = two_matters(desk)
    page = visit(desk.people.senior, path(old))
    page.keyboard.press("b")
    dialog = page.locator("dialog[open]")
    dialog.locator(f"[name=messages][value='{other}']").check()
    dialog.locator("button.btn-primary").click()
    dialog.locator(".error").first.wait_for()
    assert dialog.locator(f"[name=messages][value='{other}']").is_checked()
    dialog.locator("[name=subject]").fill("打印机坏了")
    assert not barriers(page)
    dialog.locator("button.btn-primary").click()
    page.locator("h1").get_by_text("打印机坏了").wait_for()
    page.locator(".msg .chip").get_by_text(f"#{old.number}").wait_for()


def test_typing_a_time_of_ones_own_chooses_it(visit: Desktops, desk: Desk) -> None:
    page = visit(desk.people.senior, f"{path(desk.worked())}snooze/")
    page.locator("input[name=until]").fill("2099-01-01T10:00")
    assert page.locator("input[name=when]:checked").input_value() == "custom"
    page.locator("main form:has([name=until]) button[type=submit]").click()
    page.locator(".error").first.wait_for()
    assert page.locator("input[name=until]").input_value() == "2099-01-01T10:00"
