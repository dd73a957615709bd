"""Help and contact: where to write to and when somebody works, for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from zhichi.calendars import selectors as calendars
from zhichi.calendars.hours import read
from zhichi.calendars.services import CalendarData, create_calendar
from zhichi.channels.email.models import Mailbox
from zhichi.core import clock

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.portal.tests.conftest import Town


def test_says_when_somebody_works_and_where_to_write(
    guest: Any, people: People, django_assert_max_num_queries: Any
) -> None:
    """An address that is only sent from is no place to write to; neither is one that is out of use."""
    for number, (address, host, is_active) in enumerate(
        [("support@example.com", "imap.example.com", True), ("only-sends@example.com", "", True),
         ("closed@example.com", "imap.example.com", False)]
    ):  # fmt: skip
        Mailbox.objects.create(
            address=address, name="支持", imap_host=host, is_active=is_active, is_default=number == 0
        )
    week = [read("09:00-18:00")] * 5 + [read("")] * 2
    data = CalendarData(name="公司日历", time_zone="Asia/Shanghai")
    calendar = create_calendar(data=data, weekly=week, by=people.actor("manager"), at=people.at)
    with django_assert_max_num_queries(5):
        page = guest.get(reverse("portal:help"))
    assert "mailto:support@example.com" in page.text
    assert "only-sends" not in page.text and "closed@" not in page.text
    today = calendars.today_of(calendar, clock.now())
    days = page.context["days"]
    assert [day.date.toordinal() - today.toordinal() for day in days] == list(range(7))
    assert [bool(day.hours) for day in days].count(True) == 5
    assert "09:00-18:00" in page.text and "休息" in page.text


def test_every_page_of_the_portal_leads_there(guest: Any, town: Town) -> None:
    client = town.signed_in(town.contact("何青", "he.qing@client.example.com"), language="en")
    for browser, words in ((guest, "帮助与联系方式"), (client, "Help and contact")):
        page = browser.get("/").text
        assert f'href="{reverse("portal:help")}"' in page
        assert words in browser.get(reverse("portal:help")).text


def test_without_calendar_and_mailbox_the_form_remains(guest: Any, db: None) -> None:
    """Bad input: an installation that was set up a minute ago."""
    page = guest.get(reverse("portal:help"))
    assert page.status_code == 200
    assert reverse("portal:new") in page.text
    assert "mailto:" not in page.text and page.context["days"] == []


def test_leads_staff_to_no_requests_that_they_cannot_have(guest: Any, town: Town, people: People) -> None:
    """Bad reader: staff looking at the customers' page, for whom the list of requests is refused."""
    client = town.signed_in(town.contact("何青", "he.qing@client.example.com"))
    assert "我的全部请求" in client.get("/help/").text
    guest.force_login(people.manager, backend="zhichi.accounts.backends.MailAddressBackend")
    assert "我的全部请求" not in guest.get("/help/").text


def test_leads_from_the_first_page_to_the_knowledge_base(guest: Any) -> None:
    assert f'action="{reverse("kbase:search")}"' in guest.get(reverse("portal:home")).text
