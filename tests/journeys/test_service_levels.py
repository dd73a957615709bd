"""A supervisor makes a contract with its own calendar and a rule, tries it, publishes, and a ticket is due by it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys import steps
from tests.journeys.product import PASSWORD, Product

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

CHIEF = "chief@staff.example.com"
LEVELS = "/desk/calendars/levels/"
SAVE = "main form .btn-primary[type=submit]"


def test_from_a_contract_to_a_due_time(browser: Browser, product: Product) -> None:
    product.create_user(CHIEF, "顾清", "supervisor")
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=product.url, locale="zh-CN")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    steps.sign_in(page, CHIEF, PASSWORD)
    calendar("全天候", "always", page)
    make_contract(page)
    write_two_rules(page)
    due = try_the_draft(page)
    publish(page)
    register(page, due)
    context.close()
    assert not complaints, complaints


def calendar(name: str, preset: str, page: Page) -> None:
    """A calendar that never closes."""
    page.goto("/desk/calendars/new/")
    page.fill("input[name=name]", name)
    page.check(f"input[name=preset][value={preset}]", force=True)
    page.locator(SAVE).click()
    page.wait_for_url("**/week/")


def make_contract(page: Page) -> None:
    """A customer, and on its page a contract with the calendar; days in the wrong order are refused."""
    page.goto("/desk/customers/new/")
    page.fill("input[name=name]", "长谷示例制造")
    page.locator(SAVE).click()
    page.locator("#contracts a[href$='/contracts/new/']").click()
    page.fill("input[name=number]", "ZC-2026-001")
    page.fill("input[name=name]", "7×24 服务合同")
    page.fill("input[name=starts_on]", "2020-01-01")
    page.fill("input[name=ends_on]", "2019-01-01")
    page.select_option("select[name=calendar]", label="全天候")
    page.locator(SAVE).click()
    page.locator("[aria-invalid=true]").wait_for()
    assert page.input_value("input[name=number]") == "ZC-2026-001"
    page.fill("input[name=ends_on]", "")
    page.locator(SAVE).click()
    page.locator("#contracts .mono").wait_for()


def write_two_rules(page: Page) -> None:
    """The rule on the contract is written last and moved up by the keyboard; the other would take its requests."""
    page.goto("/desk/calendars/")
    page.locator(f"nav.tabs a[href='{LEVELS}']").click()
    page.locator(f"a[href='{LEVELS}draft/']").click()
    page.locator("a[href$='/draft/new/']").click()
    page.fill("input[name=name]", "标准")
    page.fill("input[name=target_solution]", "8h")
    page.locator(SAVE).click()
    page.locator("a[href$='/draft/new/']").click()
    page.fill("input[name=name]", "7×24")
    page.fill("input[name=target_response]", "ein wenig")
    page.fill("input[name=contract]", "ZC-2026-001")
    page.locator(SAVE).click()
    page.locator("[aria-invalid=true]").wait_for()
    page.fill("input[name=target_response]", "20分钟")
    page.fill("input[name=target_solution]", "1h 30m")
    page.locator("button[name=do][value=add] >> nth=1").click()
    page.locator("input[name=is_contract]:checked").wait_for(state="attached")
    page.locator(SAVE).click()
    page.locator("#draft .chip-warn").wait_for()
    page.locator("tr[data-rule] >> nth=1").locator("[data-up]").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.locator("tr[data-rule]:first-of-type a.row-link", has_text="7×24").wait_for()
    page.locator("#draft .chip-warn").wait_for(state="detached")
    steps.refuse_barriers(page)


def try_the_draft(page: Page) -> str:
    """The bench says that the contract's rule fits; returns the length that it shows for the solution."""
    page.locator("a[href$='/bench/?table=draft']").click()
    page.fill("input[name=organisation]", "长谷示例制造")
    page.fill("input[name=received_at]", "2026-06-06T23:00")
    page.locator(SAVE).click()
    page.wait_for_url("**organisation=**")
    assert page.locator("#h-answer").inner_text() == "7×24"
    answer = page.locator("#answer").inner_text()
    assert re.search(r"2026\s*年\s*6\s*月\s*6\s*日\s*23:20", answer)
    assert re.search(r"2026\s*年\s*6\s*月\s*7\s*日\s*00:30", answer)
    steps.refuse_barriers(page)
    return "1h 30m"


def publish(page: Page) -> None:
    """With the reason, without which it is refused."""
    page.goto(f"{LEVELS}draft/publish/")
    page.locator(SAVE).click()
    page.locator("[aria-invalid=true]").wait_for()
    page.fill("textarea[name=reason]", "新签合同")
    page.locator(SAVE).click()
    page.wait_for_url(f"**{LEVELS}")
    assert "新签合同" in page.locator("main").inner_text()


def register(page: Page, length: str) -> None:
    """A ticket of the customer runs under the level, and says so beside its clocks."""
    page.goto("/desk/tickets/new/")
    page.fill("textarea[name=text]", "半夜导不出报表")
    page.fill("input[name=subject]", "导出失败")
    if not page.locator("input[name=new_name]").is_visible():
        page.locator("summary").first.click()
    page.fill("input[name=new_name]", "何青")
    page.fill("input[name=new_organisation]", "长谷示例制造")
    page.check("input[name=type][value=fault]", force=True)
    page.locator(SAVE).click()
    page.wait_for_url(lambda url: not url.endswith("/new/"))
    panel = page.locator("[hx-get$='/panel/clocks/']").first
    panel.locator("text=7×24").first.wait_for()
    words = panel.inner_text()
    assert "ZC-2026-001" in words
    assert length.replace(" ", "") in words.replace(" ", "") or "1 小时 30 分" in words, words
