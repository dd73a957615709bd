"""Mail safety in a real Chromium: held, looked at, released, blocked, cleaned up and taken back, on desk and phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.channels.email import services
from zhichi.channels.email.models import MailLog
from zhichi.channels.email.tests.kit import CUSTOMER, raw, receive
from zhichi.core.clock import now
from zhichi.tickets.models import Ticket
from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers, path, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from tests.people import People
    from zhichi.tickets.tests.browsing import Desktops

__all__ = ["visit"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HELD = "/desk/mail/held/"


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize(("size", "theme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_a_spam_is_held_looked_at_and_released(visit: Desktops, people: People, size: ViewportSize, theme: str) -> None:
    assert people.duty.is_intake
    receive(b"X-Spam-Flag: YES\r\n" + raw(subject="报价", text="请看 http://shop.example/offer"))
    page = visit(people.supervisor, HELD, size=size, theme=theme)
    page.get_by_role("link", name="报价").wait_for()
    assert barriers(page) == []
    assert fits(page)
    page.get_by_role("link", name="报价").press("Enter")
    page.get_by_role("heading", name="邮件内容").wait_for()
    assert page.get_by_role("link", name="shop.example").count() == 0
    assert barriers(page) == []
    assert fits(page)
    page.get_by_role("button", name="不是垃圾邮件，放行").press("Enter")
    page.get_by_role("heading", name="报价").wait_for()
    assert page.url.endswith(path(Ticket.objects.get()))


def test_a_sender_is_blocked_from_a_message_and_let_in_again(visit: Desktops, people: People) -> None:
    assert people.duty.is_intake
    ticket = receive().ticket
    assert ticket is not None
    page = visit(people.supervisor, path(ticket))
    page.get_by_role("link", name="阻止此发件人").first.click()
    assert page.get_by_label("内容").input_value() == CUSTOMER
    page.get_by_label("原因").fill("骚扰")
    assert barriers(page) == []
    page.get_by_role("button", name="加入名单").click()
    page.get_by_text(f"{CUSTOMER} 已加入名单").wait_for()
    assert receive(subject="二", text="二").log.done == "refused"
    page.get_by_role("button", name="撤销").click()
    page.get_by_text(f"{CUSTOMER} 已移出名单").wait_for()
    assert receive(subject="三", text="三").log.done in {"new", "added"}
    assert MailLog.objects.filter(done="refused").count() == 1


def test_spam_is_cleaned_up_by_search_and_taken_back(visit: Desktops, people: People) -> None:
    assert people.duty.is_intake
    for number in range(3):
        receive(subject=f"代开发票 {number}", text=str(number), sender=f"a{number}@spam.example")
    page = visit(people.supervisor, "/desk/mail/clean-up/")
    page.get_by_label("发件人").fill("@spam.example")
    page.get_by_role("button", name="查看将关闭哪些").click()
    page.get_by_role("heading", name="将关闭 3 张工单").wait_for()
    assert barriers(page) == []
    page.get_by_label("原因").fill("广告")
    page.get_by_role("button", name="按垃圾邮件关闭 3 张工单").click()
    page.get_by_text("0 / 3").wait_for()
    services.clean_up_some(at=now())  # the worker's part
    page.get_by_text("3 张工单已按垃圾邮件关闭").wait_for()
    assert barriers(page) == []
    page.get_by_role("button", name="全部撤销").click()
    page.get_by_text("正在恢复这些工单").first.wait_for()
    services.clean_up_some(at=now())
    page.get_by_text("已撤销：3 张工单恢复原状").wait_for()
    assert not Ticket.objects.filter(closed_as="spam").exists()


def test_what_files_are_taken_is_read_in_words_and_changed_in_the_handbook(visit: Desktops, people: People) -> None:
    page = visit(people.manager, "/desk/mail/kinds/")
    page.get_by_role("heading", name="接收哪些文件").wait_for()
    assert page.get_by_text("不接收：程序。检查后才会打开：磁盘映像、损坏的压缩包。").is_visible()
    assert page.get_by_text("第 1 版", exact=True).is_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="更改：含宏的文档").click()
    page.wait_for_url("**/clauses/6.4.1/values/6.4.1.macros/")


def test_a_webhook_secret_is_made_and_shown_once(visit: Desktops, people: People) -> None:
    page = visit(people.manager, "/desk/mail/providers/", size=PHONE, theme="dark")
    page.get_by_role("link", name="设置密钥").last.click()
    assert barriers(page) == []
    page.get_by_role("button", name="设置密钥").click()
    secret = page.get_by_label("密钥").input_value()
    assert secret.startswith("zhichi:")
    assert barriers(page) == []
    assert fits(page)
    page.get_by_role("link", name="我已复制").click()
    page.get_by_text(f"由{people.manager.display_name}设置").wait_for()
    assert secret not in page.content()
