"""Pages of the desk in a real Chromium, signed in as somebody, with the words a busy ticket page needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from zhichi.accounts import services as accounts
from zhichi.core import clock
from zhichi.core.actors import Actor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize
    from pytest_django.live_server_helper import LiveServer

    from zhichi.accounts.models import User
    from zhichi.tickets.models import Ticket

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
REPLY, NOTE, CALL = (f"textarea[data-for-kind={kind}]" for kind in ("reply", "note", "call"))


@dataclass
class Desktops:
    """Opens pages for people; `complaints` collects script errors and refused content."""

    browser: Browser
    url: str
    contexts: list[Any] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __call__(
        self, person: User, address: str, *, size: ViewportSize = DESKTOP, language: str = "zh-hans", theme: str = ""
    ) -> Page:
        """A page of `person`'s own browser at an address of the desk; a theme is stored as the person's choice."""
        chosen = accounts.Preferences(language=language, theme=theme)
        person = accounts.set_preferences(person_id=person.pk, preferences=chosen, by=Actor.of(person), at=clock.now())
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        touch = size["width"] < 800
        context = self.browser.new_context(base_url=self.url, viewport=size, locale="zh-CN", has_touch=touch)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.url}])
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)
        page.goto(address)
        return page

    def _listen(self, line: ConsoleMessage) -> None:
        if "Content Security Policy" in line.text:
            self.complaints.append(line.text)


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Desktops]:
    """Opens addresses for people; refused content and script errors fail the test."""
    opened = Desktops(browser, live_server.url)
    yield opened
    for context in opened.contexts:
        context.close()
    assert not opened.complaints


def path(ticket: Ticket) -> str:
    """The address of a ticket's page."""
    return f"/desk/tickets/{ticket.number}/"


def tell(page: Page, ticket: Ticket) -> None:
    """What the live connection tells when a ticket changed; the server of the tests has none."""
    page.evaluate(
        "id => ['live:ticket:' + id, 'live:ticket'].forEach("
        "name => document.body.dispatchEvent(new CustomEvent(name, {bubbles: true, detail: {}})))",
        ticket.pk,
    )


def barriers(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:140]}" for rule in found for node in rule["nodes"][:3]]
