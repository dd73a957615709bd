"""Sources: what they find, what they refuse row by row, whatever the encoding."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from zhichi.calendars.choices import DayKind, SourceKind
from zhichi.calendars.sources.files import read_file
from zhichi.calendars.sources.published import (
    countries,
    day_name,
    public_holidays,
    published_years,
    statutory,
    supported,
)
from zhichi.core.errors import DomainError

if TYPE_CHECKING:
    from zhichi.calendars.sources.reading import Reading

pytestmark = pytest.mark.one_database

CSV = """日期,类型,名称,时间
2026-10-01,放假,国庆节,
2026年10月10日,补班,国庆节,
2026/12/24,,平安夜早退,09:00-12:00
2026-12-31,中断,盘点,15:00-18:00
"""


def lines(reading: Reading) -> list[str]:
    return [f"{item.day} {item.kind} {item.name}" for item in reading.days]


def codes(reading: Reading) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in reading.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_reads_a_chinese_table_in_any_usual_encoding(encoding: str) -> None:
    kind, reading = read_file(CSV.encode(encoding))
    assert kind == SourceKind.CSV
    assert lines(reading) == [
        "2026-10-01 holiday 国庆节",
        "2026-10-10 make_up 国庆节",
        "2026-12-24 hours 平安夜早退",
        "2026-12-31 break 盘点",
    ]
    assert codes(reading) == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_reads_an_english_table_with_spans_of_days(delimiter: str) -> None:
    text = "\r\n".join(
        delimiter.join(row)
        for row in (
            ("Kind", "From", "Until", "Name"),
            ("off", "2026-12-24", "2026-12-26", "Christmas"),
            ("work", "20261227", "", ""),
        )
    )
    _kind, reading = read_file(text.encode())
    assert lines(reading) == [
        "2026-12-24 holiday Christmas",
        "2026-12-25 holiday Christmas",
        "2026-12-26 holiday Christmas",
        "2026-12-27 make_up ",
    ]


def test_names_every_row_that_cannot_be_read() -> None:
    text = (
        "date,kind,name,hours,until\n2026-13-01,off,,,\n2026-10-01,party,,,\n2026-10-02,hours,,,\n2026-10-03,hours,,nine,\n"
        "1969-01-01,off,,,\n2026-10-04,off,,,2026-10-01\n2026-01-01,off,,,2026-06-01\n2026-10-05,off,,,soon\n\n2026-10-06,off,ok,,\n"
    )
    _kind, reading = read_file(text.encode())
    assert codes(reading) == [
        (2, "date"), (3, "kind"), (4, "no-hours"), (5, "hours"), (6, "range"), (7, "span"), (8, "span"), (9, "date"),
    ]  # fmt: skip
    assert lines(reading) == ["2026-10-06 holiday ok"]


def test_names_days_a_file_contradicts_itself_about() -> None:
    _kind, reading = read_file(b"date,kind\n2026-10-01,off\n2026-10-10,off\n2026-10-10,work\n2026-10-01,off\n")
    assert lines(reading) == ["2026-10-01 holiday "]
    assert codes(reading) == [(3, "conflict")]
    assert "2026-10-10 (3, 4)" in reading.problems[0].text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"  \n ", "file-empty"),
        (b"PK\x03\x04rest", "file-kind"),
        (b"%PDF-1.7", "file-kind"),
        (b"\xd0\xcf\x11\xe0\xa1", "file-kind"),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "file-encoding"),
        (b"date\x00,kind", "file-encoding"),
        (b"just,some,words\n1,2,3", "file-head"),
        (b"date,kind\n", "file-empty"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "file-empty"),
    ],
)
def test_refuses_files_of_the_wrong_kind_or_encoding(content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_file(content)
    assert (refused.value.code, list(refused.value.fields)) == (code, ["file"])


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"date,kind\n{text}".encode()))
@example(b"\xef\xbb\xbf")
@example(b'date,kind\n"' + b"x" * 140_000)
def test_reads_or_refuses_whatever_is_sent(content: bytes) -> None:
    try:
        _kind, reading = read_file(content)
    except DomainError as refused:
        assert refused.code.startswith("file-")
    else:
        assert reading.days or reading.problems


def ics(*events: str) -> bytes:
    body = "\r\n".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}\r\nEND:VCALENDAR\r\n".encode()


def test_reads_whole_days_from_an_icalendar() -> None:
    kind, reading = read_file(
        ics(
            "DTSTART;VALUE=DATE:20261001\r\nDTEND;VALUE=DATE:20261003\r\nSUMMARY:国庆节\\, 放\r\n 假",
            "DTSTART;VALUE=DATE:20261010\r\nSUMMARY:国庆节（补班）",
            "DTSTART;VALUE=DATE:20261011\r\nSUMMARY:国庆节\r\nX-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY",
            "DTSTART;VALUE=DATE:20261225\r\nDURATION:P2D\r\nSUMMARY:Christmas\r\nBEGIN:VALARM\r\nSUMMARY:no\r\nEND:VALARM",
            "DTSTART;VALUE=DATE:20261228\r\nSTATUS:CANCELLED\r\nSUMMARY:dropped",
        )
    )
    assert kind == SourceKind.ICS
    assert lines(reading) == [
        "2026-10-01 holiday 国庆节, 放假",
        "2026-10-02 holiday 国庆节, 放假",
        "2026-10-10 make_up 国庆节（补班）",
        "2026-10-11 make_up 国庆节",
        "2026-12-25 holiday Christmas",
        "2026-12-26 holiday Christmas",
    ]


def test_names_events_that_are_no_single_days() -> None:
    _kind, reading = read_file(
        ics(
            "SUMMARY:no date",
            "DTSTART:20261001T090000Z\r\nSUMMARY:meeting",
            "DTSTART;VALUE=DATE:20261001\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:birthday",
            "DTSTART;VALUE=DATE:20261001\r\nDTEND;VALUE=DATE:20260901\r\nSUMMARY:backwards",
            "DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20270101\r\nSUMMARY:year",
            "DTSTART;VALUE=DATE:20261301\r\nSUMMARY:bad",
        )
    )
    assert codes(reading) == [(1, "date"), (2, "timed"), (3, "repeats"), (4, "span"), (5, "span"), (6, "date")]
    assert not reading.days


def test_knows_the_chinese_notice_and_says_when_a_year_is_not_published() -> None:
    assert 2026 in published_years()
    newest = max(published_years())
    with pytest.raises(DomainError) as refused:
        statutory([newest + 1])
    assert refused.value.code == "not-published"
    assert str(newest + 1) in str(refused.value.message)


def test_proposes_the_days_of_the_law_for_a_year_not_published_only_when_asked() -> None:
    year = max(published_years()) + 1
    reading = statutory([year], by_law=True)
    days = {item.day for item in reading.days}
    assert {date(year, 1, 1), date(year, 5, 1), date(year, 10, 1)} <= days
    assert {item.kind for item in reading.days} == {DayKind.HOLIDAY}
    assert all("预计" in item.name for item in reading.days)
    both = statutory([year - 1, year])
    assert {item.day.year for item in both.days} == {year - 1}


@pytest.mark.parametrize(("language", "name"), [("zh-hans", "国庆节"), ("en", "National Day")])
def test_names_days_in_the_readers_language(language: str, name: str) -> None:
    with translation.override(language):
        found = {item.day: item.name for item in statutory([2026]).days}
        assert dict(countries(language))["DE"] == ("德国" if language == "zh-hans" else "Germany")
    assert found[date(2026, 10, 1)] == name


def test_knows_public_holidays_of_countries_and_regions() -> None:
    whole = {item.day for item in public_holidays("DE", "", [2026, 2027]).days}
    bavaria = {item.day for item in public_holidays("DE", "BY", [2026, 2027]).days}
    assert date(2026, 10, 3) in whole
    assert date(2026, 1, 6) in bavaria - whole
    assert whole < bavaria
    assert {"DE", "US", "JP", "CN", "FR"} <= supported().keys()


@pytest.mark.parametrize(("country", "region", "field"), [("XX", "", "country"), ("DE", "TX", "region")])
def test_refuses_unknown_countries_and_regions(country: str, region: str, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        public_holidays(country, region, [2026])
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Spring Festival", "National Day", "National Day (expected)", "National Day (expected)", "公司年会"]),
        ("zh-hans", ["春节", "国庆节", "国庆节（预计）", "国庆节（预计）", "公司年会"]),
    ],
)
def test_days_of_the_notice_are_called_by_their_name_in_the_readers_language(language: str, said: list[str]) -> None:
    kept = ("春节", "National Day", "国庆节（预计）", "National Day (expected)", "公司年会")
    with translation.override(language):
        assert [day_name(name) for name in kept] == said
