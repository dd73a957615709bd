"""Laws of arithmetic with working time, for calendars and instants of any kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zhichi.worktime import WorkCalendar, deadline, elapsed
from zhichi.worktime.tests.test_against_slow import hours

pytestmark = pytest.mark.one_database

ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
AT = st.datetimes(datetime(1970, 1, 3), datetime(2100, 12, 29), timezones=st.just(UTC))  # noqa: DTZ001 zone beside it
NEAR = st.timedeltas(timedelta(), timedelta(days=800))
LENGTH = st.timedeltas(timedelta(microseconds=1), timedelta(hours=50))
NONE = timedelta()


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    weekly = draw(st.dictionaries(st.integers(0, 6), hours().filter(bool), min_size=1))
    days = st.dates(datetime(1970, 1, 1).date(), datetime(2100, 12, 31).date())  # noqa: DTZ001 only their dates
    dated = st.dictionaries(days, hours(), max_size=4)
    return WorkCalendar(draw(st.sampled_from(ZONES)), weekly, draw(st.sets(days, max_size=4)), draw(dated), draw(dated))


@settings(max_examples=80, deadline=None)
@given(calendars(), AT, LENGTH)
def test_what_was_added_lies_between_and_is_taken_away_again(
    calendar: WorkCalendar, at: datetime, by: timedelta
) -> None:
    assume(at.year < 2095)
    due = calendar.add(at, by)
    assert calendar.between(at, due) == by
    assert calendar.subtract(due, by) == calendar.add(at, NONE)


@settings(max_examples=80, deadline=None)
@given(calendars(), AT, LENGTH)
def test_what_was_taken_away_lies_between_and_is_added_again(
    calendar: WorkCalendar, at: datetime, by: timedelta
) -> None:
    assume(at.year > 1975)
    since = calendar.subtract(at, by)
    assert calendar.between(since, at) == by
    assert calendar.add(since, by) == calendar.subtract(at, NONE)


@settings(max_examples=80, deadline=None)
@given(calendars(), AT, NEAR, LENGTH, LENGTH)
def test_later_or_longer_is_never_sooner(
    calendar: WorkCalendar, at: datetime, away: timedelta, one: timedelta, other: timedelta
) -> None:
    assume(at.year < 2090)
    short, long = sorted((one, other))
    assert calendar.add(at, NONE) <= calendar.add(at, short) <= calendar.add(at, long)
    assert calendar.add(at, short) <= calendar.add(at + away, short)


@settings(max_examples=80, deadline=None)
@given(calendars(), AT, NEAR, NEAR, LENGTH, LENGTH)
def test_parts_add_up(
    calendar: WorkCalendar, at: datetime, one: timedelta, two: timedelta, first: timedelta, second: timedelta
) -> None:
    assume(at.year < 2090)
    middle, end = at + one, at + one + two
    assert calendar.between(at, middle) + calendar.between(middle, end) == calendar.between(at, end)
    assert calendar.add(calendar.add(at, first), second) == calendar.add(at, first + second)


@settings(max_examples=80, deadline=None)
@given(calendars(), AT, LENGTH, st.lists(st.tuples(NEAR, NEAR), max_size=4))
def test_a_deadline_is_where_the_clock_with_pauses_stands_at_the_duration(
    calendar: WorkCalendar, at: datetime, by: timedelta, gaps: list[tuple[timedelta, timedelta]]
) -> None:
    assume(at.year < 2080)
    pauses = [(at + away - timedelta(days=30), at + away - timedelta(days=30) + length) for away, length in gaps]
    due = deadline(calendar, at, by, pauses)
    assert due is not None
    assert elapsed(calendar, at, due, pauses) == by
    assert due >= calendar.add(at, by)


@settings(max_examples=80, deadline=None)
@given(calendars(), AT, LENGTH, NEAR)
def test_an_open_pause_holds_the_clock_unless_it_comes_too_late(
    calendar: WorkCalendar, at: datetime, by: timedelta, away: timedelta
) -> None:
    assume(at.year < 2090)
    due = calendar.add(at, by)
    held = deadline(calendar, at, by, [(at + away, None)])
    assert held == (due if due <= at + away else None)
    assert elapsed(calendar, at, due + away, [(at + away, None)]) == calendar.between(at, min(due, at) + away)


@settings(max_examples=80, deadline=None)
@given(calendars(), AT)
def test_the_same_whatever_was_asked_before(calendar: WorkCalendar, at: datetime) -> None:
    """Years are worked out as questions come: the order of questions shows in no answer."""
    assume(1980 < at.year < 2090)
    week, year = timedelta(days=7), timedelta(days=365)
    answers = calendar.is_working(at), calendar.between(at, at + week)
    calendar.between(at - 8 * year, at - 7 * year)
    calendar.between(at + 7 * year, at + 8 * year)
    assert answers == (calendar.is_working(at), calendar.between(at, at + week))
