"""A supervisor writes and orders rules, tries a made-up request, and decides about a ticket that is passed around."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from zhichi.assigner.models import RoutingRule
from zhichi.core import clock
from zhichi.tickets import services as tickets
from zhichi.tickets.tests.browsing import PHONE, barriers, path, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from zhichi.assigner.tests.conftest import Desk
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.browsing import Desktops

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["visit"]  # a fixture
OVERVIEW = "/desk/staff/routing/"


def test_writes_orders_and_tries_rules_before_they_count(visit: Desktops, desk: Desk) -> None:
    desk.at = clock.now()
    desk.rule(name="其余", posts=["junior"])
    page = visit(desk.people.supervisor, OVERVIEW)
    page.locator("a[href$='/rules/new/']").click()
    page.fill("input[name=words]", "乱码，导出")
    page.locator("input[name=posts][value=senior]").check(force=True)
    page.locator("main form .btn-primary[type=submit]").click()
    page.locator("[name=name][aria-invalid=true]").wait_for()  # a rule without a name
    assert page.input_value("input[name=words]") == "乱码，导出"
    page.fill("input[name=name]", "乱码给高级")
    page.locator("main form .btn-primary[type=submit]").click()
    page.wait_for_url(f"**{OVERVIEW}")
    assert _named(page) == ["其余", "乱码给高级"]

    page.goto(f"{OVERVIEW}try/?subject=导出乱码&urgency=normal")
    assert "其余" in page.inner_text("#result")  # the first that matches decides
    page.goto(OVERVIEW)
    page.locator("ol.stack > li").nth(1).locator("button[value=up]").click()
    page.locator("ol.stack > li").first.get_by_role("link", name="乱码给高级").wait_for()
    page.goto(f"{OVERVIEW}try/")
    page.fill("input[name=subject]", "导出乱码")
    page.locator("main form .btn-primary[type=submit]").click()
    told = page.locator("#result")
    told.get_by_role("heading", name=desk.people.senior.display_name).wait_for()
    words = told.inner_text()
    for expected in ("乱码给高级", "岗位不接这类工单", "人工"):  # which rule, why not the junior, and that it is off
        assert expected in words
    assert not barriers(page)
    page.goto(OVERVIEW)
    page.locator("ol.stack > li").first.locator("button[name=is_on]").click()
    page.locator("ol.stack > li").first.locator(".chip", has_text="未开启").wait_for()
    assert not RoutingRule.objects.get(name="乱码给高级").is_on
    assert not tickets_changed(desk)


def tickets_changed(desk: Desk) -> bool:
    """A dry run writes nothing: there is still no request at all."""
    from zhichi.tickets.models import Ticket

    return Ticket.objects.exists()


def _named(page: Page) -> list[str]:
    return page.locator("ol.stack > li .strong a").all_inner_texts()


def _pass(desk: Desk, ticket: Ticket, to: str, by: str) -> None:
    target = tickets.Target(owner=getattr(desk.people, to))
    by_whom = desk.people.actor(by)
    tickets.assign(ticket_id=ticket.pk, target=target, by=by_whom, at=desk.tick(minutes=5), reason="不归我")


def test_what_is_passed_around_waits_for_the_supervisor(visit: Desktops, desk: Desk) -> None:
    desk.at = clock.now()
    desk.tick(hours=-2)
    assert desk.people.supervisor.pk
    ticket = desk.ticket()
    _pass(desk, ticket, "senior", "assistant")
    _pass(desk, ticket, "junior", "senior")
    _pass(desk, ticket, "senior", "junior")

    engineer = visit(desk.people.senior, path(ticket), size=PHONE, language="en", theme="dark")
    engineer.goto(f"{path(ticket)}assign/")
    engineer.locator(f"input[name=target][value=user-{desk.people.junior.pk}]").check()
    engineer.fill("[name=reason]", "Not mine")
    engineer.locator("main form .btn-primary[type=submit]").click()
    engineer.locator("[role=alert]").first.wait_for()
    assert engineer.input_value("[name=reason]") == "Not mine"
    assert desk.owner(ticket) == desk.people.senior

    page = visit(desk.people.supervisor, "/desk/notices/")
    page.locator("#notices").get_by_text(ticket.number).first.wait_for()
    page.goto(OVERVIEW)
    page.locator(".banner-warn").get_by_text(ticket.number).wait_for()
    assert not barriers(page)
    _pass(desk, ticket, "junior", "supervisor")
    page.reload()
    expect(page.locator(".banner-warn")).to_have_count(0)
    page.goto("/desk/notices/")
    assert page.locator("button[id^=acknowledge-]").count() == 0
    page.goto("/desk/handbook/clauses/3.3.1/")
    page.locator("a[href*='assigner.alerts']").first.click()
    page.locator("table.behind").get_by_text(ticket.number).first.wait_for()
