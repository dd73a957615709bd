"""An infected file in a real Chromium: the agent's notice, the release by a manager, the way back; desk and phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.channels.email.tests.kit import receive
from zhichi.core import clock
from zhichi.files import services as files
from zhichi.files.choices import Scan
from zhichi.files.models import Attachment, Blob
from zhichi.tickets import services as tickets
from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers, path, visit

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

    from tests.people import People
    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.browsing import Desktops

__all__ = ["visit"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOUND = "Eicar-Test"


def infected(people: People) -> tuple[Ticket, Attachment]:
    by, at = people.actor("senior"), clock.now()
    ticket = receive().ticket
    assert ticket is not None
    stored = files.store(content=b"as if", filename="发票.pdf", claimed_type="", by=by, at=at)
    tickets.note(ticket_id=ticket.pk, text="见附件", by=by, at=at, attachments=[stored])
    Blob.objects.filter(pk=stored.blob_id).update(scan=Scan.INFECTED, scan_said=FOUND, scanned_at=at)
    return ticket, stored


@pytest.mark.parametrize(("size", "theme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_a_manager_sees_what_is_locked_and_releases_a_false_alarm(
    visit: Desktops, people: People, size: ViewportSize, theme: str
) -> None:
    ticket, _stored = infected(people)
    page = visit(people.manager, path(ticket), size=size, theme=theme)
    page.get_by_text(f"发现病毒：{FOUND}").wait_for()
    assert page.get_by_role("link", name="发票.pdf").count() == 0
    page.goto(page.url.partition("/desk/")[0] + "/files/quarantine/")
    page.get_by_text("未设置病毒扫描程序：文件不做病毒扫描。").wait_for()
    assert barriers(page) == []
    page.get_by_role("link", name="发票.pdf").press("Enter")
    page.get_by_role("heading", name="作为误报解除锁定").wait_for()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.locator("#release-reason").fill("自己的测试文件")
    page.get_by_role("button", name="解除锁定").press("Enter")
    page.get_by_role("heading", name="重新锁定").wait_for()
    page.get_by_text("自己的测试文件").first.wait_for()
    page.get_by_role("link", name=f"#{ticket.number}").click()
    page.get_by_role("link", name="发票.pdf").wait_for()
