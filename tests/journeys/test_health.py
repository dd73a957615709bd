"""A manager looks at the system's health, and a monitor does without signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys import steps

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def test_health_is_one_page_that_leads_to_where_things_are_mended(page: Page, product: Product) -> None:
    steps.sign_in(page)
    page.goto("/desk/system/")
    page.get_by_text("没有故障").wait_for()  # a new installation has things to look at, and none in trouble
    page.get_by_text("后台进程与计划").wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("#upkeep-health table a", has_text="邮件").click()
    page.wait_for_url("**/desk/mail/")
    assert page.request.get("/healthz").text() == "ok"
