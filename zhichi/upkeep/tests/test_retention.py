"""Which backups are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhichi.upkeep.archive.places import NAME_FORMAT
from zhichi.upkeep.archive.retention import ALWAYS, kept

START = datetime(2026, 1, 1, 2, 0, tzinfo=UTC)


def names(*hours: float) -> list[str]:
    return [(START + timedelta(hours=one)).strftime(NAME_FORMAT) for one in hours]


def test_keeps_one_a_day_week_and_month() -> None:
    every_day = names(*(24 * day for day in range(120)))
    stays = sorted(kept(every_day, daily=7, weekly=4, monthly=3), reverse=True)
    assert stays[:7] == sorted(every_day, reverse=True)[:7]
    assert len(stays) == 7 + 2 + 2  # two of the four weeks and one of the three months are among the days
    assert any(name.startswith("2026-03-31") for name in stays)


def test_keeps_the_newest_of_a_day() -> None:
    same_day = names(1, 3, 5, 7, 9)
    assert kept(same_day, daily=1, weekly=0, monthly=0) == set(same_day[-ALWAYS:])


def test_takes_the_second_of_one_second_as_newer() -> None:
    first = names(1)[0]
    found = [first, f"{first}-2", *names(30, 31, 32)]
    assert f"{first}-2" in kept(found, daily=2, weekly=0, monthly=0)
    assert first not in kept(found, daily=2, weekly=0, monthly=0)


@given(
    st.lists(st.integers(0, 24 * 400), min_size=1, unique=True),
    st.integers(0, 20),
    st.integers(0, 10),
    st.integers(0, 12),
)
def test_always_keeps_the_newest_and_changes_nothing_the_second_time(
    hours: list[int], daily: int, weekly: int, monthly: int
) -> None:
    found = names(*hours)
    stays = kept(found, daily=daily, weekly=weekly, monthly=monthly)
    assert set(sorted(found)[-ALWAYS:]) <= stays
    assert kept(stays, daily=daily, weekly=weekly, monthly=monthly) == stays
