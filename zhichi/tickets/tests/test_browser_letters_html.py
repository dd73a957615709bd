"""Letters with pictures, wide tables and styles of their own, in a real Chromium: readable, never over the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers, path

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE = "".join(f"<td>{'x' * 30}{number}</td>" for number in range(20))
LETTER = (
    '<div style="position:fixed;top:0;left:0;width:100vw;height:100vh;z-index:9999;background:#fff">您好：</div>'
    '<p style="color:#000;background:#fff">黑字</p><p style="color:#c00000">红字</p><p style="color:#fff">白字</p>'
    f'<p><span style="background:yellow">标出</span></p><table border=1><tr>{WIDE}</tr></table>'
    f'<pre>{"y" * 400}</pre><p style="margin-left:-3000px;font-size:400px">{"z" * 300}</p>'
    '<img src="https://pictures.invalid/big.png" alt="远处的图" width="4000" height="3000">'
)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_letter_stays_in_its_place_and_readable(visit: Desktops, desk: Desk, size: ViewportSize, theme: str) -> None:
    ticket = desk.worked()
    desk.says(ticket, "样式", html=LETTER)
    page = visit(desk.people.senior, path(ticket), size=size, theme=theme)
    page.get_by_text("红字").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate("[...document.querySelectorAll('.msg-body')].every(box => box.scrollWidth <= box.clientWidth)")
    assert page.evaluate("getComputedStyle(document.querySelector('.msg-body .m-red')).position") == "static"
    assert barriers(page) == []  # the contrast of every word among them


def test_pictures_of_the_internet_come_by_one_press_and_once(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    desk.says(ticket, "看图", html=LETTER)
    asked: list[str] = []
    page = visit(desk.people.senior, path(ticket))
    page.on("request", lambda request: asked.append(request.url))
    page.route("https://pictures.invalid/**", lambda route: route.fulfill(body=b"", content_type="image/png"))
    page.reload()
    page.get_by_text("远处的图").wait_for()
    assert not [url for url in asked if "pictures.invalid" in url]
    with page.expect_request("https://pictures.invalid/big.png") as loading:
        page.get_by_role("link", name="仅此一次加载").click()
    assert "referer" not in loading.value.headers
    asked.clear()
    page.goto(path(ticket))
    page.get_by_text("远处的图").wait_for()
    assert not [url for url in asked if "pictures.invalid" in url]
