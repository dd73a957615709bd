"""A manager makes a backup, has it restored as a test, and sees both in the history and the handbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys import steps

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
PATIENCE = 90_000  # milliseconds: a test starts two processes of its own


def test_a_backup_is_made_tested_and_counted(page: Page, product: Product) -> None:
    steps.sign_in(page)
    page.goto("/desk/system/backups/")
    page.get_by_text("还没有备份").first.wait_for()
    page.get_by_role("button", name="立即备份").click()
    page.locator("td", has_text="条事件").first.wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="立即恢复演练").click()
    page.locator("td", has_text="已恢复并核验").wait_for(timeout=PATIENCE)
    page.goto("/desk/handbook/clauses/6.4.1/")
    page.get_by_text("上次恢复演练").first.wait_for()
    listed = product.run("backup", "--list")
    assert listed.stdout.count(b"\n") == 1
