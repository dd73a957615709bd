"""The auditor puts a request under a legal hold; its page says so, the handbook counts it; the manager lifts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.records.models import Hold
from zhichi.tickets.tests.browsing import PHONE, Desktops, barriers, path, visit
from zhichi.tickets.tests.conftest import Desk, desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["desk", "visit"]
pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.django_db(transaction=True)]
SUBMIT = "main form .btn-primary[type=submit]"


def give_a_reason(page: Page, reason: str) -> None:
    """Once without: the form asks for it."""
    page.locator(SUBMIT).click()
    page.locator("[name=reason][aria-invalid=true]").wait_for()
    page.fill("[name=reason]", reason)
    page.locator(SUBMIT).click()


def test_a_request_is_held_shown_counted_and_let_go(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    auditor = visit(desk.people.auditor, path(ticket))
    auditor.locator("[popovertarget=more-menu]").click()
    auditor.locator("#more-menu a[href*='/holds/new/ticket/']").click()
    assert not barriers(auditor)
    give_a_reason(auditor, "诉讼保全，案号 17")
    auditor.locator(".banner", has_text="诉讼保全，案号 17").wait_for()
    auditor.goto("/desk/handbook/clauses/3.4.3/")
    auditor.locator("dl.facts a[href*='records.holds']").first.click()
    auditor.locator("table.behind", has_text="诉讼保全，案号 17").wait_for()

    manager = visit(desk.people.manager, "/desk/record/retention/", size=PHONE, language="en", theme="dark")
    manager.locator("tr[data-type=requests]").wait_for()
    assert manager.evaluate("document.documentElement.scrollWidth") <= 390
    assert not barriers(manager)
    manager.locator("nav.tabs a[href$='/holds/']").click()
    manager.get_by_text("诉讼保全，案号 17").wait_for()
    assert not barriers(manager)
    manager.locator("a[href$='/lift/']").click()
    give_a_reason(manager, "The case is settled")
    manager.locator(".empty").wait_for()
    manager.goto("/desk/record/holds/?all=1")
    manager.get_by_text("The case is settled").wait_for()
    assert Hold.objects.get().lifted_at is not None
