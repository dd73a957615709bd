"""A supervisor lets a team be assigned by itself; a request finds its owner, who escalates it; the senior has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.assigner import services
from zhichi.assigner.choices import Mode
from zhichi.core import clock
from zhichi.records import tails
from zhichi.tickets.tests.browsing import PHONE, barriers, path, visit

if TYPE_CHECKING:
    from zhichi.assigner.tests.conftest import Desk
    from zhichi.tickets.tests.browsing import Desktops

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["visit"]  # a fixture
OVERVIEW = "/desk/staff/routing/"


def test_from_the_switch_to_the_senior(visit: Desktops, desk: Desk) -> None:
    desk.at = clock.now()
    desk.rule(name="先给初级", posts=["junior"])
    supervisor = visit(desk.people.supervisor, OVERVIEW)
    supervisor.get_by_role("button", name="启用").click()
    supervisor.locator(".chip-ok").first.wait_for()
    assert barriers(supervisor) == []

    ticket = desk.ticket(subject="导出乱码")
    supervisor.goto(f"{OVERVIEW}try/")
    supervisor.fill("input[name=ticket]", ticket.number)
    supervisor.locator("main form .btn-primary[type=submit]").click()
    told = supervisor.locator("#result")
    told.get_by_role("heading", name=desk.people.junior.display_name).wait_for()
    assert "先给初级" in told.inner_text()
    assert "岗位不接这类工单" in told.inner_text()  # the senior, and why not
    assert barriers(supervisor) == []
    assert desk.owner(ticket) is None  # nothing was written

    tails.drain()
    assert desk.owner(ticket) == desk.people.junior
    junior = visit(desk.people.junior, path(ticket))
    panel = junior.locator("#panel-assigner")
    panel.scroll_into_view_if_needed()
    panel.get_by_text("为何分派给我").wait_for()
    panel.get_by_text("升级给高级工程师").click()
    junior.fill("dialog textarea[name=reason]", "需要看导出引擎的源码")
    junior.locator("dialog button[type=submit]").click()
    junior.locator("dialog [aria-invalid=true]").first.wait_for()  # what was tried is missing
    assert junior.input_value("dialog textarea[name=reason]") == "需要看导出引擎的源码"
    junior.fill("dialog textarea[name=tried]", "换过字体")
    junior.locator("dialog button[type=submit]").click()
    junior.locator("dialog[aria-labelledby=sheet-title]").wait_for(state="detached")
    assert desk.owner(ticket) == desk.people.senior

    senior = visit(desk.people.senior, path(ticket), size=PHONE)
    senior.locator("[data-toggle=side]:visible").first.click()
    shown = senior.locator("#panel-assigner")
    shown.scroll_into_view_if_needed()
    shown.scroll_into_view_if_needed()
    shown.get_by_text("换过字体").wait_for()
    assert shown.get_by_text("退回").first.is_visible()


def test_from_the_notice_of_an_offer_to_taking_it_on_a_phone(visit: Desktops, desk: Desk) -> None:
    desk.at = clock.now()
    desk.rule(name="询问", posts=["junior"], mode=Mode.OFFER)
    desk.switch()
    ticket = desk.ticket(subject="导出乱码")
    desk.at = clock.now()
    services.work_off(at=desk.at)
    page = visit(desk.people.junior, "/desk/notices/", size=PHONE)
    assert "在等你确认是否接单" in page.inner_text("#notices")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []
    page.locator("#notices a.row-link").first.click()
    page.locator("[data-toggle=side]:visible").first.click()
    panel = page.locator("#panel-assigner")
    panel.scroll_into_view_if_needed()
    panel.locator("button[value=accept]").click()
    panel.get_by_text("为何分派给我").wait_for()
    assert desk.owner(ticket) == desk.people.junior
    page.goto(page.url.split("/desk/")[0] + "/desk/notices/?show=all")
    page.locator("#notices [data-row]").first.wait_for()
    assert page.locator("#notices button[id^=acknowledge-]").count() == 0


def test_the_queue_is_whole_on_a_phone(visit: Desktops, desk: Desk) -> None:
    desk.ticket()
    page = visit(desk.people.supervisor, "/desk/staff/routing/queue/", size=PHONE, language="en")
    page.get_by_text("By hand: automatic assignment is off").first.wait_for()
    assert page.locator(".table-wrap").evaluate("node => node.scrollWidth - node.clientWidth") == 0
