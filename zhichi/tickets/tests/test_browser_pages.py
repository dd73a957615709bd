"""Deeds on the ticket page in a real Chromium, and every page and form of tickets without barriers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers, path

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHEETS = ("assign", "details", "tags", "confirm", "solution", "follow-up", "close", "reopen", "link")


def test_keys_take_and_change_the_state(visit: Desktops, desk: Desk) -> None:
    ticket = desk.ticket()
    page = visit(desk.people.senior, path(ticket))
    page.keyboard.press("i")
    page.get_by_text("工单已派给你").wait_for()
    page.locator("[data-key=i]").wait_for(state="detached")
    page.keyboard.press("s")
    page.locator("#m-state .menu-item:focus").wait_for()
    page.keyboard.press("Enter")
    page.locator("[popovertarget=m-state] .glyph-in_progress").wait_for()
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.state) == (desk.people.senior, "in_progress")


def test_open_menu_outlasts_the_answer_to_an_earlier_deed(visit: Desktops, desk: Desk) -> None:
    page = visit(desk.people.senior, path(desk.ticket()))
    page.keyboard.press("i")
    page.keyboard.press("s")
    page.get_by_text("工单已派给你").wait_for()
    page.wait_for_load_state("networkidle")
    assert page.locator("#m-state").is_visible()
    page.keyboard.press("Escape")
    page.locator("[popovertarget=m-state] .glyph-open").wait_for()


def test_refused_dialog_keeps_what_was_typed(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    page = visit(desk.people.senior, path(ticket))
    page.locator("[data-panel=solution]").scroll_into_view_if_needed()  # a panel is loaded when it is seen
    page.locator("a[href$='/solution/']:visible").first.click()
    page.locator("dialog textarea[name=explanation]").fill("请升级")
    page.locator("dialog [name=kind][value=upgrade]").check(force=True)
    page.locator("dialog input[name=version]").wait_for()
    page.locator("dialog button[type=submit]").click()  # the version is missing
    page.locator("dialog .error-summary").wait_for()
    assert page.input_value("dialog textarea[name=explanation]") == "请升级"
    page.fill("dialog input[name=version]", "8.2.1")
    page.locator("dialog button[type=submit]").click()
    page.locator("dialog[open]").wait_for(state="detached")
    page.locator("[popovertarget=m-state] .glyph-resolved").wait_for()
    ticket.refresh_from_db()
    assert ticket.state == "resolved"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_refuses_barriers_on_queue_and_ticket(visit: Desktops, desk: Desk, size: ViewportSize, theme: str) -> None:
    ticket = desk.solved()
    page = visit(desk.people.senior, "/desk/tickets/?view=mine", size=size, theme=theme)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert not barriers(page)
    page.goto(path(ticket))
    for key in ("r", "m", "l"):
        page.keyboard.press(key)
        page.keyboard.press("Escape")
        assert not barriers(page), key


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_refuses_barriers_in_forms(visit: Desktops, desk: Desk, theme: str) -> None:
    ticket = desk.solved()
    page = visit(desk.people.senior, "/desk/tickets/new/", theme=theme)
    assert not barriers(page)
    for name in (*SHEETS, "print"):
        page.goto(f"{path(ticket)}{name}/")
        assert not barriers(page), name
    page.goto(path(ticket))
    page.keyboard.press("t")
    page.locator("dialog[open]").wait_for()
    assert not barriers(page)
