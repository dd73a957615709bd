"""The desk in a real Chromium: keys, dialogs, the composer that loses nothing, two people on one ticket, a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from zhichi.tickets import services
from zhichi.tickets.models import Message, Ticket
from zhichi.tickets.tests.conftest import Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from zhichi.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
REPLY, NOTE = "textarea[data-for-kind=reply]", "textarea[data-for-kind=note]"
Open = "Callable[..., Page]"


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Opens an address for somebody; refused content and script errors fail the test."""
    contexts: list[Any] = []
    errors: list[str] = []

    def opens(person: User, address: str, size: dict[str, int] | None = None) -> Page:
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(base_url=live_server.url, viewport=size or DESKTOP, locale="zh-CN")  # type: ignore[arg-type]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
        page.goto(address)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert not errors


def path(ticket: Ticket) -> str:
    return f"/desk/tickets/{ticket.number}/"


def tell(page: Page, ticket: Ticket) -> None:
    """What the live connection tells when a ticket changed; the test's server has none."""
    page.evaluate(f"document.body.dispatchEvent(new CustomEvent('live:ticket:{ticket.pk}', {{bubbles: true}}))")


def test_keys_take_write_and_change_the_state(open_page: Callable[..., Page], desk: Desk) -> None:
    ticket = desk.ticket()
    page = open_page(desk.people.senior, path(ticket))
    page.keyboard.press("i")
    page.get_by_text("工单已派给你").wait_for()
    page.keyboard.press("m")
    page.keyboard.type("先复现")
    page.keyboard.press("Control+Enter")
    page.locator("article.note").get_by_text("先复现").wait_for()
    page.locator("h1").click()
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    page.locator("[popovertarget=m-state] .glyph-in_progress").wait_for()
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.state) == (desk.people.senior, "in_progress")


def test_reply_is_taken_back_into_the_composer(open_page: Callable[..., Page], desk: Desk) -> None:
    page = open_page(desk.people.senior, path(desk.worked()))
    page.fill(REPLY, "发错了的回复")
    page.keyboard.press("Control+Enter")
    page.locator("zc-toasts [data-undo-url]").click()
    page.locator("article.withdrawn").wait_for()
    assert page.input_value(REPLY) == "发错了的回复"
    assert Message.objects.get(text="发错了的回复").withdrawn_at is not None


def test_colleagues_reply_arrives_and_blocks_once(open_page: Callable[..., Page], desk: Desk) -> None:
    ticket = desk.worked()
    page = open_page(desk.people.senior, path(ticket))
    page.fill(REPLY, "我的回复")
    theirs = services.Reply(text="同事的回复")
    services.reply(ticket_id=ticket.pk, answer=theirs, by=desk.people.actor("junior"), at=desk.tick())
    tell(page, ticket)
    page.locator("article.reply").get_by_text("同事的回复").wait_for()
    assert page.input_value(REPLY) == "我的回复"
    page.keyboard.press("Control+Enter")
    page.locator("#composer-alert .banner-peer").wait_for()
    assert page.input_value(REPLY) == "我的回复"
    page.locator(REPLY).press("Control+Enter")
    page.locator("article.reply").get_by_text("我的回复").wait_for()


def test_who_has_typed_nothing_is_not_blocked(open_page: Callable[..., Page], desk: Desk) -> None:
    ticket = desk.worked()
    page = open_page(desk.people.senior, path(ticket))
    theirs = services.Reply(text="同事的回复")
    services.reply(ticket_id=ticket.pk, answer=theirs, by=desk.people.actor("junior"), at=desk.tick())
    tell(page, ticket)
    page.locator("article.reply").get_by_text("同事的回复").wait_for()
    page.fill(REPLY, "看过之后再写的")
    page.keyboard.press("Control+Enter")
    page.locator("article.reply").get_by_text("看过之后再写的").wait_for()


def test_refresh_keeps_focus_text_and_open_folds(open_page: Callable[..., Page], desk: Desk) -> None:
    ticket = desk.worked()
    for name in ("甲", "乙", "丙", "丁", "戊"):
        services.set_tags(ticket_id=ticket.pk, names=[name], by=desk.people.actor("senior"), at=desk.tick())
    page = open_page(desk.people.senior, path(ticket))
    page.locator("#thread .fold summary").first.click()
    page.fill(NOTE, "") if page.locator(NOTE).is_enabled() else page.fill(REPLY, "写到一半")
    desk.says(ticket, "客户又来信了")
    tell(page, ticket)
    page.get_by_text("客户又来信了").wait_for()
    assert page.locator("#thread .fold[open]").count() == 1
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert page.input_value(REPLY) == "写到一半"


def test_refused_dialog_keeps_what_was_typed(open_page: Callable[..., Page], desk: Desk) -> None:
    ticket = desk.worked()
    page = open_page(desk.people.senior, path(ticket))
    page.locator("a[href$='/solution/']:visible").first.click()
    page.locator("dialog textarea[name=explanation]").fill("请升级")
    page.locator("dialog [name=kind][value=upgrade]").check(force=True)
    page.locator("dialog input[name=version]").wait_for()
    page.locator("dialog button[type=submit]").click()
    page.locator("dialog .error-summary").wait_for()
    assert page.input_value("dialog textarea[name=explanation]") == "请升级"
    page.fill("dialog input[name=version]", "8.2.1")
    page.locator("dialog button[type=submit]").click()
    page.locator("dialog[open]").wait_for(state="detached")
    page.locator("[popovertarget=m-state] .glyph-resolved").wait_for()
    ticket.refresh_from_db()
    assert ticket.state == "resolved"


def test_list_opens_tickets_in_place(open_page: Callable[..., Page], desk: Desk) -> None:
    old, new = desk.worked(), desk.worked()
    page = open_page(desk.people.senior, "/desk/tickets/?view=mine")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path(old)}**")
    page.locator("#panel-customer").get_by_text("he.qing@client.example.com").wait_for()
    page.get_by_label("上一张").click()
    page.wait_for_url(f"**{path(new)}**")
    assert page.locator(f"#row-{new.pk}").get_attribute("aria-current") == "true"


def test_offline_text_stays_on_the_device(open_page: Callable[..., Page], desk: Desk) -> None:
    page = open_page(desk.people.senior, path(desk.worked()))
    page.fill(REPLY, "没发出去的")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    page.locator("zc-toasts .toast-bad").first.wait_for()
    assert page.input_value(REPLY) == "没发出去的"
    page.context.set_offline(False)


def test_phone_goes_from_list_to_ticket_to_details(open_page: Callable[..., Page], desk: Desk) -> None:
    ticket = desk.worked()
    page = open_page(desk.people.senior, "/desk/tickets/?view=mine", PHONE)
    page.locator(f"#row-{ticket.pk}").click()
    page.locator("#main h1").wait_for()
    assert not page.locator("#rows").is_visible()
    page.locator("[data-toggle=side].only-phone").click()
    page.locator("#panel-customer").get_by_text("he.qing@client.example.com").wait_for()
    page.locator("#side [data-drawer-close]").click()
    page.locator("a.back").click()
    assert page.locator("#rows").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_no_barriers(open_page: Callable[..., Page], desk: Desk, size: dict[str, int]) -> None:
    ticket = desk.solved()
    page = open_page(desk.people.senior, "/desk/tickets/?view=mine", size)
    addresses = ("/desk/tickets/?view=mine", path(ticket), "/desk/tickets/new/", "/desk/", "/desk/search/?q=乱码")
    for address in (*addresses, f"{path(ticket)}assign/", f"{path(ticket)}print/"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        found = [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in Axe().run(page).response["violations"]]
        assert not found, (address, found)
