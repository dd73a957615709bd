"""A supervisor sets up the company's real calendar for this year and the next, and sees it."""

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


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_from_nothing_to_a_reviewed_year(browser: Browser, product: Product, language: str) -> None:
    product.create_user(CHIEF, "顾清", "supervisor")
    context = browser.new_context(locale=language, viewport={"width": 1440, "height": 900}, base_url=product.url)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    steps.sign_in(page, CHIEF, PASSWORD)
    if language == "en-US":
        switch = page.locator("button[name=language][value=en]").first
        switch.evaluate("button => button.form.requestSubmit(button)")
        page.locator("html[lang=en]").wait_for()
    year = create_with_a_short_friday(page)
    propose_two_years(page)
    review(page)
    set_a_date(page, year)
    see_the_year(page, year, language)
    on_a_phone(page)
    context.close()
    assert not complaints, complaints


def create_with_a_short_friday(page: Page) -> int:
    """A calendar that begins as an office, with another Friday, copied to Thursday by the form."""
    page.goto("/desk/calendars/")
    page.locator("a[href$='/new/']").click()
    page.fill("input[name=name]", "总部 HQ")
    page.locator("main form .btn-primary[type=submit]").click()
    page.wait_for_url("**/week/")
    page.fill("input[name=day_4]", "9-12, 13:30-17")
    page.select_option("select[name=copy_from]", "4")
    page.check("input[name=copy_to][value='3']", force=True)
    page.locator("button[value=copy]").click()
    page.wait_for_load_state()
    assert page.input_value("input[name=day_3]") == "9-12, 13:30-17"
    page.fill("input[name=day_4]", "22:00-06:00, 23:00-24:00")  # overlaps: refused, nothing is lost
    page.locator("main form .btn-primary[type=submit]").click()
    page.locator("[aria-invalid=true]").wait_for()
    page.fill("input[name=day_4]", "9-12, 13:30-17")
    page.locator("main form .btn-primary[type=submit]").click()
    page.locator("zc-year").wait_for()
    return int(page.locator(".year-bar h2").inner_text())


def propose_two_years(page: Page) -> None:
    """The statutory import; a year not yet published is said to be so, and its days by law are asked for."""
    page.locator("a[href$='/import/']").click()
    page.locator("form[action$='/statutory/']").wait_for()
    by_law = page.locator("form[action$='/statutory/'] .banner-warn").count()
    if by_law:
        page.check("form[action$='/statutory/'] input[name=by_law]")
    page.locator("form[action$='/statutory/'] button[type=submit]").click()
    page.wait_for_url("**/imports/**")
    told = page.locator(".banner-warn").get_by_text(re.compile("暂定|is provisional"))
    assert told.count() == by_law  # before anything counts
    steps.refuse_barriers(page)


def review(page: Page) -> None:
    """One day is rejected, the others come in force; make-up days work like Tuesdays."""
    days = page.locator("input[name=day]")
    count = days.count()
    assert count > 40
    boxes = [days.nth(number).get_attribute("value") for number in range(count)]
    for value in boxes[1:]:
        page.uncheck(f"input[name=day][value='{value}']")
    page.locator("button[value=reject]").click()
    page.locator(f"input[name=day][value='{boxes[0]}']").wait_for(state="detached")
    for select in page.locator("select[name^=like_]").all():
        select.select_option("1")
    assert page.locator("input[name=day]:checked").count() == count - 1
    page.locator("button[value=accept]").click()
    page.locator("zc-year").wait_for()


def set_a_date(page: Page, year: int) -> None:
    """From the year view by the keyboard to a day, which becomes a short one."""
    page.goto(page.url.split("?")[0] + f"?year={year + 1}")
    page.locator("a.cal-day").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    assert "-01-08" in str(page.evaluate("document.activeElement.getAttribute('href')"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/dates/?day=*")
    page.check("input[name=kind][value=hours]", force=True)
    page.fill("input[name=hours]", "09:00-11:00")
    page.fill("input[name=name]", "盘点 Stocktaking")
    page.locator("main form .btn-primary[type=submit]").click()
    page.locator("zc-year .day-hours").wait_for()


def see_the_year(page: Page, year: int, language: str) -> None:
    """Both years show their days by colour, glyph and word; nobody is kept out."""
    assert str(page.locator("zc-year .day-hours").get_attribute("href")).endswith("-01-08")
    assert "盘点 Stocktaking" in page.locator(".month").first.inner_text()
    steps.refuse_barriers(page)
    page.goto(page.url.split("?")[0] + f"?year={year}")
    holidays = page.locator("zc-year .day-holiday")
    assert holidays.count() > 20
    assert holidays.first.locator("svg").count() == 1
    word = "放假" if language == "zh-CN" else "Holiday"
    assert word in str(holidays.first.get_attribute("aria-label"))
    steps.refuse_barriers(page)


def on_a_phone(page: Page) -> None:
    """The year fits a phone."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    page.locator("zc-year").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("a.cal-day").first.evaluate("day => day.getBoundingClientRect().width") >= 24
