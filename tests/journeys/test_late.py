"""A promise breaks: the manager sees bell and board without a reload, gets one mail, acknowledges."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.journeys import steps
from tests.journeys.conftest import words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.conftest import Wire
    from tests.journeys.product import Product
    from zhichi.channels.email.tests.dovecot import Dovecot

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

SUBJECT = "门店网络全断了"


def test_a_promise_breaks_and_whoever_must_know_hears_of_it(
    page: Page, product: Product, wire: Wire, dovecot: Dovecot, postbox: Callable[[bytes], None]
) -> None:
    steps.sign_in(page)
    steps.add_mailbox(page, imap_port=dovecot.port, smtp_port=wire.port)
    page.goto("/desk/board/")
    postbox(steps.mail(SUBJECT, "三家门店都连不上，请尽快。"))
    page.get_by_text(SUBJECT).wait_for(timeout=40_000)  # on the open board, without a reload
    let_hours_pass(product)
    row = page.locator("tr[data-row]", has_text=SUBJECT)
    row.get_by_text("经理").wait_for(timeout=40_000)  # nobody stands between: the manager is told at once
    page.locator(".rail [data-badge=notices]:visible").wait_for()
    steps.refuse_barriers(page)
    mail = digest(product, wire)
    assert SUBJECT in mail
    assert "/desk/notices/" in mail
    row.get_by_role("button", name="确认收到").click()
    row.get_by_text("周明远").wait_for()
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/desk/notices/**")
    page.get_by_text("周明远 已确认收到").first.wait_for()
    page.locator(".rail [data-badge=notices]").wait_for(state="hidden")
    steps.refuse_barriers(page)


def let_hours_pass(product: Product) -> None:
    """The clocks of the request stand as if it had come five hours ago; its first answer was due since."""
    with sqlite3.connect(product.database, timeout=30) as database:
        for column in ("since", "due_at", "act_at"):
            database.execute(f"UPDATE sla_clock SET {column} = datetime({column}, '-5 hours')")  # noqa: S608 - own names
        database.execute("UPDATE tickets_ticket SET due_at = datetime(due_at, '-5 hours')")
    database.close()


def digest(product: Product, wire: Wire) -> str:
    """The time of collecting is over: the one mail that leaves."""
    with sqlite3.connect(product.database, timeout=30) as database:
        database.execute("UPDATE notices_inbox SET mail_due_at = datetime(mail_due_at, '-10 minutes')")
    database.close()
    mail = product.wait_for(lambda: wire.to(steps.MANAGER, SUBJECT), 40)
    assert "待确认" in str(mail["Subject"])
    return words_of(mail)
