"""A contract in a real Chromium: look at what it moves, then save it (3.1)."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from zhichi.calendars import services as calendars
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.customers.models import Contract
from zhichi.sla import office
from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BY = Actor.system("tests")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_shows_what_a_contract_moves_before_it_is_saved(visit: Desktops, desk: Desk, size: ViewportSize) -> None:
    desk.at = clock.now().replace(microsecond=0) - timedelta(minutes=5)
    for name, begin, end in (("全天", time(0), time(0)), ("上午", time(9), time(12))):
        data = calendars.CalendarData(name=name, time_zone="Asia/Shanghai")
        calendars.create_calendar(data=data, weekly=[((begin, end),)] * 7, by=BY, at=desk.at)
    office.forget()
    ticket = desk.ticket()
    owner = desk.contact.organisation_id
    page = visit(desk.people.manager, reverse("customers:contract_new", args=[owner]), size=size)
    page.fill("[name=number]", "HT-9")
    page.fill("[name=name]", "白天支持")
    page.locator("[name=calendar]").select_option(label="上午")
    page.get_by_role("button", name="查看影响").click()
    moved = page.locator("#foreseen")
    moved.get_by_role("link", name=f"#{ticket.number}").first.wait_for()
    assert page.input_value("[name=number]") == "HT-9"  # what was typed stays
    assert not Contract.objects.exists()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tables = moved.locator(".table-wrap").evaluate_all("all => all.map((one) => one.scrollWidth - one.clientWidth)")
    assert max(tables) <= 0, "both times of a promise are in sight"
    page.locator("form .btn-primary").click()
    page.get_by_text("HT-9").first.wait_for()
    assert Contract.objects.get().name == "白天支持"
