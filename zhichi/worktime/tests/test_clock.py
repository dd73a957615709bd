"""Pauses: they may overlap, begin before the start, or be open."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from zhichi.worktime import WorkCalendar, deadline, elapsed
from zhichi.worktime.tests.test_calendar import HOUR, OFFICE, china

pytestmark = pytest.mark.one_database

DESK = WorkCalendar("Asia/Shanghai", OFFICE)
MONDAY = "2026-06-01"
Texts = list[tuple[str, str | None]]


def on_monday(pauses: Texts) -> list[tuple[datetime, datetime | None]]:
    return [(china(f"{MONDAY} {since}"), china(f"{MONDAY} {until}") if until else None) for since, until in pauses]


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([], "11:00"),
        ([("09:30", "10:00")], "11:30"),
        ([("09:30", "10:30"), ("10:00", "10:45")], "13:45"),  # they overlap: 75 minutes, over lunch
        ([("08:00", "09:30")], "11:30"),  # began before the start
        ([("07:00", "08:00")], "11:00"),  # was over before it
        ([("11:00", "12:00")], "11:00"),  # comes too late
        ([("10:30", "13:00")], "14:00"),  # lunch pauses nothing twice
        ([("11:30", None)], "11:00"),
        ([("11:00", None)], "11:00"),
        ([("10:59", None)], None),  # open: nobody can say
        ([("09:30", "09:45"), ("10:30", None)], None),
        ([("10:30", "10:30")], "11:00"),  # of no length
    ],
)
def test_two_hours_from_nine_are_used_up(pauses: Texts, due: str | None) -> None:
    found = deadline(DESK, china(f"{MONDAY} 09:00"), 2 * HOUR, on_monday(pauses))
    assert found == (china(f"{MONDAY} {due}") if due else None)


@pytest.mark.parametrize(
    ("pauses", "minutes"),
    [
        ([], 300),
        ([("10:00", "11:00")], 240),
        ([("10:00", "11:00"), ("10:30", "11:30"), ("10:00", "10:15")], 210),
        ([("08:00", "10:00")], 240),
        ([("15:00", "20:00")], 270),
        ([("14:30", None)], 240),
        ([("08:00", None)], 0),
        ([("12:00", "13:30")], 300),  # the clock stood still anyhow
    ],
)
def test_elapsed_from_nine_to_half_past_three(pauses: Texts, minutes: int) -> None:
    used = elapsed(DESK, china(f"{MONDAY} 09:00"), china(f"{MONDAY} 15:30"), on_monday(pauses))
    assert used == timedelta(minutes=minutes)


def test_due_at_the_closing_instant_with_pauses_too() -> None:
    pauses = on_monday([("16:00", "17:00")])
    assert deadline(DESK, china(f"{MONDAY} 15:00"), 2 * HOUR, pauses) == china(f"{MONDAY} 18:00")


@pytest.mark.parametrize(
    ("pauses", "first"),
    [
        ([], "09:00"),
        ([("08:00", "10:00")], "10:00"),
        ([("09:00", "12:00")], "13:30"),  # ends when the desk is closed
        ([("08:00", "12:00"), ("13:00", "14:00")], "14:00"),
        ([("09:30", None)], "09:00"),
        ([("08:00", None)], None),
    ],
)
def test_no_duration_is_due_when_the_clock_first_runs(pauses: Texts, first: str | None) -> None:
    found = deadline(DESK, china(f"{MONDAY} 08:30"), timedelta(), on_monday(pauses))
    assert found == (china(f"{MONDAY} {first}") if first else None)


def test_pauses_need_no_list_and_no_pauses_need_none() -> None:
    start = china(f"{MONDAY} 09:00")
    assert deadline(DESK, start, HOUR) == DESK.add(start, HOUR)
    assert elapsed(DESK, start, start + HOUR) == HOUR
    assert deadline(DESK, start, HOUR, iter(on_monday([("09:30", "10:00")]))) == china(f"{MONDAY} 10:30")
