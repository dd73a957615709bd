"""The calendar and a slow one written another way agree, over clock changes, night shifts and new years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zhichi.worktime import NeverCloses, NoWorkingTime, WorkCalendar, deadline, elapsed
from zhichi.worktime.tests.slow import Hours, SlowCalendar

pytestmark = pytest.mark.one_database

# A zone, and a day on which something happens to its clock.
PLACES = [
    ("UTC", date(2026, 12, 31)),
    ("Asia/Shanghai", date(2027, 1, 1)),
    ("Asia/Shanghai", date(1986, 5, 4)),  # summer time begins
    ("Asia/Shanghai", date(1991, 9, 15)),  # and ends for good
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # by half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Casablanca", date(2026, 2, 15)),  # Ramadan turns the clock back
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Pacific/Apia", date(2011, 12, 30)),  # a day that never was
    ("Asia/Kathmandu", date(1986, 1, 1)),  # by a quarter, at a new year
    ("America/Sao_Paulo", date(2018, 11, 4)),  # midnight does not exist
    ("America/Havana", date(2026, 11, 1)),  # midnight comes twice
]


@dataclass(frozen=True)
class Case:
    """The two calendars, and questions about the days around."""

    quick: WorkCalendar
    slow: SlowCalendar
    since: datetime
    until: datetime
    pauses: list[tuple[datetime, datetime]]


def _time(quarter: int) -> time:
    return time(quarter // 4 % 24, quarter % 4 * 15)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Up to three intervals on full quarters; the last may run past midnight."""
    points = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    if len(points) % 2:
        points.append(draw(st.integers(0, points[0])) + 96)
    return [
        (_time(opens), _time(closes)) for opens, closes in zip(points[::2], points[1::2], strict=True) if opens < 96
    ]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    zone, day = draw(st.sampled_from(PLACES))
    days = st.integers(-5, 5).map(lambda number: day + timedelta(days=number))
    weekly = draw(st.dictionaries(st.integers(0, 6), hours(), min_size=1))
    holidays = draw(st.sets(days, max_size=2))
    overrides = draw(st.dictionaries(days, hours(), max_size=3))
    breaks = draw(st.dictionaries(days, hours(), max_size=3))
    middle = datetime(day.year, day.month, day.day, tzinfo=UTC)
    instants = st.timedeltas(timedelta(days=-4), timedelta(days=4)).map(lambda away: middle + away)
    since, until = sorted((draw(instants), draw(instants)))
    pauses = [(min(pair), max(pair)) for pair in draw(st.lists(st.tuples(instants, instants), max_size=3))]
    stretch = middle - timedelta(days=5), middle + timedelta(days=5)
    quick = WorkCalendar(zone, weekly, holidays, overrides, breaks)
    return Case(quick, SlowCalendar(zone, *stretch, weekly, holidays, overrides, breaks), since, until, pauses)


@settings(max_examples=80, deadline=None)
@given(cases())
def test_agrees_on_every_quarter(case: Case) -> None:
    for at, is_open in case.slow.quarters:
        assert case.quick.is_working(at) is is_open, at


@settings(max_examples=80, deadline=None)
@given(cases())
def test_agrees_on_working_time_with_and_without_pauses(case: Case) -> None:
    assert case.quick.between(case.since, case.until) == case.slow.worked(case.since, case.until)
    used = elapsed(case.quick, case.since, case.until, case.pauses)
    assert used == case.slow.worked(case.since, case.until, case.pauses)


@settings(max_examples=80, deadline=None)
@given(cases())
def test_due_when_the_slow_one_has_counted_so_much_and_no_sooner(case: Case) -> None:
    length = case.slow.worked(case.since, case.until, case.pauses)
    assume(length)
    due = deadline(case.quick, case.since, length, case.pauses)
    assert due is not None
    assert case.slow.worked(case.since, due, case.pauses) == length
    assert case.slow.worked(case.since, due - timedelta(microseconds=1), case.pauses) < length


@settings(max_examples=80, deadline=None)
@given(cases())
def test_finds_the_same_openings_and_closings(case: Case) -> None:
    later = [at for at in case.slow.openings() if at >= case.since]
    try:
        found = case.quick.next_opening(case.since)
    except (NeverCloses, NoWorkingTime):
        assert not later
    else:
        assert found == min(later, default=found)
        assert later or found >= case.slow.last
    earlier = [at for at in case.slow.closings() if at <= case.since]
    try:
        found = case.quick.previous_closing(case.since)
    except (NeverCloses, NoWorkingTime):
        assert not earlier
    else:
        assert found == max(earlier, default=found)
        assert earlier or found <= case.slow.first


@settings(max_examples=80, deadline=None)
@given(cases())
def test_periods_are_the_open_quarters_joined(case: Case) -> None:
    found = list(case.quick.periods(case.since, case.until))
    assert sum((until - since for since, until in found), timedelta()) == case.slow.worked(case.since, case.until)
    for (_, before), (after, _) in pairwise(found):
        assert before < after, "periods that touch are one"
    openings = {at for at in case.slow.openings() if case.since < at < case.until}
    assert {since for since, _ in found} - {case.since} == openings
