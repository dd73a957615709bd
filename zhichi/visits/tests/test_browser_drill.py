"""A manager reads the visits of the week in the handbook down to the one without a report, at a desk and on a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from zhichi.core import clock
from zhichi.handbook import periods
from zhichi.tickets.tests.browsing import PHONE, barriers
from zhichi.visits import services
from zhichi.visits.tests.conftest import REPORT

if TYPE_CHECKING:
    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.visits.tests.conftest import Field

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_a_number_to_the_visit(visit: Desktops, site: Field, language: str) -> None:
    site.monday -= timedelta(days=14)  # both visits are over, and the time for the report too
    written, unwritten = site.left(overruled="补录"), site.left(overruled="补录")
    at = site.monday + timedelta(hours=2)
    services.report(visit_id=written.pk, given=REPORT, by=site.by(), at=at)
    day = periods.day(site.monday.date())
    assert day.is_over(clock.now())
    page = visit(site.desk.people.manager, f"/desk/handbook/clauses/2.2/?period={day.code}", language=language)
    figure = page.locator(".facts a[href*='visits.visits'][href*='what=reported']")
    expect(figure).to_have_text("50%")
    figure.click()
    expect(page.locator("[data-count=bad]")).to_have_text("1")
    expect(page.locator("[data-count=good]")).to_have_text("1")
    assert barriers(page) == []
    row = page.locator("table.behind tbody tr")
    expect(row).to_have_count(1)  # the worst first
    row.locator("a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/visits/{unwritten.pk}/")

    page.set_viewport_size(PHONE)
    page.goto(f"/desk/handbook/rows/visits.visits/?what=held&period={day.code}")
    expect(page.locator("table.behind tbody tr")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with page.expect_download() as taken:
        page.locator("a[download]").click()
    assert taken.value.suggested_filename == f"visits.visits-{day.code}.csv"
