"""2.2: invitations on the wire, read back from a real mail server: request, update, withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from zhichi.channels.email.services.deliver import Courier
from zhichi.channels.email.tests.conftest import post_office
from zhichi.channels.email.tests.kit import OURS, add_mailbox
from zhichi.core.clock import now
from zhichi.outbound.models import OutboundMail
from zhichi.tickets.models import Ticket
from zhichi.visits import services
from zhichi.visits.tests.conftest import desk, site

if TYPE_CHECKING:
    from email.message import EmailMessage

    from zhichi.channels.email.tests.kit import PostOffice
    from zhichi.visits.tests.conftest import Field

__all__ = ["desk", "post_office", "site"]  # fixtures of the parts that this brings together
pytestmark = pytest.mark.django_db
CLIENT = "he.qing@client.example.com"
SENIOR = "senior@staff.example.com"


def arrived(office: PostOffice, address: str) -> list[EmailMessage]:
    """Deliver what is due; the mails to an address, in order."""
    OutboundMail.objects.filter(state="queued").update(not_before=now())
    courier = Courier(now=now)
    try:
        courier.deliver()
    finally:
        courier.rest()
    mails = [office.read(place) for place in range(len(office.mails))]
    return [mail for mail in mails if address in str(mail["To"]) and event_of(mail)]


def event_of(mail: EmailMessage) -> dict[str, str]:
    """The properties of the invitation in a mail, unfolded; empty where there is none."""
    part = next((part for part in mail.walk() if part.get_content_type() == "text/calendar"), None)
    if part is None:
        return {}
    lines = part.get_content().replace("\r\n", "\n").replace("\n ", "").strip().split("\n")
    found = dict(line.split(":", 1) for line in lines)
    found["method"] = str(part.get_param("method"))
    return found


def words_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_invites_updates_and_withdraws(site: Field, post_office: PostOffice) -> None:
    add_mailbox(**post_office.settings)
    visit = site.planned()
    site.plan(visit, after=3, reason="客户临时开会")
    services.cancel(visit_id=visit.pk, reason="不需要了", by=site.by(), at=site.desk.tick())
    first, second, third = map(event_of, arrived(post_office, CLIENT))
    assert [first["METHOD"], second["METHOD"], third["METHOD"]] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [first["method"], third["method"]] == ["REQUEST", "CANCEL"]
    assert [first["SEQUENCE"], second["SEQUENCE"], third["SEQUENCE"]] == ["0", "1", "2"]
    assert first["UID"] == second["UID"] == third["UID"]
    assert [first["DTSTART"][9:], second["DTSTART"][9:]] == ["010000Z", "040000Z"]  # nine and noon in Shanghai
    assert (third["STATUS"], first["STATUS"]) == ("CANCELLED", "CONFIRMED")
    organiser = next(value for name, value in first.items() if name.startswith("ORGANIZER"))
    assert organiser == f"mailto:{OURS}"
    assert any(value == f"mailto:{CLIENT}" for name, value in first.items() if name.startswith("ATTENDEE"))


def test_invites_the_engineer_too_and_withdraws_from_who_does_not_go(site: Field, post_office: PostOffice) -> None:
    add_mailbox(**post_office.settings)
    visit = site.planned(equipment="备用交换机")
    site.plan(visit, "junior", reason="他更近", equipment="备用交换机")
    request, withdrawal = arrived(post_office, SENIOR)
    assert [event_of(request)["METHOD"], event_of(withdrawal)["METHOD"]] == ["REQUEST", "CANCEL"]
    assert "备用交换机" in words_of(request)
    client = arrived(post_office, CLIENT)
    assert [event_of(mail)["METHOD"] for mail in client] == ["REQUEST", "REQUEST"]
    assert "备用交换机" not in words_of(client[0])
    assert "/desk/" not in words_of(client[0])


def test_withdraws_when_postponed_and_invites_anew_with_a_higher_sequence(site: Field, post_office: PostOffice) -> None:
    add_mailbox(**post_office.settings)
    visit = site.planned()
    services.postpone(visit_id=visit.pk, reason="停电", by=site.by(), at=site.desk.tick())
    site.plan(visit, after=24)
    events = [event_of(mail) for mail in arrived(post_office, CLIENT)]
    assert [(event["METHOD"], event["SEQUENCE"]) for event in events] == [
        ("REQUEST", "0"), ("CANCEL", "1"), ("REQUEST", "2"),
    ]  # fmt: skip


def test_speaks_the_customers_language_and_tells_their_own_clock(site: Field, post_office: PostOffice) -> None:
    add_mailbox(**post_office.settings)
    Ticket.objects.filter(pk=site.ticket.pk).update(language="en")
    contact = site.desk.contact
    contact.time_zone = "Europe/Berlin"
    contact.save(update_fields=("time_zone",))
    with translation.override("zh-hans"):
        site.planned()
    (mail,) = arrived(post_office, CLIENT)
    assert str(mail["Subject"]).startswith("Visit planned:")
    text = words_of(mail)
    assert f"{site.monday:%Y-%m-%d} 09:00–11:00 (Beijing time, UTC+8)" in text
    assert f"for you: {site.monday:%Y-%m-%d} 02:00–04:00 (" in text
    assert "Place: 深圳市示例路 1 号" in text
    assert event_of(mail)["SUMMARY"].startswith("Visit:")


def test_invites_nobody_where_no_address_is_known(site: Field, post_office: PostOffice) -> None:
    add_mailbox(**post_office.settings)
    site.desk.contact.addresses.all().delete()
    site.planned()
    assert arrived(post_office, CLIENT) == []
    assert len(arrived(post_office, SENIOR)) == 1
