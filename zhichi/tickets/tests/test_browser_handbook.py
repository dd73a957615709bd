"""A manager reads last month in the handbook down to a ticket, and tries another target before it is in force."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from zhichi.core import clock
from zhichi.handbook import periods
from zhichi.records.selectors import policy
from zhichi.sla import selectors as sla_reads
from zhichi.sla import services as sla
from zhichi.tickets.tests.browsing import PHONE, barriers, path

if TYPE_CHECKING:
    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEY = "3.1.2.normal_hours"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_last_month_to_a_ticket_and_to_a_new_target(visit: Desktops, desk: Desk, language: str) -> None:
    month = periods.before(periods.this_month(at=clock.now()))
    desk.at = month.start + timedelta(days=8)
    quick = desk.closed()
    slow = desk.worked()
    desk.tick(hours=2)
    from zhichi.tickets import services

    proposal = services.Proposal(kind="upgrade", parts={"version": "8.2.1"}, explanation="请升级")
    services.propose(ticket_id=slow.pk, proposal=proposal, by=desk.people.actor("senior"), at=desk.tick())
    desk.at = clock.now()
    waiting = desk.ticket()
    page = visit(desk.people.manager, "/desk/handbook/", language=language)
    page.locator(".period .pill").nth(3).click()  # last month
    page.wait_for_url(f"**period={month.code}*")
    assert barriers(page) == []
    figure = page.locator("#c-3\\.1\\.2 .facts a[href*='group=normal']").first
    expect(figure).to_have_text("100%")
    figure.click()
    expect(page.locator("[data-count=kept]")).to_have_text("2")
    assert barriers(page) == []
    first = page.locator("table.behind tbody tr").first
    expect(first.locator("a")).to_have_text(f"#{slow.number}")  # the worst first
    expect(page.locator("table.behind tbody tr")).to_have_count(2)
    assert quick.number in page.locator("table.behind").inner_text()
    first.locator("a").click()
    page.wait_for_url(f"**{path(slow)}")

    page.goto(f"/desk/handbook/clauses/3.1.2/?period={month.code}")
    page.locator("#trend svg.line-chart").wait_for()
    page.locator("#trend summary").click()
    page.locator("#trend table a").first.wait_for()
    assert barriers(page) == []
    page.locator(f"a[href$='{KEY}/']").click()
    page.locator("#trial table").wait_for()
    page.fill("#id_value", "0")
    page.locator("#trial .bad").wait_for()
    page.locator("#foreseen .warn").wait_for()
    page.fill("#id_value", "1")
    page.locator("#foreseen a", has_text=waiting.number).wait_for()
    page.locator("#trial a[href*='tickets.trial']").wait_for()
    assert "50%" in page.locator("#trial table").inner_text()
    assert barriers(page) == []
    page.fill("textarea[name=reason]", "试过上月")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/clauses/3.1.2/")
    assert policy(KEY) == 1
    sla.catch_up(at=clock.now())
    clocks = sla_reads.open_clocks(waiting.stream)
    assert [row.target for row in clocks if row.kind == "solution"] == [timedelta(hours=1)]


def test_rows_and_trend_fit_a_phone(visit: Desktops, desk: Desk) -> None:
    desk.at = clock.now() - timedelta(hours=2)
    desk.closed()
    page = visit(desk.people.manager, "/desk/handbook/clauses/3.1.1/", size=PHONE)
    page.locator("#trend svg.line-chart").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".facts a").first.click()
    page.locator("table.behind").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []


def test_a_changed_number_is_read_acknowledged_and_printed(visit: Desktops, desk: Desk) -> None:
    waiting = desk.people.junior.display_name
    page = visit(desk.people.manager, f"/desk/handbook/clauses/3.1.2/values/{KEY}/")
    page.fill("#id_value", "3")
    page.locator("main form .btn-primary").click()
    page.locator("[name=reason][aria-invalid=true]").wait_for()  # nobody changes a promise without a reason
    assert page.input_value("#id_value") == "3"
    page.fill("textarea[name=reason]", "客户要求更快")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/clauses/3.1.2/")

    page.goto("/desk/handbook/acknowledgements/")
    assert waiting in page.inner_text("main table")
    own = visit(desk.people.junior, "/desk/", size=PHONE, language="en", theme="dark")
    own.locator("a[href='/desk/handbook/acknowledge/']").first.click()
    own.get_by_text("客户要求更快").first.wait_for()  # what changed since the version read last, and why
    assert own.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(own) == []
    own.locator("main form .btn-primary").click()
    own.wait_for_url(lambda url: "/acknowledge/" not in url)
    own.goto("/desk/")
    assert own.locator("a[href='/desk/handbook/acknowledge/']").count() == 0
    page.reload()
    assert waiting not in page.inner_text("main table")
    page.goto("/desk/handbook/print/")
    words = page.inner_text("body")
    assert "3.1.2" in words
    assert "3 小时" in words  # in both languages, with the numbers in force
    assert "3 hours" in words
