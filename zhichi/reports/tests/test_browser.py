"""The manager opens last month's draft, writes a remark and an action, issues it; the auditor reads and prints it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.reports import services
from zhichi.reports.models import Action, Report
from zhichi.tickets.tests.browsing import PHONE, barriers

if TYPE_CHECKING:
    from zhichi.reports.tests.conftest import House
    from zhichi.tickets.tests.browsing import Desktops

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.django_db(transaction=True)]
SUBMIT = "main form .btn-primary[type=submit]"
WORDS = "本月共五张工单，一张回访未解决。\n下月先验证再答复。"


def test_a_report_from_the_draft_to_the_handbook(visit: Desktops, house: House) -> None:
    services.draft_due(at=house.at)
    row = Report.objects.get(length="month")
    page = visit(house.people.manager, "/desk/notices/")
    page.locator("#notices a.row-link", has_text="月").first.wait_for()
    page.goto("/desk/reports/")
    page.locator(f"a.row-link[href$='/reports/{row.pk}/']").click()
    page.locator("#h-findings").wait_for()
    assert not barriers(page)
    page.locator(".finding a.btn", has_text="记下改进措施").first.click()
    page.select_option("select[name=owner]", str(house.people.senior.pk))
    assert page.input_value("select[name=finding]") == row.findings[0]["code"]
    page.fill("[name=due_on]", f"{house.at + timedelta(days=14):%Y-%m-%d}")
    page.locator(SUBMIT).click()
    page.locator("[name=text][aria-invalid=true]").wait_for()
    assert page.input_value("select[name=owner]") == str(house.people.senior.pk)
    page.fill("[name=text]", "答复前在同版本环境验证")
    page.locator(SUBMIT).click()
    page.locator(".report-actions", has_text="答复前在同版本环境验证").wait_for()
    page.fill("[name=remarks]", WORDS)
    page.locator("button[name=next]").click()
    page.wait_for_url("**/issue/")
    page.get_by_text("下月先验证再答复。").wait_for()
    page.locator(SUBMIT).click()
    page.wait_for_url(f"**/reports/{row.pk}/")
    page.locator(".prose", has_text="下月先验证再答复。").wait_for()
    assert page.locator("[name=remarks]").count() == 0

    _read_by_the_auditor(visit, house, row)
    _ticked_off_by_its_owner(visit, house)
    page.reload()
    page.locator(".report-actions", has_text="两周内没有未解决的回访").wait_for()


def _read_by_the_auditor(visit: Desktops, house: House, row: Report) -> None:
    auditor = visit(house.people.auditor, "/desk/notices/", language="en")
    auditor.locator("#notices a.row-link").first.click()
    auditor.wait_for_url(f"**/reports/{row.pk}/")
    auditor.get_by_text("No. 1, issued by").wait_for()
    auditor.locator("a[href*='/handbook/rows/']").first.click()
    auditor.locator("table.behind").wait_for()
    auditor.goto(f"/desk/reports/{row.pk}/print/")
    auditor.locator("svg.line-chart").first.wait_for()
    auditor.get_by_text(Report.objects.get(pk=row.pk).digest).wait_for()
    assert not barriers(auditor)
    auditor.goto("/desk/handbook/clauses/3.4.4/")
    auditor.get_by_text("Actions noted in reports").first.wait_for()
    auditor.locator("dl.facts a[href*='reports.actions']").first.click()
    auditor.locator("table.behind", has_text="答复前在同版本环境验证").wait_for()


def _ticked_off_by_its_owner(visit: Desktops, house: House) -> None:
    own = visit(house.people.senior, "/desk/reports/actions/", size=PHONE, theme="dark")
    assert not barriers(own)
    own.locator("main td a.btn").first.click()
    own.locator(SUBMIT).click()
    own.locator("[name=outcome][aria-invalid=true]").wait_for()
    own.fill("[name=outcome]", "两周内没有未解决的回访")
    own.locator(SUBMIT).click()
    own.wait_for_url("**/reports/actions/")
    own.locator(".empty").wait_for()
    assert Action.objects.get().outcome == "两周内没有未解决的回访"


def test_a_report_fits_a_phone(visit: Desktops, house: House) -> None:
    row = house.issued()
    page = visit(house.people.supervisor, f"/desk/reports/{row.pk}/", size=PHONE, theme="dark", language="en")
    page.locator("#h-findings").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not barriers(page)
