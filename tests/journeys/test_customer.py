"""A customer's way: asks as a guest or signed in, in Chinese or English, at a desk or on a phone; follows, answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys import steps
from tests.journeys.conftest import words_of

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.journeys.conftest import Wire
    from tests.journeys.product import Product
    from zhichi.channels.email.tests.dovecot import Dovecot

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
WORDS = {"zh-CN": "导出的报表打开后是乱码", "en-US": "Exported report shows garbled text"}


@pytest.fixture
def served(page: Page, product: Product, wire: Wire, dovecot: Dovecot) -> Product:
    """The product with a mailbox and something to ask about."""
    steps.sign_in(page)
    steps.add_mailbox(page, imap_port=dovecot.port, smtp_port=wire.port)
    steps.add_product(page)
    return product


def visitor(browser: Browser, product: Product, locale: str, size: dict[str, int]) -> Page:
    """A browser of somebody who has never been here."""
    return browser.new_context(locale=locale, viewport=size, base_url=product.url).new_page()  # type: ignore[arg-type]


@pytest.mark.parametrize(("locale", "size"), [("zh-CN", PHONE), ("en-US", DESKTOP)])
def test_a_guest_asks_follows_and_adds(
    served: Product, browser: Browser, wire: Wire, tmp_path: Path, locale: str, size: dict[str, int]
) -> None:
    page = visitor(browser, served, locale, size)
    page.goto("/requests/new/")
    steps.refuse_barriers(page)
    page.locator("[name=address]").fill("not-an-address")
    fill_in(page, locale, tmp_path)
    page.locator("main form .btn-primary[type=submit]").click()
    page.locator("[name=address][aria-invalid=true]").wait_for()
    assert page.locator("[name=subject]").input_value() == WORDS[locale]  # nothing typed is lost
    page.locator("[name=address]").fill("guest@changgu.example.com")
    page.locator("main form .btn-primary[type=submit]").click()
    page.wait_for_url("**/sent/")
    number = re.sub(r"\D", "", page.locator(".big-number").inner_text())
    steps.refuse_barriers(page)
    told = served.wait_for(lambda: wire.to("guest@changgu.example.com", number), 40)
    page.goto(address_in(told, "/r/"))
    page.get_by_text(WORDS[locale]).first.wait_for()
    steps.refuse_barriers(page)
    page.locator("main textarea[name=text]").fill("还有一台机器也是这样 / one more machine")
    page.locator("main form .btn-primary[type=submit]").last.click()
    page.get_by_text("one more machine").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def address_in(told: EmailMessage, part: str) -> str:
    """The address in a mail that holds `part`."""
    found = re.search(rf"http[^\s：]*{part}\S+", words_of(told))
    assert found, told
    return found[0]


def fill_in(page: Page, locale: str, folder: Path) -> None:
    """The handbook's fields (2.1), with a picture."""
    picture = folder / "截图.png"
    picture.write_bytes(bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000"))
    page.locator("[name=name]").fill("何青")
    page.locator("[name=company]").fill("长谷示例制造")
    page.locator("[name=subject]").fill(WORDS[locale])
    page.locator("[name=text]").fill("升级以后开始的。 Since the upgrade.")
    page.locator("[name=version]").fill("8.2.0")
    page.locator("[name=impact]").nth(1).check(force=True)


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_signs_in_by_a_mailed_link_and_sees_only_their_own(
    served: Product, browser: Browser, wire: Wire, locale: str
) -> None:
    raw = steps.mail("打印模板错位", "右边被裁掉一列。")
    assert served.json("mail-in", stdin=raw)["done"] == "new"
    page = visitor(browser, served, locale, PHONE)
    page.goto("/sign-in/link/")
    page.locator("[name=address]").fill(steps.CLIENT)
    page.locator("main form .btn-primary[type=submit]").click()
    told = served.wait_for(lambda: wire.to(steps.CLIENT, "/sign-in/link/"), 40)
    page.goto(address_in(told, "/sign-in/link/"))
    page.locator("main form .btn-primary[type=submit]").click()
    page.goto("/requests/")
    page.get_by_text("打印模板错位").first.wait_for()
    steps.refuse_barriers(page)
    page.goto("/desk/")
    assert page.locator("body").inner_text()
    assert not page.url.endswith("/desk/") or page.locator(".error-page, main").count()
    assert page.request.get("/desk/tickets/").status in {403, 404}
