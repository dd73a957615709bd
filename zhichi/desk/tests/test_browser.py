"""The desk in a real Chromium: the words of the navigation can be read in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsing import PHONE, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = """(where) => [...document.querySelectorAll(where)].map(({ textContent, scrollWidth, clientWidth }) =>
    [textContent, scrollWidth, clientWidth])"""


@pytest.mark.parametrize(("language", "words"), [("zh-hans", ["首页", "工单"]), ("en", ["Home", "Tickets"])])
def test_keeps_every_word_of_the_navigation_whole(
    browser: Browser, live_server: LiveServer, people: People, language: str, words: list[str]
) -> None:
    with signed_in(browser, live_server, people.manager, language=language) as page:
        for address in ("/desk/", "/desk/tickets/", "/desk/customers/", "/desk/handbook/"):  # each the current one
            page.goto(address)
            found = page.evaluate(WIDTHS, ".rail > .rail-item .txt")
            assert [word for word, _needs, _has in found][:2] == words
            assert not [word for word, needs, has in found if not 0 < needs <= has]
        page.set_viewport_size(PHONE)
        found = page.evaluate(WIDTHS, ".bottom-bar .txt")
        assert len(found) == 4
        assert not [word for word, needs, has in found if not 0 < needs <= has]
