"""Hours as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.calendars.hours import checked_week, of_json, read, runs_past_midnight, show, to_json
from zhichi.core.errors import DomainError

if TYPE_CHECKING:
    from datetime import time

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("09:00-12:00, 13:30-18:00", "09:00-12:00, 13:30-18:00"),
        ("13:30-18:00；9-12", "09:00-12:00, 13:30-18:00"),
        ("9：00～12：00、13：30至18：00", "09:00-12:00, 13:30-18:00"),
        ("22:00-次日06:00", "22:00-06:00"),
        ("0-24", "00:00-24:00"),
        ("18:00-00:00", "18:00-24:00"),
        ("", ""),
        (" , ", ""),
    ],
)
def test_reads_what_people_write(text: str, shown: str) -> None:
    assert show(read(text)) == shown
    assert of_json(to_json(read(text))) == read(text)


@pytest.mark.parametrize(
    "text",
    ["nine to five", "09:00", "25:00-26:00", "09:60-10:00", "24:00-25:00", "09:00-24:01", "9-12, 11-13", "22-6, 23-24"],
)
def test_refuses_what_is_no_stretch_of_time_and_what_overlaps(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read(text)


@given(st.lists(st.tuples(st.times(), st.times()), max_size=1))
def test_stores_and_reads_any_stretch_to_the_minute(hours: list[tuple[time, time]]) -> None:
    minutes = [(one.replace(second=0, microsecond=0), two.replace(second=0, microsecond=0)) for one, two in hours]
    assert list(of_json(to_json(minutes))) == minutes


def test_midnight_at_the_end_is_not_past_midnight() -> None:
    assert [runs_past_midnight(read(text)[0]) for text in ("18-24", "22-6", "9-12")] == [False, True, False]


def test_refuses_a_week_without_working_time() -> None:
    with pytest.raises(DomainError) as refused:
        checked_week([()] * 7)
    assert refused.value.code == "no-working-time"


@pytest.mark.parametrize("days", [(0, 1), (6, 0)])
def test_refuses_a_night_that_runs_into_the_next_day(days: tuple[int, int]) -> None:
    week = [
        read("22-6") if number == days[0] else read("05:00-12:00") if number == days[1] else () for number in range(7)
    ]
    with pytest.raises(DomainError) as refused:
        checked_week(week)
    assert list(refused.value.fields) == [f"day_{days[1]}"]


def test_takes_a_night_that_ends_when_the_next_day_begins() -> None:
    assert checked_week([read("22-6, 6-14")] * 7)
