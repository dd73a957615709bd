"""Bad input, and the name of the error it gets."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from zhichi.worktime import (
    InvalidDate,
    InvalidHours,
    NaiveDatetime,
    NegativeDuration,
    OutOfRange,
    OverlappingHours,
    ReversedPeriod,
    UnknownZone,
    WorkCalendar,
    WorkTimeError,
    deadline,
    elapsed,
)
from zhichi.worktime.tests.test_calendar import HOUR, OFFICE

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.one_database

AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
NAIVE = datetime(2026, 6, 1, 2)  # noqa: DTZ001 naive is the point
DESK = WorkCalendar("Asia/Shanghai", OFFICE)


@pytest.mark.parametrize(
    "zone", ["", "Asia/Peking", "Asia", "../etc/passwd", "/etc/localtime", "Asia/Shanghai\0", None, 8]
)
def test_refuses_zones_it_does_not_know(zone: Any) -> None:
    with pytest.raises(UnknownZone):
        WorkCalendar(zone, OFFICE)


@pytest.mark.parametrize(
    "hours",
    [
        [(time(9), time(12)), (time(11), time(13))],
        [(time(9), time(12)), (time(9), time(12))],
        [(time(13), time(18)), (time(9), time(14))],  # not in order
        [(time(22), time(6)), (time(23), time(23, 30))],  # within the night shift
        [(time(9), time(9)), (time(12), time(13))],  # around the clock, and more
        [(time(0), time(0)), (time(12), time(13))],
    ],
)
def test_refuses_overlapping_hours(hours: list[tuple[time, time]]) -> None:
    day = date(2026, 6, 1)
    with pytest.raises(OverlappingHours):
        WorkCalendar("UTC", {0: hours})
    with pytest.raises(OverlappingHours):
        WorkCalendar("UTC", OFFICE, overrides={day: hours})
    with pytest.raises(OverlappingHours):
        WorkCalendar("UTC", OFFICE, breaks={day: hours})


@pytest.mark.parametrize(
    "hours",
    [
        [("09:00", "12:00")],
        [(time(9),)],
        [(time(9), time(10), time(11))],
        [time(9)],
        [(time(9, tzinfo=UTC), time(12, tzinfo=UTC))],
        [(time(9), None)],
    ],
)
def test_refuses_hours_that_are_not_pairs_of_plain_times(hours: Any) -> None:
    with pytest.raises(InvalidHours):
        WorkCalendar("UTC", {0: hours})


@pytest.mark.parametrize("weekday", [-1, 7, "0", None])
def test_refuses_weekdays_that_are_none(weekday: Any) -> None:
    with pytest.raises(InvalidHours):
        WorkCalendar("UTC", {weekday: [(time(9), time(12))]})


@pytest.mark.parametrize("day", ["2026-06-01", AT, None, 20260601])
def test_refuses_dates_that_are_none(day: Any) -> None:
    with pytest.raises(InvalidDate):
        WorkCalendar("UTC", OFFICE, holidays=[day])
    with pytest.raises(InvalidDate):
        WorkCalendar("UTC", OFFICE, overrides={day: []})
    with pytest.raises(InvalidDate):
        WorkCalendar("UTC", OFFICE, breaks={day: [(time(9), time(10))]})


@pytest.mark.parametrize("day", [date(1969, 12, 31), date(2101, 1, 1), date.min, date.max])
def test_refuses_dates_before_1970_and_after_2100(day: date) -> None:
    with pytest.raises(OutOfRange):
        WorkCalendar("UTC", OFFICE, holidays=[day])


@pytest.mark.parametrize(
    "at",
    [
        datetime(1969, 12, 31, 23, 59, tzinfo=UTC),
        datetime(2101, 1, 1, 0, 0, 1, tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=ZoneInfo("America/New_York")),
    ],
)
def test_refuses_instants_before_1970_and_after_2100(at: datetime) -> None:
    calendar = WorkCalendar("UTC", OFFICE)
    for ask in _questions(calendar, at):
        with pytest.raises(OutOfRange):
            ask()


@pytest.mark.parametrize("at", [NAIVE, date(2026, 6, 1), "2026-06-01", None, 0])
def test_refuses_datetimes_without_a_zone(at: Any) -> None:
    second: list[Callable[[], object]] = [
        lambda: DESK.between(AT, at),
        lambda: DESK.periods(AT, at),
        lambda: deadline(DESK, AT, HOUR, [(at, AT)]),
    ]
    for ask in _questions(DESK, at) + second:
        with pytest.raises(NaiveDatetime):
            ask()


def _questions(calendar: WorkCalendar, at: Any) -> list[Callable[[], object]]:
    return [
        lambda: calendar.add(at, HOUR),
        lambda: calendar.add(at, timedelta()),
        lambda: calendar.subtract(at, HOUR),
        lambda: calendar.between(at, at),
        lambda: calendar.is_working(at),
        lambda: calendar.next_opening(at),
        lambda: calendar.previous_closing(at),
        lambda: calendar.periods(at, at),
        lambda: deadline(calendar, at, HOUR, []),
        lambda: elapsed(calendar, at, at, []),
    ]


def test_refuses_negative_durations() -> None:
    for move in (DESK.add, DESK.subtract):
        with pytest.raises(NegativeDuration):
            move(AT, -HOUR)
    with pytest.raises(NegativeDuration):
        deadline(DESK, AT, -HOUR, [])


def test_refuses_periods_and_pauses_that_end_before_they_begin() -> None:
    backwards: list[Callable[[], object]] = [
        lambda: DESK.between(AT, AT - HOUR),
        lambda: DESK.periods(AT, AT - HOUR),
        lambda: elapsed(DESK, AT, AT - HOUR, []),
        lambda: elapsed(DESK, AT, AT + HOUR, [(AT, AT - HOUR)]),
        lambda: deadline(DESK, AT, HOUR, [(AT + HOUR, AT)]),
        lambda: deadline(DESK, AT, timedelta(), [(AT + HOUR, AT)]),
    ]
    for ask in backwards:
        with pytest.raises(ReversedPeriod):
            ask()


def test_every_refusal_is_a_value_error_of_one_family() -> None:
    assert issubclass(WorkTimeError, ValueError)
    with pytest.raises(WorkTimeError, match="Asia/Peking"):
        WorkCalendar("Asia/Peking", OFFICE)
