"""An invitation in a mail is read on its message in the ticket, in the reader's zone; the file is there as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from zhichi.channels.email.invitations import as_data
from zhichi.channels.email.mime.calendars import calendar_of
from zhichi.channels.email.tests.kit import receive
from zhichi.channels.email.tests.reading.building import parts, text, whole
from zhichi.channels.email.tests.reading.protected import calendar
from zhichi.tickets.invitations import shown

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

LINES = (
    "SUMMARY:故障复盘",
    "DTSTART;TZID=Eastern Standard Time:20260602T220000",
    "DURATION:PT1H",
    "LOCATION:三号会议室 <b>",
    'ORGANIZER;CN="王伟":mailto:wangwei@corp.example',
    "ATTENDEE;CN=何青;PARTSTAT=ACCEPTED:mailto:he.qing@client.example",
    "SEQUENCE:1",
    "RRULE:FREQ=WEEKLY;COUNT=4",
)


def mail_with(*lines: str, method: str = "REQUEST") -> bytes:
    """As calendar programs send it: the text, and the same as a calendar part."""
    part = text(calendar(*lines, method=method), kind="calendar", more=f"; method={method}")
    return whole(content=parts("alternative", text("请参加。"), part))


@pytest.mark.django_db
def test_the_ticket_says_what_when_where_and_who(client: Client, people: People) -> None:
    receipt = receive(mail_with(*LINES))
    assert receipt.ticket is not None
    client.force_login(people.manager)
    page = client.get(reverse("tickets:detail", args=[receipt.ticket.number])).content.decode()
    for words in (
        "邀请（有变更）",
        "故障复盘",
        "2026 年 6 月 3 日 周三 10:00–11:00",
        "2026 年 6 月 2 日 周二 22:00–23:00（Eastern Standard Time）",
        "三号会议室 &lt;b&gt;",
        "王伟 &lt;wangwei@corp.example&gt;",
        "已接受",
        "每 1 周，共 4 次",
        "invitation-1.ics",
    ):
        assert words in page, words


@pytest.mark.django_db
def test_a_meeting_that_is_called_off_says_so(client: Client, people: People) -> None:
    receipt = receive(mail_with(*LINES, method="CANCEL"))
    assert receipt.ticket is not None
    client.force_login(people.manager)
    page = client.get(reverse("tickets:detail", args=[receipt.ticket.number])).content.decode()
    assert "日程已取消" in page and "<del>故障复盘</del>" in page


def test_what_is_kept_is_bounded() -> None:
    lines = ["ATTENDEE:mailto:a@b.example"] * 500 + ["DESCRIPTION:" + "长" * 9_000, "SUMMARY:" + "题" * 9_000]
    event = f"BEGIN:VEVENT\n{chr(10).join(lines)}\nEND:VEVENT\n"
    found = as_data(calendar_of(f"BEGIN:VCALENDAR\n{event * 50}".encode()))
    assert len(found["events"]) == 5
    first = found["events"][0]
    assert (len(first["guests"]), first["left_out"], len(first["title"]), len(first["about"])) == (20, 480, 300, 1_500)
    assert shown(found)[0].guest_count == 500
    assert as_data(None) == {}
