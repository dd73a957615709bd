"""A manager sets up how mail comes in (folders, POP3), deals with what could not be handled, finds all in the log."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

import imap_tools
import pytest

from tests.journeys import steps
from zhichi.channels.email.tests.dovecot import PLAIN_PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.product import Product
    from zhichi.channels.email.tests.dovecot import Dovecot

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def test_reads_several_folders_and_says_which_one_does_not_exist(
    page: Page, dovecot: Dovecot, postbox: Callable[[bytes], None]
) -> None:
    with imap_tools.MailBoxUnencrypted("127.0.0.1", dovecot.port, 10).login("support", PLAIN_PASSWORD) as box:
        if not box.folder.exists("客户"):
            box.folder.create("客户")
    steps.sign_in(page)
    fill(page, dovecot.port, folders="INBOX\n客户\n没有这个")
    page.get_by_role("button", name="测试连接").click()
    page.locator("#trial .banner-bad", has_text="没有这个").wait_for(timeout=30_000)
    page.fill("[name=folders]", "INBOX\n客户")
    page.get_by_role("button", name="测试连接").click()
    page.locator("#trial .banner-ok").wait_for(timeout=30_000)
    page.locator("#mailbox-form .form-actions .btn-primary").click()
    page.wait_for_url("**/desk/mail/")
    page.get_by_text("正常").first.wait_for(timeout=40_000)
    postbox(steps.mail("收件箱里的信", "第一封"))
    deliver(dovecot, steps.mail("另一个文件夹里的信", "第二封"), folder="客户")
    for subject in ("收件箱里的信", "另一个文件夹里的信"):
        until_shown(page, f"/desk/mail/log/?q={subject}", subject)
    steps.refuse_barriers(page)


def test_reads_by_pop3_and_finds_the_mail_in_the_log(page: Page, dovecot: Dovecot) -> None:
    steps.sign_in(page)
    page.set_viewport_size({"width": 390, "height": 844})
    fill(page, dovecot.pop_port, incoming="pop3", user="popper")
    page.get_by_role("button", name="测试连接").click()
    page.locator("#trial .banner-ok").wait_for(timeout=30_000)
    page.locator("#mailbox-form .form-actions .btn-primary").click()
    page.wait_for_url("**/desk/mail/")
    page.get_by_text("正常").first.wait_for(timeout=40_000)
    deliver(dovecot, steps.mail("用 POP3 收的信", "内容"), user="popper")
    until_shown(page, f"/desk/mail/log/?q={steps.CLIENT}&way=in", "用 POP3 收的信", seconds=90)
    page.get_by_role("link", name="用 POP3 收的信").click()
    page.get_by_role("heading", name="用 POP3 收的信").wait_for()
    with page.expect_download() as original:
        page.get_by_role("link", name="下载原件").click()
    assert original.value.suggested_filename == "message.eml"
    steps.refuse_barriers(page)


def test_what_could_not_be_handled_is_put_aside_with_a_reason_or_tried_again(page: Page, product: Product) -> None:
    roles(product, takes_requests=False)
    for number in (1, 2):
        done = product.json("mail-in", stdin=steps.mail(f"处理不了的信 {number}", f"第 {number} 封"))
        assert done["done"] == "failed"
    steps.sign_in(page)
    page.goto("/desk/mail/look/")
    row = page.locator("tr", has_text="处理不了的信 1")
    row.get_by_role("link", name="搁置").click()
    page.get_by_role("button", name="搁置").click()
    assert page.locator("[name=why]:invalid").count() == 1, "a reason is asked for"
    page.fill("[name=why]", "广告")
    page.get_by_role("button", name="搁置").click()
    page.wait_for_url("**/desk/mail/look/")
    page.locator("tr", has_text="处理不了的信 1").wait_for(state="detached")
    page.locator("tr", has_text="处理不了的信 2").get_by_role("button", name="重试").click()
    page.locator("zc-toasts", has_text="仍无法处理").wait_for()
    roles(product, takes_requests=True)
    page.locator("tr", has_text="处理不了的信 2").get_by_role("button", name="重试").click()
    page.get_by_text("来信都已处理").wait_for()
    page.goto("/desk/mail/log/?q=处理不了")
    page.locator("tr", has_text="新建工单").get_by_text("处理不了的信 2").wait_for()
    page.locator("tr", has_text="处理不了的信 1").get_by_role("link", name="处理不了的信 1").click()
    page.get_by_text("广告").first.wait_for()
    steps.refuse_barriers(page)


def fill(page: Page, port: int, *, incoming: str = "imap", folders: str = "", user: str = "support") -> None:
    """The form of a new mailbox that is read from the loopback and does not send."""
    page.goto("/desk/mail/mailboxes/new/other/")
    values = {
        "address": steps.SUPPORT,
        "name": "示例支持",
        "imap_host": "127.0.0.1",
        "imap_port": str(port),
        "imap_user": user,
        "imap_password": PLAIN_PASSWORD,
    }
    page.select_option("[name=incoming]", incoming)
    page.select_option("[name=imap_security]", "none")
    for name, value in values.items():
        page.fill(f"[name={name}]", value)
    if folders:
        page.fill("[name=folders]", folders)


def deliver(dovecot: Dovecot, raw: bytes, *, user: str = "support", folder: str = "INBOX") -> None:
    """Put a message into a folder."""
    with imap_tools.MailBoxUnencrypted("127.0.0.1", dovecot.port, 10).login(user, PLAIN_PASSWORD) as box:
        box.append(raw, folder, dt=None)


def until_shown(page: Page, address: str, words: str, *, seconds: float = 60) -> None:
    """Look again until the page holds the words."""
    deadline = time.monotonic() + seconds
    page.goto(address)
    while not page.get_by_role("link", name=words).count():
        assert time.monotonic() < deadline, f"{words} did not arrive"
        page.wait_for_timeout(500)
        page.goto(address)


def roles(product: Product, *, takes_requests: bool) -> None:
    """Whether there is a duty role that new requests go to: without one no mail can be handled."""
    with sqlite3.connect(product.database, timeout=30) as database:
        database.execute("UPDATE accounts_dutyrole SET is_intake = ?", (takes_requests,))
    database.close()
