"""Customers see the event of a mail with an invitation: by their own clock, with its file, without the guests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from zhichi.files import services as files
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from zhichi.portal.tests.conftest import Town
    from zhichi.tickets.models import Ticket

ME = "he.qing@client.example.com"
EVENT = {
    "title": "故障复盘 <b>",
    "starts": {"at": "2026-12-03T02:00:00+00:00", "day": False, "zone": "UTC"},
    "ends": {"at": "2026-12-03T03:30:00+00:00", "day": False, "zone": "UTC"},
    "place": "三楼会议室",
    "organiser": ["周经理", "zhou@corp.example", ""],
    "guests": [["白露", "bai@secret.example", "accepted"]],
    "comment": "内部备注",
}


def invited(town: Town, method: str = "request") -> Ticket:
    """A request to which its customer sent an invitation."""
    me = town.contact("何青", ME)
    ticket, at = town.ticket(me), town.tick()
    by = town.people.actor("assistant")
    calendar = files.store(
        content=b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", filename="invite.ics", claimed_type="text/calendar", by=by, at=at
    )
    words = tickets.Incoming(
        text="请参加", contact=me, attachments=[calendar], invitation={"method": method, "events": [EVENT]}
    )
    tickets.customer_message(ticket_id=ticket.pk, incoming=words, by=by, at=at)
    return ticket


@pytest.mark.parametrize(("zone", "time"), [("Asia/Shanghai", "10:00–11:30"), ("Europe/Berlin", "03:00–04:30")])
def test_shows_the_event_by_the_customers_clock(town: Town, zone: str, time: str) -> None:
    ticket = invited(town)
    me = town.contact("何青", ME)
    client = town.signed_in(me)
    me.user.time_zone = zone  # type: ignore[union-attr]
    me.user.save(update_fields=("time_zone",))  # type: ignore[union-attr]
    page = client.get(reverse("portal:request", args=[ticket.number])).text
    card = page[page.index("invitation-card") :].partition("</section>")[0]
    assert time in card
    assert "三楼会议室" in card
    assert "故障复盘 &lt;b&gt;" in card
    assert "/invite.ics" in card


def test_who_else_is_invited_stays_with_us(town: Town) -> None:
    page = Client().get(reverse("portal:guest", args=[invited(town).public_id])).text
    assert "invitation-card" in page
    for secret in ("bai@secret.example", "白露", "zhou@corp.example", "内部备注"):
        assert secret not in page


def test_what_was_called_off_offers_no_entry(town: Town) -> None:
    page = Client().get(reverse("portal:guest", args=[invited(town, "cancel").public_id])).text
    card = page[page.index("invitation-card") :].partition("</section>")[0]
    assert "<del>" in card
    assert "invite.ics" not in card
