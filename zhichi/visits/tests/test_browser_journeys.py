"""A visit from the calendar to its end, a remote session from the question to its record, in a real Chromium."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import pytest

from zhichi.tickets.tests.browsing import PHONE, barriers, path
from zhichi.visits.models import RemoteSession, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.visits.tests.conftest import Field

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_visit_goes_into_the_calendar_and_out_of_it(visit: Desktops, site: Field) -> None:
    row = site.planned()
    page = visit(site.desk.people.supervisor, f"/desk/visits/?day={site.monday:%Y-%m-%d}")
    page.locator("section.not-phone a", has_text="长谷示例制造").first.wait_for()
    page.locator("a[href*='span=day']").first.click()
    page.wait_for_url("**span=day**")
    page.locator("section.not-phone a", has_text="长谷示例制造").first.click()
    page.wait_for_url(f"**/desk/visits/{row.pk}/")
    with page.expect_download() as arriving:
        page.locator("a[href$='.ics']").click()
    sheet = arriving.value.path().read_text(encoding="utf-8")
    assert "BEGIN:VEVENT" in sheet
    assert f"DTSTART:{site.monday.astimezone(UTC):%Y%m%dT%H%M%SZ}" in sheet
    assert "深圳市示例路 1 号" in sheet.replace("\r\n ", "")

    page.locator("a[href$='/postpone/']").click()
    page.locator("main form .btn-primary[type=submit]").click()
    page.locator("[name=reason][aria-invalid=true]").wait_for()  # nobody is put off without a reason
    page.fill("[name=reason]", "客户机房停电")
    page.locator("main form .btn-primary[type=submit]").click()
    page.wait_for_url(f"**/desk/visits/{row.pk}/")
    assert page.locator("a[href$='.ics']").count() == 0
    page.goto("/desk/visits/")
    page.locator(f"a[href$='/{row.pk}/schedule/']").click()
    page.locator(".visit-plan .visit-list a").first.click()
    page.wait_for_url("**engineer=**")
    page.locator("#plan button[type=submit]").click()
    page.wait_for_url(f"**/desk/visits/{row.pk}/")
    assert not barriers(page)
    page.locator("a[href$='/cancel/']").click()
    page.fill("[name=reason]", "客户自己修好了")
    page.locator("main form .btn-primary[type=submit]").click()
    page.wait_for_url(lambda url: not url.endswith("/cancel/"))
    assert Visit.objects.get(pk=row.pk).state == "cancelled"


def test_a_remote_session_from_the_question_to_its_record(visit: Desktops, site: Field) -> None:
    page = visit(site.desk.people.senior, path(site.ticket), language="en", theme="dark")
    _panel(page).locator("a[href$='/remote/']").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("input[name=tool]").fill("ToDesk")
    dialog.locator("button[type=submit]").click()
    dialog.wait_for(state="detached")
    assert _panel(page).locator("a[href$='/end/']").count() == 0  # nobody has agreed yet

    context = visit.browser.new_context(base_url=visit.url, viewport=PHONE, locale="zh-CN")
    visit.contexts.append(context)
    customer = context.new_page()
    customer.goto(f"/r/{site.ticket.public_id}/")
    customer.fill("input[name=name]", "何青")
    customer.locator("button[value=agree]").click()
    customer.locator("button[value=refuse]").wait_for()
    assert not barriers(customer)

    page.reload()
    _panel(page).locator("#panel-visits form[action$='/start/'] button").click()
    page.locator("a[href$='/end/']:visible").click()
    dialog.locator("button[type=submit]").click()
    dialog.locator("[aria-invalid=true]").first.wait_for()  # what was done is missing
    dialog.locator("textarea").first.fill("清理缓存后恢复正常")
    dialog.locator("button[type=submit]").click()
    dialog.wait_for(state="detached")
    _panel(page).get_by_text("清理缓存后恢复正常").first.wait_for()
    row = RemoteSession.objects.get()
    assert (row.tool, row.consent_by) == ("ToDesk", "何青")
    assert row.ended_at is not None


def _panel(page: Page) -> Page:
    """The side panel of the ticket that is open."""
    page.locator("#panel-visits").scroll_into_view_if_needed()
    page.locator("#panel-visits a[href$='/new/']").first.wait_for()
    return page
