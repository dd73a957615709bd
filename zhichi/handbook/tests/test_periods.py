"""Periods: months, quarters, weeks and days, in somebody's time zone."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from zhichi.core.errors import DomainError
from zhichi.handbook import periods

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
DAYS = st.dates(date(2000, 1, 1), date(2099, 1, 1))
CODES = st.one_of(
    st.builds("{:04d}-{:02d}".format, st.integers(2000, 2100), st.integers(1, 12)),
    st.builds("{:04d}-Q{}".format, st.integers(2000, 2100), st.integers(1, 4)),
    st.builds("{:04d}-W{:02d}".format, st.integers(2000, 2100), st.integers(1, 52)),
    st.integers(2000, 2100).map("{:04d}".format),
    DAYS.map(str),
    st.tuples(DAYS, st.integers(0, 400)).map(lambda pair: f"{pair[0]}..{pair[0] + timedelta(days=pair[1])}"),
)


def test_keeps_this_month_of_the_department() -> None:
    at = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)  # already November in Shanghai
    period = periods.this_month(at=at)
    assert (period.code, period.start) == ("2026-11", datetime(2026, 10, 31, 16, tzinfo=UTC))
    assert periods.this_month(zone=BERLIN, at=at).code == "2026-10"
    assert periods.this_quarter(at=at).code == "2026-Q4"
    assert periods.this_week(at=at).code == "2026-W44"


@given(CODES)
def test_keeps_codes_there_and_back(code: str) -> None:
    period = periods.parse(code, zone=SHANGHAI)
    assert periods.parse(period.code, zone=SHANGHAI) == period
    assert period.code == code
    assert period.start < period.end
    assert period.start.utcoffset() == timedelta(0)


@given(CODES, st.sampled_from([SHANGHAI, BERLIN]))
def test_keeps_periods_seamless(code: str, zone: zoneinfo.ZoneInfo) -> None:
    period = periods.parse(code, zone=zone)
    later, earlier = periods.after(period, zone=zone), periods.before(period, zone=zone)
    assert (earlier.end, later.start) == (period.start, period.end)
    assert later.kind == earlier.kind == period.kind
    assert periods.before(later, zone=zone) == period or period.kind == "custom"


@pytest.mark.parametrize(
    "code",
    [
        "1969",
        "2101",
        "0001-02",
        "2026-02-30",
        "2026-13",
        "2026-00",
        "2026-Q5",
        "2026-W54",
        "2026-11-05..2026-11-01",
        "2026-11-31..2026-12-01",
        "x" * 500,
    ],
)
def test_refuses_what_is_no_period(code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        periods.parse(code)
    assert refusal.value.code == "period"


@given(st.text(max_size=30))
def test_refuses_any_other_text_politely(code: str) -> None:
    try:
        periods.parse(code)
    except DomainError as refusal:
        assert "2026-11" in str(refusal.hint)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2026-11-20..2026-11-10", "The first day, 2026-11-20, is after the last, 2026-11-10."),
        ("1960-01-01..1961-11-10", "between 1970 and 2100"),
        ("2099-01-01..2101-01-01", "between 1970 and 2100"),
        ("1990-01-01..2026-01-01", "longer than three years"),
    ],
)
def test_says_what_is_wrong_with_days_that_were_picked(code: str, words: str) -> None:
    with translation.override("en"), pytest.raises(DomainError) as refusal:
        periods.parse(code)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("2026-11", "2026 年 11 月", "November 2026"),
        ("2026-Q4", "2026 年第 4 季度", "quarter 4 of 2026"),
        ("2026-W47", "第 47 周（2026 年 11 月 16 日 至 2026 年 11 月 22 日）", "week 47 (16 Nov 2026 to 22 Nov 2026)"),
        ("2026", "2026 年", "2026"),
        ("2026-11-24", "2026 年 11 月 24 日", "24 Nov 2026"),
        ("2026-11-01..2026-11-24", "2026 年 11 月 1 日 至 2026 年 11 月 24 日", "1 Nov 2026 to 24 Nov 2026"),
    ],
)
def test_keeps_labels_in_both_languages(code: str, zh: str, en: str) -> None:
    period = periods.parse(code)
    with translation.override("zh-hans"):
        assert period.label == zh
    with translation.override("en"):
        assert period.label == en


@given(CODES, st.sampled_from([SHANGHAI, BERLIN]))
def test_keeps_the_steps_of_a_chart_seamless_and_few(code: str, zone: zoneinfo.ZoneInfo) -> None:
    period = periods.parse(code, zone=zone)
    steps = periods.steps(period, zone=zone)
    assert (steps[0].start, steps[-1].end) == (period.start, period.end)
    assert [step.start for step in steps[1:]] == [step.end for step in steps[:-1]]
    assert 1 <= len(steps) <= 40
    assert len({id(step.root) for step in steps}) == 1
    assert [periods.parse(step.code, zone=zone).start for step in steps] == [step.start for step in steps]


def test_keeps_what_lies_in_each_part_of_a_whole() -> None:
    before, now = periods.with_before(periods.parse("2026-11"))
    assert before.code == "2026-10"
    rows = [(before.start,), (before.end - timedelta(microseconds=1),), (now.start,), (now.end,)]
    assert (list(before.cut(rows)), list(now.cut(rows))) == (rows[:2], rows[2:3])
    asked: list[int] = []
    for part in (before, now, before):
        part.root.share("rows", lambda: asked.append(1))
    assert asked == [1]
