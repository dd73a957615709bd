"""5.2.1: letters say instants by the customer's clock and name it; without one by the company's, else by ours."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from zhichi.customers.models import Contact, Organisation
from zhichi.outbound.models import OutboundMail
from zhichi.tickets import letters, mails, reports, services
from zhichi.ui.timing import zone_words, zoned_words

if TYPE_CHECKING:
    from zhichi.tickets.tests.conftest import Desk

SUMMER = datetime(2026, 7, 10, 15, 5, tzinfo=UTC)
WINTER = datetime(2026, 12, 10, 15, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "moment", "words"),
    [
        ("zh-hans", "Asia/Shanghai", SUMMER, "2026 年 7 月 10 日 23:05（北京时间，UTC+8）"),
        ("en", "Asia/Shanghai", SUMMER, "10 Jul 2026 23:05 (Beijing time, UTC+8)"),
        ("zh-hans", "Europe/Berlin", SUMMER, "2026 年 7 月 10 日 17:05（中欧夏令时间，UTC+2）"),
        ("en", "Europe/Berlin", WINTER, "10 Dec 2026 16:05 (Central European Standard Time, UTC+1)"),
        ("en", "America/New_York", WINTER, "10 Dec 2026 10:05 (Eastern Standard Time, UTC−5)"),
        ("zh-hans", "Asia/Urumqi", SUMMER, "2026 年 7 月 10 日 21:05（UTC+6）"),
        ("en", "Asia/Kolkata", SUMMER, "10 Jul 2026 20:35 (UTC+5:30)"),
        ("en", "UTC", SUMMER, "10 Jul 2026 15:05 (Coordinated Universal Time, UTC)"),
    ],
)
def test_an_instant_names_its_zone(language: str, zone: str, moment: datetime, words: str) -> None:
    with override(language):
        assert zoned_words(moment, ZoneInfo(zone)) == words


def test_every_zone_can_be_named() -> None:
    from zoneinfo import available_timezones

    for language in ("zh-hans", "en"):
        with override(language):
            assert all(zone_words(SUMMER, ZoneInfo(name)) for name in sorted(available_timezones()))


@pytest.mark.django_db
def test_the_zone_is_the_customers_else_the_companys_else_ours(desk: Desk) -> None:
    ticket = desk.ticket()
    Organisation.objects.update(time_zone="Europe/London")
    assert zone(desk, ticket.pk, contact="Europe/Berlin") == "Europe/Berlin"
    assert zone(desk, ticket.pk, contact="Mars/Olympus") == "Europe/London"
    Organisation.objects.update(time_zone="")
    assert zone(desk, ticket.pk, contact="") == "Asia/Shanghai"
    assert zone(desk, desk.ticket(contact=None).pk, contact="Europe/Berlin") == "Asia/Shanghai"


def zone(desk: Desk, key: int, *, contact: str) -> str:
    from zhichi.tickets.models import Ticket

    Contact.objects.update(time_zone=contact)
    return mails.zone_of(Ticket.objects.get(pk=key)).key


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_progress_report_says_the_next_one_by_the_customers_clock(desk: Desk, language: str) -> None:
    from zhichi.tickets.models import Ticket

    Contact.objects.update(time_zone="America/New_York", language=language)
    desk.contact.refresh_from_db()
    ticket = desk.ticket()
    Ticket.objects.update(language=language)
    services.take(ticket_id=ticket.pk, by=desk.people.actor("senior"), at=desk.tick())
    words = services.Report(doing="still looking")
    services.report(ticket_id=ticket.pk, words=words, by=desk.people.actor("senior"), at=desk.tick())
    text = OutboundMail.objects.latest("pk").text
    named = re.search(
        r"北美东部(标准|夏令)时间，UTC−[45]" if language == "zh-hans" else r"Eastern \w+ Time, UTC−[45]", text
    )
    assert named is not None, text


CLOCK = re.compile(r"\d{1,2}:\d{2}(?!\d)")


@pytest.mark.parametrize("key", [*letters.SHIPPED])
def test_shipped_letters_hold_no_bare_time(key: tuple[str, str]) -> None:
    """Whatever says an instant goes through the placeholders of progress reports and links, which name the zone."""
    kind, language = key
    assert not CLOCK.search(letters.sample(kind, letters.SHIPPED[key], language))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sample_of_a_report_names_its_zone_too(language: str) -> None:
    sample = reports.sample(reports.SHIPPED[language], language, at=SUMMER - timedelta(hours=4))
    assert ("北京时间" if language == "zh-hans" else "Beijing time") in sample
