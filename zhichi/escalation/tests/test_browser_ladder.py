"""A late promise goes up, rung by rung, in front of four people's browsers; the last of them acknowledges (3.1.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.people import SETUP
from zhichi.core import clock
from zhichi.escalation.tests.conftest import Tower
from zhichi.notices import services as notices
from zhichi.records import tails
from zhichi.records.selectors import policy
from zhichi.tickets import services as tickets
from zhichi.tickets.tests.browsing import DESKTOP, PHONE, barriers, path, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

__all__ = ["visit"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)
BOARD = "/desk/board/"


@pytest.mark.parametrize(
    ("size", "language", "theme", "steps"),
    [
        (DESKTOP, "zh-hans", "light", ("高级工程师", "主管", "经理")),
        (PHONE, "en", "dark", ("Senior engineer", "Supervisor", "Manager")),
    ],
    ids=["desktop", "phone"],
)
def test_goes_up_to_the_manager_and_ends_with_an_acknowledgement(
    visit: Desktops, desk: Desk, size: ViewportSize, language: str, theme: str, steps: tuple[str, ...]
) -> None:
    tower = late_by(100 * MINUTE, desk)
    late = tower.due
    board = visit(tower.people.supervisor, BOARD, size=size, language=language, theme=theme)
    for minutes, who, step in zip((0, 30, 90), ("senior", "supervisor", "manager"), steps, strict=True):
        tower.pass_(late + minutes * MINUTE + MINUTE)
        board.reload()
        row = board.locator("tr[data-row]").first
        assert step in row.inner_text(), f"{minutes} minutes late"
        assert tower.ticket.number in row.inner_text()
        page = visit(getattr(tower.people, who), "/desk/notices/", size=size, language=language, theme=theme)
        assert tower.ticket.number in page.locator("#notices").inner_text()
        assert page.locator("button[id^=acknowledge-]").count() >= 1
        _fits(page)
    assert _fits(board)
    mails = notices.send_digests(at=clock.now() + 5 * MINUTE)
    assert mails >= 4, "owner, senior, supervisor and manager, one mail each"

    manager = visit(tower.people.manager, BOARD, size=size, language=language, theme=theme)
    manager.locator("[id^=risk-ack-]").click()
    manager.locator("[id^=risk-ack-]").wait_for(state="detached")
    tails.drain()
    manager.reload()
    assert tower.people.manager.display_name in manager.locator("tr[data-row]").first.inner_text()
    manager.goto("/desk/notices/")
    assert manager.locator("button[id^=acknowledge-]").count() == 0
    owner = visit(tower.people.junior, path(tower.ticket), language=language)
    for fold in owner.locator("details.fold > summary").all():
        fold.click()
    told = owner.locator("#thread").inner_text()
    assert tower.people.manager.display_name in told  # who was told, and who knows


def test_an_answer_ends_it_and_the_board_is_empty(visit: Desktops, desk: Desk) -> None:
    tower = late_by(40 * MINUTE, desk)
    tower.pass_(clock.now())
    page = visit(tower.people.supervisor, "/desk/notices/")
    assert page.locator("button[id^=acknowledge-]").count() >= 1
    answer = tickets.Reply(text="您好，正在查。")
    tickets.reply(ticket_id=tower.ticket.pk, answer=answer, by=tower.people.actor("junior"), at=clock.now())
    tails.drain()
    page.reload()
    assert page.locator("button[id^=acknowledge-]").count() == 0
    page.goto(f"{BOARD}?when=late")
    page.locator("#board").wait_for()
    assert page.locator("#board tr[data-row]").count() == 0


def late_by(length: timedelta, desk: Desk) -> Tower:
    """A ticket of the junior's whose first answer was due that long ago; senior, supervisor and manager are there."""
    for name in ("junior", "senior", "supervisor", "manager"):
        getattr(desk.people, name)
    desk.at = clock.now() - length - timedelta(hours=policy("3.1.1.normal_hours"))
    ticket = desk.ticket()
    tickets.assign(ticket_id=ticket.pk, target=tickets.Target(owner=desk.people.junior), by=SETUP, at=desk.tick())
    ticket.refresh_from_db()
    return Tower(desk, ticket)


def _fits(page: Page) -> bool:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert not barriers(page), page.url
    return True
