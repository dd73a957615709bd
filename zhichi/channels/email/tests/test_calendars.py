"""Invitations: what, when in whose zone, where, who and what they answered; anything else reads as no invitation."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhichi.channels.email.mime.calendars import MAX_EVENTS, MAX_GUESTS, Event, Guest, Repeats, calendar_of
from zhichi.channels.email.tests.reading.protected import calendar

pytestmark = pytest.mark.one_database

START = datetime(2026, 6, 3, 2, 0, tzinfo=UTC)
ZONE = (
    "BEGIN:VTIMEZONE\nTZID:{name}\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0800\nTZOFFSETTO:+0800\n"
    "END:STANDARD\nEND:VTIMEZONE\n"
)


def event(*lines: str, zone: str = "") -> Event:
    """The one event of a file with these lines."""
    found = calendar_of(calendar(*lines, zone=zone).encode())
    assert found is not None
    [only] = found.events
    return only


@pytest.mark.parametrize(
    "line",
    [
        "DTSTART:20260603T020000Z",
        "DTSTART;TZID=Asia/Shanghai:20260603T100000",
        "DTSTART;TZID=China Standard Time:20260603T100000",
        'DTSTART;TZID="China Standard Time";X-A="b:c;d":20260603T100000',
        "DTSTART;TZID=/freeassociation.sourceforge.net/Asia/Shanghai:20260603T100000",
        'DTSTART;TZID="(UTC+08:00) 北京，重庆，香港特别行政区，乌鲁木齐":20260603T100000',
        "DTSTART;TZID=America/New_York:20260602T220000",
        "DTSTART;TZID=Eastern Standard Time:20260602T220000",
        "dtstart:2026-06-03T02:00:00Z",
    ],
)
def test_reads_the_start_in_any_zone(line: str) -> None:
    starts = event(line).starts
    assert starts is not None
    assert starts.at.astimezone(UTC) == START


def test_reads_a_zone_that_only_the_file_knows() -> None:
    starts = event("DTSTART;TZID=总部:20260603T100000", zone=ZONE.format(name="总部")).starts
    assert starts is not None
    assert starts.at.astimezone(UTC) == START


@pytest.mark.parametrize(
    "line",
    ["DTSTART:20260603T100000", "DTSTART;TZID=Nowhere/../etc:20260603T100000", "DTSTART;TZID=Asia:20260603T100000"],
)
def test_keeps_the_local_time_of_a_zone_that_nobody_knows(line: str) -> None:
    starts = event(line).starts
    assert starts is not None
    assert (starts.at.tzinfo, starts.at.hour) == (None, 10)


def test_reads_all_that_an_invitation_says() -> None:
    found = event(
        "SUMMARY;LANGUAGE=zh-cn:故障复盘\\, 第二次",
        "DTSTART;VALUE=DATE:20260603",
        "DURATION:P1DT2H",
        "LOCATION:三楼 大会议室",
        "DESCRIPTION:请带上日志\\n谢谢\n 各位",
        "STATUS:CONFIRMED",
        'ORGANIZER;CN="周经理":mailto:zhou@corp.example',
        "ATTENDEE;CN=何青;PARTSTAT=ACCEPTED:MAILTO:he@client.example",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=\"'x@y'\":mailto:x@client.example",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=5;BYDAY=WE",
        "BEGIN:VALARM",
        "SUMMARY:alarm",
        "END:VALARM",
    )
    assert (found.title, found.place, found.about) == ("故障复盘, 第二次", "三楼 大会议室", "请带上日志\n谢谢各位")
    assert (found.status, found.organiser) == ("confirmed", Guest("周经理", "zhou@corp.example"))
    assert found.guests == (Guest("何青", "he@client.example", "accepted"), Guest("x@y", "x@client.example"))
    assert found.repeats == Repeats("weekly", 2, None, 5)
    assert found.starts is not None
    assert found.ends is not None
    assert found.starts.is_day
    assert str(found.ends.at) == "2026-06-04 02:00:00"


def test_reads_answers_and_withdrawals() -> None:
    for method in ("REPLY", "CANCEL", "COUNTER"):
        found = calendar_of(calendar("SUMMARY:x", "STATUS:CANCELLED", method=method).encode())
        assert found is not None
        assert (found.method, found.events[0].status) == (method.lower(), "cancelled")


def test_reads_what_is_there_of_a_file_that_was_cut_off() -> None:
    found = calendar_of(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nLOCATION:he")
    assert found is not None
    assert (found.events[0].title, found.events[0].place) == ("x", "he")


def test_reads_gbk() -> None:
    found = calendar_of(calendar("SUMMARY:故障复盘会议").encode("gbk"))
    assert found is not None
    assert found.events[0].title == "故障复盘会议"


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff" * 50, b"BEGIN:VCALENDAR\nEND:VCALENDAR", b"BEGIN:VCARD\nFN:x\nEND:VCARD"]
)
def test_knows_what_is_no_invitation(content: bytes) -> None:
    assert calendar_of(content) is None


def test_is_bounded() -> None:
    guests = event(*(f"ATTENDEE:mailto:p{number}@client.example" for number in range(MAX_GUESTS + 50)))
    assert (len(guests.guests), guests.guests_left_out) == (MAX_GUESTS, 50)
    many = calendar_of(b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n" * 5_000)
    assert many is not None
    assert len(many.events) == MAX_EVENTS


ODD = [
    "BEGIN:VEVENT",
    "END:VEVENT",
    "BEGIN:VALARM",
    "END:VALARM",
    "DTSTART;TZID=",
    ":99999999T999999Z",
    "DTSTART:00010101T000000Z",
    "DURATION:P99999D",
    "RRULE:FREQ=;;=UNTIL=",
    'ATTENDEE;CN="',
    "\n",
    "\n ",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=12)), max_size=30))
def test_reads_any_mixture_of_lines(pieces: list[str]) -> None:
    calendar_of(("BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + "".join(pieces) + "\nEND:VEVENT\n").encode("utf-8", "replace"))
