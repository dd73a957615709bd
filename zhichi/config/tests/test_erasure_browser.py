"""A manager erases a person's data in a real Chromium (3.4.3, 5.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.tickets.tests.browsing import PHONE, barriers, visit
from zhichi.tickets.tests.conftest import desk

if TYPE_CHECKING:
    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

__all__ = ["desk", "visit"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_manager_looks_types_the_name_and_erases(visit: Desktops, desk: Desk) -> None:
    ticket = desk.closed()
    page = visit(desk.people.manager, f"/desk/customers/contacts/{desk.contact.pk}/")
    page.locator("[popovertarget=contact-more]").click()
    page.locator("#contact-more a").click()
    page.locator("#h-goes").wait_for()
    assert not barriers(page)
    page.fill("textarea[name=reason]", "何青来函")  # names the person, and the name is wrong
    page.fill("input[name=name]", "何清")
    page.locator("button.btn-danger").click()
    page.locator("[aria-invalid=true]").first.wait_for()
    assert page.locator("[aria-invalid=true]").count() == 2
    assert page.input_value("textarea[name=reason]") == "何青来函"
    page.fill("textarea[name=reason]", "来函 2026-11")
    page.fill("input[name=name]", "何青")
    page.locator("button.btn-danger").click()
    page.locator("main >> text=Erased person").first.wait_for()
    assert "何青" not in page.locator("main").inner_text()
    assert page.locator("[popovertarget=contact-more]").count() == 0
    page.goto(f"/desk/tickets/{ticket.number}/")
    page.locator("text=内容已按法律要求删除").first.wait_for()
    assert "导出的报表是乱码" not in page.locator("main").inner_text()


def test_page_fits_a_phone_and_names_open_requests(visit: Desktops, desk: Desk) -> None:
    ticket = desk.ticket()
    address = f"/desk/customers/contacts/{desk.contact.pk}/erase/"
    page = visit(desk.people.manager, address, size=PHONE, language="en", theme="dark")
    page.locator(f"main li a:has-text('{ticket.number}')").wait_for()
    assert page.locator("button.btn-danger").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not barriers(page)
