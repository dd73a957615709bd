"""Clocks as plain values say what the rows say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.sla import plain, selectors
from zhichi.sla.choices import ClockState
from zhichi.sla.models import Clock
from zhichi.sla.reckoning import due_of, next_look

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 15, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_clock(stream: str, kind: str, **given: object) -> Clock:
    values = {"target": 4 * HOUR, "used": timedelta(microseconds=1), "since": AT, "started_at": AT, "due_at": AT + HOUR}
    return Clock.objects.create(stream=stream, kind=kind, **{**values, **given})


def test_open_clocks_of_many_objects_without_ended_ones() -> None:
    running = a_clock("t:1", "solution", target=timedelta(days=400, microseconds=7))
    a_clock("t:1", "response", state=ClockState.MET, ended_at=AT)
    paused = a_clock("t:2", "solution", state=ClockState.PAUSED, due_at=None, calendar_id=9)
    a_clock("t:3", "solution")
    found = plain.open_of(["t:1", "t:2", "t:4"])
    assert sorted(found) == ["t:1", "t:2"]
    for row, clock in ((found["t:1"][0], running), (found["t:2"][0], paused)):
        for name in ("pk", "stream", "kind", "state", "target", "calendar_id", "due_at"):
            assert getattr(row, name) == getattr(clock, name), name
    assert selectors.nearest([*found["t:1"], *found["t:2"]]) is found["t:1"][0]
    assert selectors.nearest(iter(found["t:2"])) is found["t:2"][0], "any iterable is read once"
    assert plain.open_of([]) == {}


def test_a_held_clock_is_reckoned_from_its_values_as_from_its_row() -> None:
    revision, other = uuid4(), uuid4()
    late = a_clock("t:1", "solution", breached_at=AT + HOUR, warned=90, revision=revision)
    used_up = a_clock("t:2", "solution", used=5 * HOUR, revision=other)
    fresh = a_clock("t:3", "solution", used=timedelta(0), warned=50)
    paused = a_clock(
        "t:3", "progress", state=ClockState.PAUSED, due_at=None, target=timedelta(days=400, microseconds=7)
    )
    a_clock("t:3", "response", state=ClockState.MET, ended_at=AT)
    a_clock("t:4", "solution")
    found = plain.held_of(["t:1", "t:2", "t:3"], revision)
    assert [row.is_current for rows in found.values() for row in rows] == [True, False, False, False]
    clocks = [late, used_up, fresh, paused]
    for row, clock in zip([row for rows in found.values() for row in rows], clocks, strict=True):
        for name in ("pk", "stream", "kind", "state", "calendar_id", "target", "used", "since", "warned", "due_at"):
            assert getattr(row, name) == getattr(clock, name), name
        assert row.breached_at == clock.breached_at
        assert due_of(row) == due_of(clock)
        assert next_look(row) == next_look(clock)
    assert plain.held_of([], revision) == {}


lengths = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=900))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds of aware ones


@given(lengths, lengths, instants, st.integers(0, 100), st.none() | instants, st.lists(st.integers(1, 99), max_size=3))
def test_arithmetic_does_not_tell_values_from_rows(
    target: timedelta, used: timedelta, since: datetime, warned: int, late: datetime | None, shares: list[int]
) -> None:
    values = {"target": target, "used": used, "since": since, "warned": warned, "breached_at": late, "due_at": since}
    row = Clock(pk=1, stream="t:1", kind="solution", **values)
    plain_one = plain.Held(1, "t:1", "solution", ClockState.RUNNING, None, target, used, since, warned, since, late)
    assert due_of(plain_one) == due_of(row)
    assert next_look(plain_one, sorted(shares)) == next_look(row, sorted(shares))
