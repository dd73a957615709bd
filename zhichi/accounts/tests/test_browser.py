"""Signing in with a real Chromium: by password, from the demo list, with a passkey and with a second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache

from tests.people import PASSWORD, SETUP
from zhichi.accounts import services
from zhichi.core.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.conf import LazySettings
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL = "linxiao@example.com"


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, settings: LazySettings) -> Iterator[Page]:
    """A page of an account in English, with an authenticator in the browser that always confirms."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http on the loopback
    cache.clear()
    services.create_person(
        email=EMAIL,
        display_name="Lin Xiao",
        post="manager",
        password=PASSWORD,
        details=services.Details(language="en"),
        by=SETUP,
        at=now(),
    )
    context = browser.new_context(base_url=live_server.url, locale="en-US")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
    device: Any = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()
    assert not errors


def sign_in(page: Page) -> None:
    page.goto("/account/login/?next=/desk/me/")
    page.get_by_label("Mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")


def add_key(page: Page, *, alone: bool) -> None:
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of this key").fill("Laptop")
    if alone:
        page.get_by_text("Sign in with this key alone").click()
    page.get_by_role("button", name="Add a key").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()


def test_keeps_signing_in_with_a_passkey_alone(page: Page) -> None:
    sign_in(page)
    page.get_by_role("heading", name="My settings").wait_for()
    add_key(page, alone=True)
    page.goto("/account/2fa/webauthn/")
    page.get_by_text("Laptop").wait_for()
    sign_out(page)
    page.goto("/account/login/?next=/desk/me/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk/me/")


def test_keeps_a_security_key_as_second_step(page: Page) -> None:
    sign_in(page)
    page.get_by_role("heading", name="My settings").wait_for()
    add_key(page, alone=False)
    sign_out(page)
    sign_in(page)
    page.get_by_role("heading", name="Second step").wait_for()
    page.get_by_role("button", name="Use a passkey or security key").click()
    page.wait_for_url("**/desk/me/")


def test_keeps_a_way_back_when_the_device_refuses(page: Page) -> None:
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()  # the device knows no passkey
    page.get_by_text("The device did not confirm.").wait_for()
    assert page.get_by_role("button", name="Sign in with a passkey").get_attribute("aria-busy") is None


def test_keeps_demo_logins_one_click_away(page: Page, settings: LazySettings) -> None:
    settings.DEMO = True
    services.create_person(
        email="manager@example.com",
        display_name="周明远",
        post="manager",
        password="zhichi-demo-2026",
        by=SETUP,
        at=now(),
    )
    page.goto("/account/login/?next=/desk/me/")
    page.get_by_role("button", name="周明远").click()
    page.wait_for_url("**/desk/me/")


def test_keeps_pages_accessible(page: Page) -> None:
    paths = ["/account/login/", "/account/password/reset/"]
    for path in paths:
        page.goto(path)
        assert not violations(page), path
    sign_in(page)
    page.get_by_role("heading", name="My settings").wait_for()
    staff = ["/desk/staff/", "/desk/staff/new/", "/desk/me/", "/desk/staff/duty-roles/", "/account/2fa/"]
    handbook = ["/desk/handbook/", "/desk/handbook/clauses/2.4/", "/desk/handbook/glossary/", "/desk/handbook/print/"]
    for path in (*staff, *handbook):
        page.goto(path)
        assert not violations(page), path


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{item['id']}: {item['nodes'][0]['html'][:160]}" for item in found]
