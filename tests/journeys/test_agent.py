"""An agent's day: a mail arrives, is worked, solved, followed up, closed – and nobody can forge it afterwards."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.journeys import steps
from tests.journeys.conftest import words_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from playwright.sync_api import Browser, Locator, Page

    from tests.journeys.conftest import Wire
    from tests.journeys.product import Product
    from zhichi.channels.email.tests.dovecot import Dovecot

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture
def ready(page: Page, wire: Wire, dovecot: Dovecot) -> Page:
    """Signed in, with a mailbox and a product."""
    steps.sign_in(page)
    steps.add_mailbox(page, imap_port=dovecot.port, smtp_port=wire.port)
    steps.add_product(page)
    return page


def test_from_mail_to_closed_and_verified(
    ready: Page, product: Product, wire: Wire, postbox: Callable[[bytes], None], browser: Browser
) -> None:
    page = ready
    number = arrive(page, product, wire, postbox)
    take_and_note(page)
    answer = reply_and_read_the_wire(page, product, wire, number)
    postbox(steps.mail(f"Re: {answer['Subject']}", "网页预览正常，只有导出的文件是乱码。", answers=answer))
    page.get_by_text("只有导出的文件是乱码").first.wait_for(timeout=30_000)  # live, without a reload
    judge(page, number)
    propose(page, number)
    link = product.wait_for(lambda: solved_link(wire))
    confirm_as_customer(browser, link)
    page.goto(f"/desk/tickets/{number}/")
    page.locator(".ticket-head, #ticket-head, main").first.wait_for()
    assert product.run("verify").returncode == 0
    assert closed(product, number)
    forge(product)
    found = product.run("verify")
    assert found.returncode == 1
    assert "ticket:" in found.stdout.decode() + found.stderr.decode()


def arrive(page: Page, product: Product, wire: Wire, postbox: Callable[[bytes], None]) -> str:
    """The mail shows up in an open queue without a reload, and its sender is told the number."""
    page.goto("/desk/tickets/?view=unassigned")
    postbox(steps.mail("升级后导出乱码", "昨晚升级到 8.2，导出的报表打开全是乱码。"))
    told = product.wait_for(lambda: wire.to(steps.CLIENT, "单号"), 40)
    assert told["Auto-Submitted"] == "auto-replied"
    number = str(told["Subject"]).rpartition("[#")[2].rstrip("]")
    page.goto("/desk/tickets/?view=unassigned")
    page.get_by_text("升级后导出乱码").first.click()
    page.wait_for_url(f"**/desk/tickets/{number}/**")
    return number


def take_and_note(page: Page) -> None:
    """Single keys: I takes, M writes a note that no customer sees."""
    page.locator("h1").first.click()
    page.keyboard.press("i")
    page.locator("[hx-post$='/take/'], [action$='/take/']").first.wait_for(state="detached")
    page.keyboard.press("m")
    page.locator("textarea[data-for-kind=note]").fill("先用客户的文件复现")
    page.keyboard.press("Control+Enter")
    page.locator("article.msg.note").get_by_text("先用客户的文件复现").first.wait_for()


def reply_and_read_the_wire(page: Page, product: Product, wire: Wire, number: str) -> EmailMessage:
    """The reply leaves after the undo time, threaded to the customer's mail."""
    page.locator("h1").first.click()
    page.keyboard.press("r")
    page.locator("textarea[data-for-kind=reply]").fill("您好，已收到，我正在复现。")
    page.keyboard.press("Control+Enter")
    page.get_by_text("您好，已收到，我正在复现。").first.wait_for()
    answer: EmailMessage = product.wait_for(lambda: wire.to(steps.CLIENT, "我正在复现"), 40)
    assert f"[#{number}]" in str(answer["Subject"])
    assert answer["In-Reply-To"] in str(answer["References"])
    assert "Auto-Submitted" not in answer
    assert "先用客户的文件复现" not in words_of(answer)
    return answer


def judge(page: Page, number: str) -> None:
    """Complete the basics and record the cause, in the dialogs of the side panels."""

    def basics(form: Locator) -> None:
        form.locator("[name=type][value=fault]").check(force=True)
        form.locator("select[name=product]").select_option(label="砚台报表")
        form.locator("[name=version]").fill("8.2.0")

    def cause(form: Locator) -> None:
        form.locator("[name=cause]").fill("导出的 CSV 缺少 BOM")
        form.locator("[name=method][value=remote]").check(force=True)

    submit(page, f"/{number}/details/", basics)
    submit(page, f"/{number}/confirm/", cause)


def propose(page: Page, number: str) -> None:
    """A typed solution with its parts."""

    def solution(form: Locator) -> None:
        form.locator("[name=kind][value=upgrade]").check(force=True)
        form.locator("[name=version]").fill("8.2.1")
        form.locator("[name=explanation]").fill("请升级到 8.2.1，再导出一次。")

    submit(page, f"/{number}/solution/", solution)


def submit(page: Page, ending: str, fill: Callable[[Locator], None]) -> None:
    """Open the dialog behind the first control that leads to `ending`, fill it in, send it."""
    page.locator(f"[hx-get$='{ending}']:visible, a[href$='{ending}']:visible").first.click()
    form = page.locator("dialog[open] form")
    form.wait_for()
    fill(form)
    form.locator("button[type=submit]").last.click()
    form.wait_for(state="detached")


def solved_link(wire: Wire) -> str:
    """The address of the “solved” link in the solution mail, or nothing yet."""
    told = wire.to(steps.CLIENT, "answer=solved")
    if told is None:
        return ""
    found = re.search(r"http\S+\?answer=solved", words_of(told))
    return found[0] if found else ""


def confirm_as_customer(browser: Browser, link: str) -> None:
    """The customer opens the link on a phone; opening changes nothing, the button does."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.goto(link)
    steps.refuse_barriers(page)
    page.locator("textarea[name=opinion]").fill("处理很快")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    context.close()


def closed(product: Product, number: str) -> bool:
    """Whether the ticket is closed, read from the database file."""
    ticket_id = int(number[:-1]) - 1000
    with sqlite3.connect(product.database) as database:
        found = database.execute("SELECT state FROM tickets_ticket WHERE id = ?", [ticket_id]).fetchone()
    return bool(found[0] == "closed")


def forge(product: Product) -> None:
    """Somebody with the file and a hex editor: the message now says something else."""
    product.stop()
    with sqlite3.connect(product.database) as database:
        database.execute("UPDATE tickets_message SET text = '我们从来没有答应过' WHERE kind = 'reply'")
