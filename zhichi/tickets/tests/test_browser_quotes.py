"""What was left out of a mail, in a real Chromium: one key away, and it stays open when the page is told of news."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.core.actors import Actor
from zhichi.tickets import services
from zhichi.tickets.tests.browsing import barriers, path, tell

if TYPE_CHECKING:
    from zhichi.tickets.tests.browsing import Desktops
    from zhichi.tickets.tests.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_quote_opens_by_key_and_stays_open_when_a_colleague_writes(visit: Desktops, desk: Desk) -> None:
    ticket = desk.worked()
    words = services.Incoming(text="还是不行\n\n> 请重启", trimmed_text="还是不行", contact=desk.contact)
    services.customer_message(ticket_id=ticket.pk, incoming=words, by=Actor.guest("何青"), at=desk.tick())
    page = visit(desk.people.senior, path(ticket))
    quote = page.get_by_text("请重启")
    assert not quote.is_visible()
    page.locator(".quoted > summary").focus()
    page.keyboard.press("Enter")
    quote.wait_for()
    assert barriers(page) == []
    services.note(ticket_id=ticket.pk, text="已看过日志", by=desk.people.actor("supervisor"), at=desk.tick())
    tell(page, ticket)
    page.get_by_text("已看过日志").wait_for()
    assert quote.is_visible()
