"""A visit on site, whole: asked for, planned, invited by mail, checked in on a phone, signed, printed, read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys import steps
from tests.journeys.conftest import words_of
from tests.journeys.product import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from playwright.sync_api import Browser, Page

    from tests.journeys.conftest import Wire
    from tests.journeys.product import Product
    from zhichi.channels.email.tests.dovecot import Dovecot

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
ENGINEER = "lin@staff.example.com"


def test_from_request_to_the_printed_report(
    page: Page, product: Product, wire: Wire, postbox: Callable[[bytes], None], dovecot: Dovecot, browser: Browser
) -> None:
    product.create_user(ENGINEER, "林晓", "senior")
    steps.sign_in(page)
    steps.add_mailbox(page, imap_port=dovecot.port, smtp_port=wire.port)
    number = arrive(page, product, wire, postbox)
    ask(page, number)
    visit = plan(page)
    invited(product, wire)
    phone = browser.new_context(
        locale="zh-CN", viewport={"width": 390, "height": 844}, base_url=product.url, has_touch=True, is_mobile=True
    )
    on_site = phone.new_page()
    steps.sign_in(on_site, ENGINEER, PASSWORD)
    check_in_and_out(on_site, visit)
    sign(on_site)
    phone.close()
    page.goto(f"{visit}print/")
    page.locator(".visit-signed img").wait_for()
    steps.refuse_barriers(page)
    read_as_customer(browser, product.wait_for(lambda: wire.to(steps.CLIENT, "服务报告")))
    assert product.run("verify").returncode == 0


def arrive(page: Page, product: Product, wire: Wire, postbox: Callable[[bytes], None]) -> str:
    """A customer's mail becomes a request."""
    postbox(steps.mail("打印机全部离线", "三楼的打印机都离线了，远程连不上。"))
    told = product.wait_for(lambda: wire.to(steps.CLIENT, "单号"), 40)
    return str(told["Subject"]).rpartition("[#")[2].rstrip("]")


def ask(page: Page, number: str) -> None:
    """In the side panel of the ticket."""
    page.goto(f"/desk/tickets/{number}/")
    page.locator("a[href$='/new/']:visible", has_text="申请上门").click()
    page.fill("dialog textarea[name=reason]", "远程连不上，要看现场")
    page.fill("dialog input[name=address]", "深圳市示例路 1 号")
    page.locator("dialog button[type=submit]").click()
    page.locator("dialog[open]").wait_for(state="detached")
    page.locator("a[href$='/schedule/']:visible").click()
    page.wait_for_url("**/schedule/")


def plan(page: Page) -> str:
    """The first proposal, as it is; returns the visit's address."""
    steps.refuse_barriers(page)
    page.locator(".visit-plan .visit-list a").first.click()
    page.wait_for_url(re.compile("engineer="))
    assert page.input_value("input[name=starts_at]")
    page.locator("#plan button[type=submit]").click()
    page.wait_for_url(re.compile(r"/desk/visits/\d+/$"))
    return page.url


def invited(product: Product, wire: Wire) -> None:
    """Customer and engineer hold an invitation that their calendars understand."""
    for address in (steps.CLIENT, ENGINEER):
        mail = product.wait_for(lambda to=address: wire.to(to, "深圳市示例路 1 号"), 40)
        parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        assert parts[0].get_param("method") == "REQUEST"
        assert "BEGIN:VEVENT" in parts[0].get_content()


def check_in_and_out(page: Page, visit: str) -> None:
    """Big buttons; a tap without a connection is kept and sent when there is one; two taps are one check-in."""
    page.goto(visit)
    steps.refuse_barriers(page)
    button = page.locator("form[action$='/check-in/'] button")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    page.context.set_offline(True)
    button.tap()
    page.locator("zc-visit-tap [data-state]", has_text="没有网络").wait_for()
    button.tap()
    page.context.set_offline(False)
    page.locator("form[action$='/check-out/'] button").wait_for()
    page.locator("form[action$='/check-out/'] button").tap()
    page.locator("a[href$='/report/']").tap()
    page.wait_for_url("**/report/")


def sign(page: Page) -> None:
    """What was typed outlasts a reload; the customer draws; the report is finished."""
    page.fill("textarea[name=found]", "打印服务没有启动")
    page.fill("textarea[name=work_done]", "重装驱动，打印正常")
    page.fill("input[name=minutes_worked]", "40")
    page.reload()
    assert page.input_value("textarea[name=work_done]") == "重装驱动，打印正常"
    page.check("input[name=result][value=solved]", force=True)
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 70, steps=8)
    page.mouse.move(box["x"] + 220, box["y"] + 40, steps=8)
    page.mouse.up()
    steps.refuse_barriers(page)
    page.locator("main form .btn-primary[type=submit]").tap()
    page.wait_for_url(re.compile(r"/desk/visits/\d+/$"))
    page.locator(".visit-signed img").wait_for()
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('zc-kept')).length") == 0


def read_as_customer(browser: Browser, mail: EmailMessage) -> None:
    """By the link of the mail, without an account, signature and all."""
    link = re.search(r"https?://\S+/visits/\S+", words_of(mail))
    assert link is not None
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(link[0])
    page.get_by_text("重装驱动，打印正常").wait_for()
    assert page.locator(".visit-signed img").evaluate("image => image.complete && image.naturalWidth > 0")
    steps.refuse_barriers(page)
    context.close()
