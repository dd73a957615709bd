"""Each sentence of what a calendar promises, by example."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from zhichi.worktime import NeverCloses, NoWorkingTime, WorkCalendar
from zhichi.worktime.tests.slow import utc

pytestmark = pytest.mark.one_database

NINE, NOON, HALF_PAST_ONE, SIX = time(9), time(12), time(13, 30), time(18)
OFFICE = {weekday: [(NINE, NOON), (HALF_PAST_ONE, SIX)] for weekday in range(5)}
ALWAYS = {weekday: [(time(0), time(0))] for weekday in range(7)}
NIGHT = {weekday: [(time(22), time(6))] for weekday in range(5)}
HOUR = timedelta(hours=1)


def china(text: str) -> datetime:
    """An instant by the clock of Shanghai; 2026-06-01 is a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def spans(calendar: WorkCalendar, first: str, last: str) -> list[str]:
    """The periods between two instants, by the calendar's clock."""
    zone = ZoneInfo(calendar.timezone)
    found = calendar.periods(
        datetime.fromisoformat(first).replace(tzinfo=zone), datetime.fromisoformat(last).replace(tzinfo=zone)
    )
    return [f"{since.astimezone(zone):%d %H:%M}-{until.astimezone(zone):%d %H:%M}" for since, until in found]


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-06-01 10:00", 2, "2026-06-01 12:00"),  # exactly at closing: due at that closing instant
        ("2026-06-01 10:00", 2.5, "2026-06-01 14:00"),  # lunch is no working time
        ("2026-06-05 17:00", 1, "2026-06-05 18:00"),
        ("2026-06-05 17:00", 2, "2026-06-08 10:00"),  # over the weekend
        ("2026-06-06 11:00", 1, "2026-06-08 10:00"),  # asked on a Saturday
        ("2026-06-01 10:00", 0, "2026-06-01 10:00"),  # no duration: the first open instant at or after the start
        ("2026-06-01 12:00", 0, "2026-06-01 13:30"),  # a closing instant is not open
        ("2026-06-05 18:00", 0, "2026-06-08 09:00"),
        ("2026-06-01 09:00", 37.5, "2026-06-05 18:00"),
    ],
)
def test_adds_working_time(start: str, hours: float, due: str) -> None:
    calendar = WorkCalendar("Asia/Shanghai", OFFICE)
    assert calendar.add(china(start), hours * HOUR) == china(due)


@pytest.mark.parametrize(
    ("end", "hours", "start"),
    [
        ("2026-06-01 11:00", 2, "2026-06-01 09:00"),  # exactly at opening: from that opening instant
        ("2026-06-01 14:00", 2.5, "2026-06-01 10:00"),
        ("2026-06-08 10:00", 2, "2026-06-05 17:00"),
        ("2026-06-01 10:00", 0, "2026-06-01 10:00"),
        ("2026-06-08 09:00", 0, "2026-06-05 18:00"),  # nothing before an opening instant was worked
        ("2026-06-06 11:00", 0, "2026-06-05 18:00"),
    ],
)
def test_takes_working_time_away(end: str, hours: float, start: str) -> None:
    assert WorkCalendar("Asia/Shanghai", OFFICE).subtract(china(end), hours * HOUR) == china(start)


def test_answers_in_utc_whatever_zone_was_asked() -> None:
    due = WorkCalendar("Asia/Shanghai", OFFICE).add(china("2026-06-01 10:00"), HOUR)
    assert due.tzinfo is UTC


def test_opening_belongs_to_the_period_and_closing_does_not() -> None:
    calendar = WorkCalendar("Asia/Shanghai", OFFICE)
    instants = ["2026-06-01 08:59:59", "2026-06-01 09:00", "2026-06-01 11:59:59", "2026-06-01 12:00"]
    assert [calendar.is_working(china(at)) for at in instants] == [False, True, True, False]


@pytest.mark.parametrize(
    ("at", "opening", "closing"),
    [
        ("2026-06-06 11:00", "2026-06-08 09:00", "2026-06-05 18:00"),
        ("2026-06-01 12:30", "2026-06-01 13:30", "2026-06-01 12:00"),
        ("2026-06-01 10:00", "2026-06-01 13:30", "2026-05-29 18:00"),  # open now: the one after the next closing
        ("2026-06-01 09:00", "2026-06-01 09:00", "2026-05-29 18:00"),
        ("2026-06-01 12:00", "2026-06-01 13:30", "2026-06-01 12:00"),
    ],
)
def test_names_the_next_opening_and_the_previous_closing(at: str, opening: str, closing: str) -> None:
    calendar = WorkCalendar("Asia/Shanghai", OFFICE)
    assert calendar.next_opening(china(at)) == china(opening)
    assert calendar.previous_closing(china(at)) == china(closing)


def test_midnight_as_end_is_the_end_of_the_day() -> None:
    calendar = WorkCalendar("Asia/Shanghai", {0: [(time(20), time(0))]})
    assert spans(calendar, "2026-06-01", "2026-06-03") == ["01 20:00-02 00:00"]


def test_runs_past_midnight_where_the_end_is_not_after_the_start() -> None:
    calendar = WorkCalendar("Asia/Shanghai", {0: [(time(22), time(6))], 3: [(time(8), time(8))]})
    assert spans(calendar, "2026-06-01", "2026-06-08") == ["01 22:00-02 06:00", "04 08:00-05 08:00"]


def test_what_touches_across_midnight_neither_closes_nor_opens() -> None:
    weekly = {0: [(time(20), time(0))], 1: [(time(0), time(4))]}
    calendar = WorkCalendar("Asia/Shanghai", weekly)
    assert spans(calendar, "2026-06-01", "2026-06-03") == ["01 20:00-02 04:00"]
    assert calendar.previous_closing(china("2026-06-02 02:00")) == china("2026-05-26 04:00")
    assert calendar.next_opening(china("2026-06-01 23:00")) == china("2026-06-08 20:00")
    assert calendar.is_working(china("2026-06-02 00:00"))


def test_what_touches_at_new_year_neither_closes_nor_opens() -> None:
    weekly = {3: [(time(20), time(0))], 4: [(time(0), time(4))]}  # 31 December 2026 is a Thursday
    for asked_first in ("2026-12-31 23:00", "2027-01-01 00:00", "2027-01-01 01:00"):
        calendar = WorkCalendar("Asia/Shanghai", weekly)
        assert calendar.is_working(china(asked_first))
        assert calendar.previous_closing(china(asked_first)) == china("2026-12-25 04:00")
        assert calendar.next_opening(china(asked_first)) == china("2027-01-07 20:00")


def test_a_desk_that_never_closes_says_so() -> None:
    calendar = WorkCalendar("Asia/Shanghai", ALWAYS)
    at = china("2026-06-01 10:00")
    assert calendar.add(at, 100 * HOUR) == at + 100 * HOUR
    assert calendar.between(at, at + timedelta(days=365)) == timedelta(days=365)
    for ask in (calendar.next_opening, calendar.previous_closing):
        with pytest.raises(NeverCloses):
            ask(at)


def test_a_holiday_closes_its_date() -> None:
    calendar = WorkCalendar("Asia/Shanghai", OFFICE, holidays=[date(2026, 10, 1)])
    assert not calendar.is_working(china("2026-10-01 10:00"))
    assert calendar.add(china("2026-09-30 17:30"), HOUR) == china("2026-10-02 09:30")


def test_an_override_replaces_the_whole_day() -> None:
    calendar = WorkCalendar("Asia/Shanghai", OFFICE, overrides={date(2026, 6, 1): [(time(10), time(11))]})
    assert spans(calendar, "2026-06-01", "2026-06-02") == ["01 10:00-01 11:00"]


def test_an_empty_override_closes_the_day() -> None:
    calendar = WorkCalendar("Asia/Shanghai", OFFICE, overrides={date(2026, 6, 1): []})
    assert spans(calendar, "2026-06-01", "2026-06-02") == []


def test_a_make_up_day_opens_a_saturday_even_if_it_is_listed_as_a_holiday() -> None:
    saturday = date(2026, 10, 10)
    calendar = WorkCalendar("Asia/Shanghai", OFFICE, holidays=[saturday], overrides={saturday: OFFICE[0]})
    assert spans(calendar, "2026-10-10", "2026-10-11") == ["10 09:00-10 12:00", "10 13:30-10 18:00"]


def test_breaks_cut_pieces_out_of_a_day() -> None:
    day = date(2026, 6, 1)
    calendar = WorkCalendar(
        "Asia/Shanghai", OFFICE, breaks={day: [(time(8), time(9, 15)), (time(10), time(10, 30)), (time(11), time(14))]}
    )
    assert spans(calendar, "2026-06-01", "2026-06-02") == [
        "01 09:15-01 10:00",
        "01 10:30-01 11:00",
        "01 14:00-01 18:00",
    ]


def test_breaks_cut_an_override_too() -> None:
    day = date(2026, 6, 6)
    calendar = WorkCalendar(
        "Asia/Shanghai", OFFICE, overrides={day: [(NINE, NOON)]}, breaks={day: [(time(10), time(11))]}
    )
    assert spans(calendar, "2026-06-06", "2026-06-07") == ["06 09:00-06 10:00", "06 11:00-06 12:00"]


def test_a_break_cuts_the_tail_of_the_night_shift_on_whose_clock_it_falls() -> None:
    calendar = WorkCalendar("Asia/Shanghai", NIGHT, breaks={date(2026, 6, 2): [(time(2), time(3))]})
    assert spans(calendar, "2026-06-01 12:00", "2026-06-02 12:00") == ["01 22:00-02 02:00", "02 03:00-02 06:00"]


def test_a_break_may_run_past_midnight() -> None:
    calendar = WorkCalendar("Asia/Shanghai", NIGHT, breaks={date(2026, 6, 1): [(time(23, 30), time(0, 30))]})
    assert spans(calendar, "2026-06-01 12:00", "2026-06-02 12:00") == ["01 22:00-01 23:30", "02 00:30-02 06:00"]


def test_a_shift_belongs_to_the_day_on_which_it_begins() -> None:
    """So a closed day ends no shift of the day before, and its own shift does not begin."""
    tuesday = date(2026, 6, 2)
    by_holiday = WorkCalendar("Asia/Shanghai", NIGHT, holidays=[tuesday])
    by_override = WorkCalendar("Asia/Shanghai", NIGHT, overrides={tuesday: []})
    for calendar in (by_holiday, by_override):
        assert spans(calendar, "2026-06-01 12:00", "2026-06-04 12:00") == ["01 22:00-02 06:00", "03 22:00-04 06:00"]


def test_an_override_and_the_tail_of_the_night_before_are_joined() -> None:
    calendar = WorkCalendar("Asia/Shanghai", NIGHT, overrides={date(2026, 6, 2): [(time(5), time(9))]})
    assert spans(calendar, "2026-06-01 12:00", "2026-06-02 12:00") == ["01 22:00-02 09:00"]
    assert calendar.between(china("2026-06-01 12:00"), china("2026-06-02 12:00")) == 11 * HOUR


@pytest.mark.parametrize(
    ("zone", "since", "until", "hours"),
    [
        ("America/New_York", "2026-03-08 05:00", "2026-03-09 04:00", 23),  # the clock jumps over 02:00
        ("America/New_York", "2026-11-01 04:00", "2026-11-02 05:00", 25),
        ("Australia/Lord_Howe", "2026-10-03 13:30", "2026-10-04 13:00", 23.5),
        ("Australia/Lord_Howe", "2026-04-04 13:00", "2026-04-05 13:30", 24.5),
        ("Asia/Shanghai", "1986-05-03 16:00", "1986-05-04 15:00", 23),
        ("Asia/Shanghai", "1991-09-14 15:00", "1991-09-15 16:00", 25),
        ("Pacific/Apia", "2011-12-30 10:00", "2011-12-30 10:00", 0),  # 30 December never was
    ],
)
def test_a_day_has_the_hours_its_clock_gives_it(zone: str, since: str, until: str, hours: float) -> None:
    day = utc(since).astimezone(ZoneInfo(zone)).date()
    calendar = WorkCalendar(zone, {}, overrides={day: [(time(0), time(0))]})
    if hours:
        assert list(calendar.periods(utc(since) - 40 * HOUR, utc(until) + 40 * HOUR)) == [(utc(since), utc(until))]
    assert calendar.between(utc(since), utc(until)) == hours * HOUR


def test_a_day_that_never_was_has_no_working_time() -> None:
    calendar = WorkCalendar("Pacific/Apia", {}, overrides={date(2011, 12, 30): [(NINE, SIX)]})
    assert list(calendar.periods(utc("2011-12-28 00:00"), utc("2012-01-02 00:00"))) == []


@pytest.mark.parametrize(
    ("hours", "since", "until"),
    [
        ((time(2, 30), time(4)), "2026-03-29 01:00", "2026-03-29 02:00"),  # opens when the clock jumps over 02:30
        ((time(1), time(2, 30)), "2026-03-29 00:00", "2026-03-29 01:00"),  # closes when it does
        ((time(2, 30), time(4)), "2026-10-25 00:30", "2026-10-25 03:00"),  # 02:30 twice: opens at the first
        ((time(1), time(2, 30)), "2026-10-24 23:00", "2026-10-25 00:30"),  # closes at the first
    ],
)
def test_times_that_the_clock_skips_or_repeats(hours: tuple[time, time], since: str, until: str) -> None:
    calendar = WorkCalendar("Europe/Berlin", {6: [hours]})
    assert list(calendar.periods(utc(since) - 5 * HOUR, utc(until) + 5 * HOUR)) == [(utc(since), utc(until))]


def test_both_showings_of_a_repeated_hour_are_instants_of_their_own() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    calendar = WorkCalendar("Europe/Berlin", ALWAYS)
    first = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    assert calendar.between(first, first.replace(fold=1)) == HOUR
    assert calendar.add(first, HOUR).astimezone(berlin).fold == 1


def test_no_stretch_has_no_periods() -> None:
    calendar = WorkCalendar("Asia/Shanghai", OFFICE)
    for at in ("2026-06-01 09:00", "2026-06-01 10:00", "2026-06-01 12:00", "2026-06-01 20:00"):
        assert list(calendar.periods(china(at), china(at))) == []


def test_overlapping_shifts_of_two_days_count_once() -> None:
    calendar = WorkCalendar("Asia/Shanghai", {0: [(time(20), time(6))], 1: [(time(5), time(7))]})
    assert calendar.between(china("2026-06-01 12:00"), china("2026-06-02 12:00")) == 11 * HOUR


def test_a_calendar_without_working_time_refuses_to_look_for_it() -> None:
    at = china("2026-06-01 10:00")
    for calendar in (WorkCalendar("Asia/Shanghai", {}), WorkCalendar("Asia/Shanghai", {0: []})):
        assert calendar.between(at, at + timedelta(days=30)) == timedelta()
        assert not calendar.is_working(at)
        for ask in (calendar.next_opening, calendar.previous_closing):
            with pytest.raises(NoWorkingTime):
                ask(at)
        for move in (calendar.add, calendar.subtract):
            for length in (timedelta(), HOUR):
                with pytest.raises(NoWorkingTime):
                    move(at, length)


def test_working_time_that_ends_is_given_out_to_the_last_minute() -> None:
    calendar = WorkCalendar("Asia/Shanghai", {}, overrides={date(2026, 6, 1): [(NINE, NOON)]})
    start = china("2020-01-01 00:00")
    assert calendar.add(start, 3 * HOUR) == china("2026-06-01 12:00")
    with pytest.raises(NoWorkingTime):
        calendar.add(start, 3 * HOUR + timedelta(microseconds=1))
    with pytest.raises(NoWorkingTime):
        calendar.next_opening(china("2026-06-01 10:00"))
    assert calendar.previous_closing(china("2090-01-01 00:00")) == china("2026-06-01 12:00")


def test_reaches_from_1970_to_2100() -> None:
    calendar = WorkCalendar("Asia/Shanghai", ALWAYS)
    first, end = china("1970-01-01 00:00"), china("2101-01-01 00:00")
    assert calendar.between(first, end) == end - first
    assert calendar.add(first, end - first) == end
    assert calendar.subtract(end, end - first) == first
    assert not calendar.is_working(end)


def test_equal_calendars_are_equal_however_they_were_written() -> None:
    one = WorkCalendar("Asia/Shanghai", {0: [(NINE, NOON), (NOON, SIX)]}, holidays=[date(2026, 1, 1)])
    two = WorkCalendar("Asia/Shanghai", {1: [], 0: [(NINE, SIX)]}, overrides={date(2026, 1, 1): []})
    assert one == two
    assert len({one, two}) == 1
    assert one != WorkCalendar("UTC", {0: [(NINE, SIX)]}, holidays=[date(2026, 1, 1)])


def test_threads_may_share_a_calendar() -> None:
    calendar, at, answers = WorkCalendar("Asia/Shanghai", OFFICE), china("2026-06-01 09:00"), []
    reach = [timedelta(days=365 * years) for years in range(-40, 41)]
    threads = [
        Thread(target=lambda away=away: answers.append((at + away, calendar.add(at + away, 100 * HOUR))))
        for away in reach
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alone = WorkCalendar("Asia/Shanghai", OFFICE)
    assert len(answers) == len(reach)
    assert all(due == alone.add(start, 100 * HOUR) for start, due in answers)
