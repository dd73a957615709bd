"""The components in a real Chromium: a note is never sent as a reply, keys, narrow screens, accessibility."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone, translation

from zhichi.core.registry import Registry
from zhichi.ui import registry
from zhichi.ui.tests import pages
from zhichi.ui.timing import when_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.urls("zhichi.ui.tests.pages"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page in English; any script error or breach of the content security policy fails the test."""
    monkeypatch.setattr(registry, "nav_items", Registry("navigation entry"))
    monkeypatch.setattr(registry, "notices", Registry("notice"))
    pages.posted.clear()
    context = browser.new_context(base_url=live_server.url, locale="en-US", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console", lambda line: errors.append(line.text) if line.type == "error" and "503" not in line.text else None
    )
    yield page
    context.close()
    assert not errors


def wait_posted(page: Page, count: int) -> None:
    """Until the server has seen `count` posts."""
    for _ in range(100):
        if len(pages.posted) >= count:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"expected {count} posts, saw {pages.posted}")


def test_refuses_to_send_a_note_as_a_reply(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("m")
    page.keyboard.type("only for colleagues")
    assert not page.get_by_role("button", name="Send").is_visible()
    page.keyboard.press("Control+Enter")
    wait_posted(page, 1)
    (address, body) = pages.posted[-1]
    assert (address, body["body"]) == ("/send/", "only for colleagues")
    page.get_by_text("Taken").wait_for()


def test_keeps_a_draft_two_seconds_after_the_last_key(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("m")
    page.keyboard.type("half a")
    page.get_by_text("Saved ").wait_for()
    assert pages.posted == [("/draft/", {"body": "half a"})]


def test_keeps_a_draft_on_the_device_when_offline(page: Page) -> None:
    page.goto("/")
    page.route("**/draft/", lambda route: route.fulfill(status=503))
    page.keyboard.press("m")
    page.keyboard.type("typed on a train")
    page.get_by_text("Kept here").wait_for()
    assert page.evaluate("localStorage.getItem('zc-draft /draft/ note')") == "typed on a train"


def test_refuses_single_keys_while_typing_or_composing(page: Page) -> None:
    page.goto("/")
    page.locator("textarea[data-for-kind=reply]").focus()
    page.keyboard.type("mmm")
    assert page.locator(".composer").get_attribute("data-kind") == "reply"
    page.keyboard.press("Escape")
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'm', isComposing: true, bubbles: true}))")
    assert page.locator(".composer").get_attribute("data-kind") == "reply"
    page.keyboard.press("m")
    assert page.locator(".composer").get_attribute("data-kind") == "note"


def test_keeps_one_pane_at_a_time_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    assert not page.locator("#main").is_visible()
    page.locator(".row").first.click()
    assert page.locator("#main").is_visible()
    assert not page.locator("#list").is_visible()


def test_keeps_undo_in_reach(page: Page) -> None:
    page.goto("/")
    page.evaluate(
        "document.body.dispatchEvent(new CustomEvent('toast', {detail: {text: 'Closed', undo_url: '/undo/'}}))"
    )
    page.get_by_role("button", name="Undo").click()
    wait_posted(page, 1)
    assert pages.posted[0][0] == "/undo/"


def test_keeps_the_browsers_words_equal_to_the_servers(page: Page) -> None:
    now = datetime(2026, 6, 11, 2, 42, tzinfo=UTC)
    moments = [now - timedelta(minutes=minutes) for minutes in (0, 3, 59, 60, 300, 700, 1500)]
    page.goto("/")
    script = """async ([moments, now, style]) => {
        const { wordsFor } = await import(new URL("zc-time.js", document.querySelector("script[type=module]").src));
        const { dataset } = document.querySelector("zc-time");
        const how = { style, zone: "Asia/Shanghai", words: dataset };
        return moments.map((moment) => wordsFor(new Date(moment), new Date(now), how));
    }"""
    for style in ("relative", "short"):
        shown = page.evaluate(script, [[moment.isoformat() for moment in moments], now.isoformat(), style])
        with timezone.override("Asia/Shanghai"), translation.override("en"):
            assert shown == [when_words(moment, now=now, style=style) for moment in moments]


def test_keeps_live_events_joined(page: Page) -> None:
    stream = "".join(f'data: {{"stream": "ticket:{number}"}}\n\n' for number in (12, 12, 13)) + "data: nonsense\n\n"
    page.route("**/live/", lambda route: route.fulfill(content_type="text/event-stream", body=stream))
    page.goto("/")
    fired = page.evaluate("""() => new Promise((done) => {
        const seen = [];
        for (const name of ["live:ticket:12", "live:ticket:13", "live:ticket"])
            document.body.addEventListener(name, () => { seen.push(name); if (name === "live:ticket") done(seen); });
        const live = document.createElement("zc-live");
        live.setAttribute("src", "/live/");
        document.body.append(live);
    })""")
    assert fired == ["live:ticket:12", "live:ticket:13", "live:ticket"]


@pytest.mark.parametrize("width", [320, 840, 1440])
def test_refuses_sideways_scrolling(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/guide/")
    wide = "[...document.querySelectorAll('html, .pane-scroll')].map(one => one.scrollWidth - one.clientWidth)"
    assert max(page.evaluate(wide)) <= 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", "/guide/"])
def test_keeps_pages_accessible(page: Page, address: str, theme: str) -> None:
    page.add_init_script(f"localStorage.setItem('zc-theme', '{theme}')")
    page.goto(address)
    found = Axe().run(page).response["violations"]
    assert not [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]
    assert page.evaluate("document.documentElement.dataset.theme") == theme
