"""The auditor takes the record of a request away as a bundle; it checks out, and the handbook counts it (3.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.core.bundle import check_bundle
from zhichi.tickets.tests.browsing import PHONE, Desktops, barriers, path

if TYPE_CHECKING:
    from pathlib import Path

    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.django_db(transaction=True)]


def test_a_request_leaves_the_house_as_a_bundle(visit: Desktops, desk: Desk, tmp_path: Path) -> None:
    ticket = desk.worked()
    auditor = visit(desk.people.auditor, path(ticket))
    auditor.locator("[popovertarget=more-menu]").click()
    auditor.locator("#more-menu a[href*='/record/export/']").click()
    assert not barriers(auditor)
    with auditor.expect_download() as download:
        auditor.locator("main form .btn-primary[type=submit]").click()
    download.value.save_as(bundle := tmp_path / "bundle.zip")
    report = check_bundle(str(bundle))
    assert (report.problems, report.manifest["scope"]["stream"]) == ([], ticket.stream)
    assert report.events > 3
    auditor.goto("/desk/handbook/clauses/3.4.3/")
    auditor.locator("dl.facts a[href*='records.exports']").click()
    auditor.locator("table.behind", has_text=ticket.number).wait_for()

    manager = visit(desk.people.manager, "/desk/record/heads/", size=PHONE, language="en", theme="dark")
    manager.get_by_text(report.key[:8]).first.wait_for()
    assert manager.evaluate("document.documentElement.scrollWidth") <= 390
    assert not barriers(manager)
