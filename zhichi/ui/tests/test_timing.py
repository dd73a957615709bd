"""Times and amounts in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from zhichi.ui.timing import duration_words, size_words, time_tag, when_words

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 6, 11, 2, 42, tzinfo=UTC)  # Thursday 10:42 in Shanghai
WHEN = [
    (NOW - timedelta(seconds=59), "刚刚", "just now"),
    (NOW + timedelta(seconds=5), "刚刚", "just now"),
    (NOW - timedelta(minutes=3), "3 分钟前", "3 min ago"),
    (NOW - timedelta(minutes=59, seconds=59), "59 分钟前", "59 min ago"),
    (NOW - timedelta(minutes=60), "今天 09:42", "today 09:42"),
    (NOW + timedelta(minutes=18), "18 分钟后", "in 18 min"),
    (NOW + timedelta(hours=7), "今天 17:42", "today 17:42"),
    (NOW + timedelta(hours=24), "明天 10:42", "tomorrow 10:42"),
    (NOW - timedelta(hours=11), "昨天", "yesterday"),
    (NOW - timedelta(days=2), "周二", "Tue"),
    (NOW + timedelta(days=4), "周一 10:42", "Mon 10:42"),
    (NOW - timedelta(days=9), "6 月 2 日", "2 Jun"),
    (NOW + timedelta(days=30), "7 月 11 日", "11 Jul"),
    (datetime(2025, 11, 20, tzinfo=UTC), "2025 年 11 月", "Nov 2025"),
]


@pytest.fixture(autouse=True)
def _in_shanghai() -> Iterator[None]:
    with timezone.override("Asia/Shanghai"):
        yield


@pytest.mark.parametrize(("moment", "zh", "en"), WHEN)
def test_keeps_words_of_times(moment: datetime, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert when_words(moment, now=NOW) == zh
    with translation.override("en"):
        assert when_words(moment, now=NOW) == en


@pytest.mark.parametrize(
    ("style", "zh", "en"),
    [
        ("short", "09:56", "09:56"),
        ("time", "09:56", "09:56"),
        ("date", "6 月 11 日", "11 Jun"),
        ("full", "2026 年 6 月 11 日 09:56", "11 Jun 2026 09:56"),
    ],
)
def test_keeps_styles(style: str, zh: str, en: str) -> None:
    moment = datetime(2026, 6, 11, 1, 56, tzinfo=UTC)
    with translation.override("zh-hans"):
        assert when_words(moment, now=NOW, style=style) == zh
    with translation.override("en"):
        assert when_words(moment, now=NOW, style=style) == en


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (0, "10:42", "10:42"),
        (-1, "昨天 10:42", "yesterday 10:42"),
        (1, "明天 10:42", "tomorrow 10:42"),
        (-2, "周二 10:42", "Tue 10:42"),
        (-6, "周五 10:42", "Fri 10:42"),
        (-7, "6 月 4 日 10:42", "4 Jun 10:42"),
        (9, "6 月 20 日 10:42", "20 Jun 10:42"),
        (-365, "2025 年 6 月 11 日 10:42", "11 Jun 2025 10:42"),
    ],
)
def test_what_was_due_keeps_its_time_on_every_day(days: int, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert when_words(NOW + timedelta(days=days), now=NOW, style="due") == zh
    with translation.override("en"):
        assert when_words(NOW + timedelta(days=days), now=NOW, style="due") == en


def test_keeps_the_readers_day() -> None:
    moment = datetime(2026, 6, 10, 15, 30, tzinfo=UTC)  # 23:30 on the 10th in Shanghai, 11:30 in New York
    with translation.override("en"):
        assert when_words(moment, now=NOW) == "yesterday"
        with timezone.override("America/New_York"):
            assert when_words(moment, now=NOW) == "today 11:30"


def test_keeps_machine_time_and_full_title() -> None:
    with translation.override("zh-hans"):
        tag = time_tag(datetime(2026, 6, 11, 1, 56, 7, tzinfo=UTC), now=NOW)
    assert 'datetime="2026-06-11T01:56:07+00:00"' in tag
    assert 'title="2026 年 6 月 11 日 09:56:07"' in tag
    assert 'data-when="relative"' in tag
    assert time_tag(None, now=NOW) == "–"


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.sampled_from(["relative", "short"]))  # noqa: DTZ001
def test_keeps_words_for_any_time(moment: datetime, style: str) -> None:
    with translation.override("zh-hans"):
        assert when_words(moment.replace(tzinfo=UTC), now=NOW, style=style)


@pytest.mark.parametrize(
    ("span", "seconds", "zh", "en"),
    [
        (timedelta(minutes=18), False, "18 分", "18m"),
        (timedelta(hours=1, minutes=40), False, "1 小时 40 分", "1h 40m"),
        (timedelta(hours=2, minutes=5), False, "2 小时 05 分", "2h 05m"),
        (timedelta(hours=7), False, "7 小时", "7h"),
        (timedelta(days=1, hours=2, minutes=9), False, "1 天 2 小时", "1d 2h"),
        (372, True, "6 分 12 秒", "6m 12s"),
        (45, True, "45 秒", "45s"),
        (45, False, "0 分", "0m"),
        (None, False, "–", "–"),
    ],
)
def test_keeps_durations(span: timedelta | float | None, seconds: bool, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert duration_words(span, seconds=seconds) == zh
    with translation.override("en"):
        assert duration_words(span, seconds=seconds) == en


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (None, "0 B"), (1023, "1023 B"), (86016, "84 KB"), (1258291, "1.2 MB"), (2 * 1024**3, "2 GB")],
)
def test_keeps_sizes(count: int | None, words: str) -> None:
    assert size_words(count) == words


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [("en", "2 Jun 2026", "2 Jun 2026 21:05"), ("zh-hans", "2026 年 6 月 2 日", "2026 年 6 月 2 日 21:05")],
)
def test_formats_of_the_framework_write_days_and_the_24_hour_clock_alike(language: str, day: str, moment: str) -> None:
    at = datetime(2026, 6, 2, 21, 5, tzinfo=UTC)
    with translation.override(language):
        assert date_format(at, "DATE_FORMAT") == day
        assert date_format(at, "DATETIME_FORMAT") == moment
