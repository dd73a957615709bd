"""Files that travel while a form is written: progress, cancel, retry, refusals; a page without script works too."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys import steps
from tests.journeys.test_customer import DESKTOP, PHONE, WORDS, fill_in, visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

    from tests.journeys.product import Product

    Row = tuple[Any, ...]
    Files = Callable[[], list[Row]]

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
MEGABYTE = 1024 * 1024
SEND = "main form .btn-primary[type=submit]"


def large(folder: Path, name: str, megabytes: int) -> Path:
    """A file whose every megabyte is different."""
    path = folder / name
    with path.open("wb") as file:
        for number in range(megabytes):
            file.write(number.to_bytes(4, "big") * (MEGABYTE // 4))
    return path


@pytest.fixture(scope="module")
def _asked_about(long_lived: Product, browser: Browser) -> Product:
    """The product with something to ask about."""
    agent = visitor(browser, long_lived, "zh-CN", DESKTOP)
    steps.sign_in(agent)
    steps.add_product(agent)
    agent.context.close()
    return long_lived


@pytest.fixture
def product(_asked_about: Product) -> Product:
    """One for all these journeys: each looks at files of its own only."""
    return _asked_about


@pytest.fixture
def attachments(product: Product) -> Callable[[], list[Row]]:
    """Tells what the database got to know of files since the test began: name, size, whether it hangs on something."""

    def rows(since: int) -> list[Row]:
        with sqlite3.connect(product.database) as database:
            found = database.execute(
                "SELECT a.filename, b.size, a.holder_id IS NOT NULL, a.id FROM files_attachment a JOIN files_blob b"
                " ON b.id = a.blob_id WHERE a.id > ? ORDER BY a.id",
                [since],
            )
            return found.fetchall()

    newest = max((row[-1] for row in rows(0)), default=0)
    return lambda: [row[:-1] for row in rows(newest)]


@pytest.fixture
def form(product: Product, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A guest's form, filled in, on a phone."""
    guest = visitor(browser, product, "zh-CN", PHONE)
    guest.goto("/requests/new/")
    fill_in(guest, "zh-CN", tmp_path)
    guest.locator("[name=address]").fill("guest@changgu.example.com")
    yield guest
    guest.context.close()


def choose(page: Page, *paths: Path) -> None:
    page.locator("input[type=file]").set_input_files([str(path) for path in paths])


def test_a_large_file_arrives_while_the_form_is_written(form: Page, attachments: Files, tmp_path: Path) -> None:
    shares: list[int] = []
    form.expose_function("tell", lambda share: shares.append(share))
    form.evaluate(
        "new MutationObserver(() => { const bar = document.querySelector('.upload progress:not([hidden])');"
        " if (bar) tell(bar.value); }).observe(document.querySelector('.uploads'),"
        " { subtree: true, childList: true, attributes: true, attributeFilter: ['value', 'hidden'] })"
    )
    slow = form.context.new_cdp_session(form)
    slow.send("Network.enable")
    speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": 20 * MEGABYTE}
    slow.send("Network.emulateNetworkConditions", {"offline": False, **speed})
    choose(form, large(tmp_path, "core-转储.bin", 24))
    form.locator(SEND).click()  # at once: the form waits for its file
    form.wait_for_url("**/sent/", timeout=60_000)
    assert attachments() == [("core-转储.bin", 24 * MEGABYTE, 1)]
    assert sorted(shares) == shares  # it only grows
    assert any(0 < share < 100 for share in shares)


def test_a_file_that_is_too_large_is_refused_before_it_travels(form: Page, attachments: Files, tmp_path: Path) -> None:
    choose(form, large(tmp_path, "huge.bin", 26), large(tmp_path, "small.bin", 1))
    row = form.locator(".upload", has_text="huge.bin")
    row.get_by_text("太大，没有发送").wait_for()
    form.locator(".upload.is-there", has_text="small.bin").wait_for()
    form.locator(SEND).click()
    row.get_by_text("请重试或移除它").wait_for()  # it stays: nothing is left out unseen
    assert form.locator("[name=subject]").input_value() == WORDS["zh-CN"]
    steps.refuse_barriers(form)
    row.locator("[data-drop]").click()
    form.locator(SEND).click()
    form.wait_for_url("**/sent/")
    assert attachments() == [("small.bin", MEGABYTE, 1)]


def test_a_lost_connection_is_retried_and_nothing_typed_is_lost(form: Page, attachments: Files, tmp_path: Path) -> None:
    lost: list[str] = []

    def drop(route: Route) -> None:
        lost.append(route.request.url)
        route.abort("connectionreset")

    form.route("**/files/upload/", drop)
    choose(form, large(tmp_path, "日志.bin", 1))
    row = form.locator(".upload", has_text="日志.bin")
    row.get_by_text("没有传上去").wait_for()
    form.locator(SEND).click()
    assert row.locator("[data-retry]").evaluate("node => node === document.activeElement")
    form.unroute("**/files/upload/")
    row.locator("[data-retry]").click()
    form.locator(".upload.is-there", has_text="日志.bin").wait_for()
    assert form.locator("[name=text]").input_value().startswith("升级以后开始的")
    form.locator(SEND).click()
    form.wait_for_url("**/sent/")
    assert len(lost) == 1
    assert attachments() == [("日志.bin", MEGABYTE, 1)]


def test_a_cancelled_and_a_removed_file_are_not_sent(form: Page, attachments: Files, tmp_path: Path) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    form.route("**/files/upload/", hold)
    choose(form, large(tmp_path, "first.bin", 1), large(tmp_path, "second.bin", 1))
    first, second = (form.locator(".upload", has_text=name) for name in ("first.bin", "second.bin"))
    first.locator("progress:not([hidden])").wait_for()
    form.unroute("**/files/upload/", hold)
    first.locator("[data-drop]").click()  # under way: cancelled
    form.locator(".upload.is-there", has_text="second.bin").wait_for()
    with form.expect_response("**/discard/") as answer:
        second.locator("[data-drop]").click()  # there: removed, on the server too
    assert answer.value.status == 204
    assert form.locator(".upload").count() == 0
    form.locator(SEND).click()
    form.wait_for_url("**/sent/")
    # What had reached the server before it was cancelled hangs on nothing and is swept.
    assert not [name for name, _size, is_sent in attachments() if is_sent]
    assert "second.bin" not in [name for name, _size, _is_sent in attachments()]


def test_a_program_under_a_pictures_name_is_refused_in_words(form: Page, attachments: Files, tmp_path: Path) -> None:
    liar = tmp_path / "截图.png"
    liar.write_bytes(b"MZ" + bytes(5000))
    choose(form, liar)
    row = form.locator(".upload.bad", has_text="截图.png")
    row.get_by_text("实际上是程序").wait_for()
    assert row.locator("[data-retry]").is_hidden()
    assert attachments() == []


def test_without_script_the_plain_field_works(
    product: Product, attachments: Files, browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context(
        locale="zh-CN", java_script_enabled=False, base_url=product.url, viewport=DESKTOP  # type: ignore[arg-type]
    )  # fmt: skip
    guest = context.new_page()
    guest.goto("/requests/new/")
    guest.locator("[name=name]").fill("何青")
    guest.locator("[name=address]").fill("not-an-address")
    guest.locator("[name=subject]").fill(WORDS["zh-CN"])
    choose(guest, large(tmp_path, "日志.bin", 2))
    guest.locator(SEND).click()
    assert guest.locator("[name=kept]:checked").count() == 1  # the file has arrived and need not be chosen again
    assert guest.locator("[name=subject]").input_value() == WORDS["zh-CN"]
    guest.locator("[name=address]").fill("guest@changgu.example.com")
    guest.locator(SEND).click()
    assert re.search(r"/sent/$", guest.url)
    assert attachments() == [("日志.bin", 2 * MEGABYTE, 1)]
    context.close()


def test_an_agents_files_travel_while_the_reply_is_written(
    page: Page, product: Product, attachments: Files, tmp_path: Path
) -> None:
    steps.sign_in(page)
    raw = steps.mail("打印模板错位", "右边被裁掉一列。")
    number = product.json("mail-in", stdin=raw)["ticket"]
    page.goto(f"/desk/tickets/{number}/")
    page.locator("zc-composer [role=tab][data-kind=note]").click()
    page.locator("textarea[name=text]:enabled").fill("见附件")
    page.locator("zc-attach input[type=file]").set_input_files(str(large(tmp_path, "trace.bin", 12)))
    page.locator("button[type=submit][data-for-kind=note]").click()  # waits for the file
    page.locator("#thread .msg-files", has_text="trace.bin").wait_for(timeout=30_000)
    assert page.locator("#attach-list .upload").count() == 0
    assert attachments()[-1] == ("trace.bin", 12 * MEGABYTE, 1)  # the first is the original mail
