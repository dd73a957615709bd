"""A progress report by one key, read back from the wire and from the customer's page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys import steps
from tests.journeys.conftest import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from tests.journeys.conftest import Wire
    from tests.journeys.product import Product
    from zhichi.channels.email.tests.dovecot import Dovecot

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
DOING = "已定位到导出模块，正在测试补丁。"


def test_a_report_by_one_key_reaches_the_customer(
    page: Page, product: Product, wire: Wire, dovecot: Dovecot, postbox: Callable[[bytes], None], browser: Browser
) -> None:
    steps.sign_in(page)
    steps.add_mailbox(page, imap_port=dovecot.port, smtp_port=wire.port)
    postbox(steps.mail("升级后导出乱码", "导出的报表打开全是乱码。"))
    told = product.wait_for(lambda: wire.to(steps.CLIENT, "单号"), 40)
    number = str(told["Subject"]).rpartition("[#")[2].rstrip("]")
    page.goto(f"/desk/tickets/{number}/")
    page.locator("h1").first.click()
    page.keyboard.press("u")
    page.keyboard.type(DOING)
    page.locator("#report-letter").get_by_text(DOING).wait_for()
    page.keyboard.press("Control+Enter")
    report = product.wait_for(lambda: wire.to(steps.CLIENT, DOING), 40)
    words = words_of(report)
    for expected in ("何青，您好", "升级后导出乱码", number, "下次进展通报"):
        assert expected in words
    assert f"[#{number}]" in str(report["Subject"])
    assert report["In-Reply-To"] in str(report["References"])
    link = re.search(r"https?://\S+/r/\S+", words)
    assert link is not None
    customer = browser.new_page(locale="zh-CN")
    customer.goto(link[0])
    customer.locator(".talk").get_by_text(DOING).wait_for()
    assert customer.locator(".talk .chip").inner_text().strip() == "进展通报"
    assert "下次进展" in customer.locator(".promise").inner_text()
    customer.locator("details.history summary").click()
    customer.locator(".vsteps").get_by_text("进展通报").wait_for()
    customer.close()
    assert product.run("verify").returncode == 0
