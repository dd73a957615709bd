"""A signed-in page of a browser test, in a language, a size and a theme. Errors of scripts and of the policy are kept."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client

from zhichi.accounts import services
from zhichi.core.actors import Actor
from zhichi.core.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize
    from pytest_django.live_server_helper import LiveServer

    from zhichi.accounts.models import User

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
LOCALES = {"zh-hans": "zh-CN", "en": "en-US"}


@contextmanager
def signed_in(
    browser: Browser,
    server: LiveServer,
    person: User,
    *,
    language: str = "en",
    size: ViewportSize = DESKTOP,
    theme: str = "light",
) -> Iterator[Page]:
    """A page of somebody who is signed in; fails when a script failed or the page's policy refused something."""
    services.set_preferences(
        person_id=person.pk, preferences=services.Preferences(language=language), by=Actor.of(person), at=now()
    )
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=server.url, locale=LOCALES[language], viewport=size)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}])
    context.add_init_script(f"localStorage.getItem('zc-theme') ?? localStorage.setItem('zc-theme', '{theme}')")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if _is_trouble(line) else None)
    try:
        yield page
    finally:
        context.close()
    assert not complaints, complaints


def _is_trouble(line: ConsoleMessage) -> bool:
    # Refused forms answer 409 and 422; the tests that provoke them assert what the page then shows.
    return line.type == "error" and not any(words in line.text for words in ("status of 409", "status of 422"))
