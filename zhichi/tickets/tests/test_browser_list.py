"""The list in a real Chromium: keys, marks, scroll place and selection across swaps, one pane at a time on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.tickets import services
from zhichi.tickets.tests.browsing import PHONE, path, tell

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINE = "/desk/tickets/?view=mine"
OPEN = "/desk/tickets/?view=open"
TOP = "document.querySelector('#rows').scrollTop"
FOCUSED = "document.activeElement.id"


def is_marked(page: Page, ticket: Ticket) -> bool:
    return page.locator(f"#row-{ticket.pk}").get_attribute("aria-current") == "true"


def test_moves_and_opens_with_keys(visit: Desktops, desk: Desk) -> None:
    upper, lower = desk.worked(), desk.worked()  # the earlier promise stands above
    page = visit(desk.people.senior, MINE)
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == f"row-{upper.pk}"
    page.keyboard.press("j")
    page.keyboard.press("j")  # past the end it stays
    assert page.evaluate(FOCUSED) == f"row-{lower.pk}"
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path(lower)}**")
    assert is_marked(page, lower) and not is_marked(page, upper)
    page.locator("#panel-customer").get_by_text("he.qing@client.example.com").wait_for()


def test_marks_the_open_row_however_it_was_opened(visit: Desktops, desk: Desk) -> None:
    upper, lower = desk.worked(), desk.worked()  # the earlier promise stands above
    page = visit(desk.people.senior, f"{path(lower)}?view=mine")
    assert is_marked(page, lower)
    page.get_by_label("上一张").click()
    page.wait_for_url(f"**{path(upper)}**")
    page.locator(f"#row-{upper.pk}[aria-current]").wait_for()
    assert not is_marked(page, lower)
    page.go_back()
    page.wait_for_url(f"**{path(lower)}**")
    page.locator(f"#row-{lower.pk}[aria-current]").wait_for()
    assert not is_marked(page, upper)


def test_keeps_the_mark_and_the_focus_when_rows_change(visit: Desktops, desk: Desk) -> None:
    first, second = desk.worked(), desk.worked()
    page = visit(desk.people.senior, f"{path(first)}?view=mine")
    page.locator(f"#row-{first.pk}").focus()
    changes = services.Changes(urgency="urgent")
    services.change(ticket_id=first.pk, changes=changes, by=desk.people.actor("junior"), at=desk.tick())
    tell(page, first)
    page.locator(f"#row-{first.pk} .row-foot [title=紧急]").wait_for()
    assert is_marked(page, first) and not is_marked(page, second)
    assert page.evaluate(FOCUSED) == f"row-{first.pk}"


def test_keeps_its_place_when_the_list_is_loaded_anew(visit: Desktops, desk: Desk) -> None:
    tickets = [desk.ticket(subject=f"第 {number} 张") for number in range(24)]
    page = visit(desk.people.senior, OPEN)
    chosen = tickets[14]
    page.locator(f"#row-{chosen.pk}").click()
    page.wait_for_url(f"**{path(chosen)}**")
    page.evaluate("document.querySelector('#rows').scrollTop = 700")
    desk.ticket(subject="刚来的")
    tell(page, chosen)
    page.locator("#news a.news").click()
    page.locator("#rows").get_by_text("刚来的").wait_for(state="attached")
    page.locator(f"#row-{chosen.pk}[aria-current]").wait_for(state="attached")
    assert page.evaluate(TOP) == 700
    assert page.locator("#rows .row[aria-current]").count() == 1


def test_keeps_its_place_while_a_ticket_opens(visit: Desktops, desk: Desk) -> None:
    tickets = [desk.ticket(subject=f"第 {number} 张") for number in range(24)]
    page = visit(desk.people.senior, OPEN)
    page.evaluate("document.querySelector('#rows').scrollTop = 640")
    row = page.locator(f"#row-{tickets[10].pk}")
    row.click()
    page.locator("#main h1").wait_for()
    assert page.evaluate(TOP) == 640
    page.reload()  # a fresh page begins where the open row is seen
    row.wait_for()
    box = row.bounding_box()
    assert box is not None and 0 < box["y"] < 900


def test_takes_the_next_page_from_its_top(visit: Desktops, desk: Desk) -> None:
    for number in range(30):
        desk.ticket(subject=f"第 {number} 张")
    page = visit(desk.people.senior, OPEN)
    page.evaluate("document.querySelector('#rows').scrollTop = 1200")
    page.get_by_text("下一页").click()
    page.wait_for_url("**cursor=**")
    page.locator("#rows").get_by_text("第 26 张").wait_for()
    assert page.evaluate(TOP) == 0


def test_goes_from_list_to_ticket_to_sheet_on_a_phone(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    page = visit(desk.people.senior, MINE, size=PHONE)
    page.locator(f"#row-{ticket.pk}").tap()
    page.locator("#main h1").wait_for()
    assert not page.locator("#rows").is_visible()
    page.get_by_role("button", name="详情").tap()
    page.locator("#panel-customer").get_by_text("he.qing@client.example.com").wait_for()
    page.locator("#side [data-drawer-close]").tap()
    assert not page.locator("#side").is_visible()
    page.get_by_label("返回列表").tap()
    assert page.locator("#rows").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_key_has_a_button_on_a_phone(visit: Desktops, desk: Desk) -> None:
    ticket = desk.ticket()
    page = visit(desk.people.senior, path(ticket), size=PHONE)
    for key in ("r", "m", "l", "s", "p", "t", "i", "f"):
        button = page.locator(f"[data-key={key}]:visible").first
        box = button.bounding_box()
        assert box is not None, f"no button for {key}"
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"], f"{key} is off the screen"
        assert min(box["width"], box["height"]) >= 24, f"{key} is too small to hit"
    page.locator("[data-key=i]:visible").tap()
    page.get_by_text("工单已派给你").wait_for()


def test_leaves_the_palette_by_one_press_whatever_was_typed(visit: Desktops, desk: Desk) -> None:
    page = visit(desk.people.senior, f"/desk/tickets/{desk.worked().number}/")
    before = page.evaluate("document.activeElement.tagName")
    page.keyboard.press("Control+k")
    page.keyboard.type("报表")
    page.keyboard.press("Escape")
    page.locator("zc-palette dialog[open]").wait_for(state="detached")
    assert page.evaluate("document.activeElement.tagName") == before
