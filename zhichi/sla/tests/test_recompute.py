"""Clocks run by working calendars, and follow them when they change (1.3, 3.1)."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from zhichi.calendars import services as calendars
from zhichi.calendars.choices import DayKind
from zhichi.records.selectors import history
from zhichi.sla import office, registry, services
from zhichi.sla.models import Clock
from zhichi.sla.reckoning import due_of, next_look
from zhichi.sla.tests.conftest import BY, HOUR, Shelf

if TYPE_CHECKING:
    from zhichi.calendars.models import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 6, 12, 17, tzinfo=SHANGHAI)  # an hour before closing
MONDAY = date(2026, 6, 15)
DAY = ((time(9), time(12)), (time(13), time(18)))


@pytest.fixture
def calendar(db: None) -> Calendar:
    """The company's: Monday to Friday, nine to six with an hour of lunch."""
    week = [DAY if day < 5 else () for day in range(7)]
    data = calendars.CalendarData(name="公司", time_zone="Asia/Shanghai")
    return calendars.create_calendar(data=data, weekly=week, by=BY, at=FRIDAY - 24 * HOUR)


@pytest.fixture
def clock(calendar: Calendar) -> Clock:
    """Four hours of work, promised on Friday at five."""
    shelf = Shelf()
    given: dict[str, Any] = {"calendar_id": calendar.pk, "started_at": FRIDAY, "since": FRIDAY}
    row = shelf.settle(is_new=True, **given)
    assert row is not None
    return row


def closed_on(calendar: Calendar, day: date) -> None:
    data = calendars.DateData(day=day, kind=DayKind.HOLIDAY, name="端午节", hours=())
    calendars.set_date(calendar_id=calendar.pk, data=data, by=BY, at=FRIDAY)


def test_nights_and_week_ends_are_no_time(clock: Clock) -> None:
    assert clock.due_at == datetime(2026, 6, 15, 12, tzinfo=SHANGHAI)


def test_a_day_off_moves_what_runs_and_says_so(calendar: Calendar, clock: Clock) -> None:
    closed_on(calendar, MONDAY)
    assert services.recompute(at=FRIDAY + HOUR) == 1
    clock.refresh_from_db()
    assert clock.due_at == datetime(2026, 6, 16, 12, tzinfo=SHANGHAI)
    assert history(clock.stream)[-1].code == "sla.clocks_moved"
    assert services.recompute(at=FRIDAY + HOUR) == 0


def test_a_day_off_entered_late_heals_a_miss_that_was_none(calendar: Calendar, clock: Clock) -> None:
    late = datetime(2026, 6, 15, 15, tzinfo=SHANGHAI)
    services.sweep(at=late)
    assert Clock.objects.get().breached_at == clock.due_at
    closed_on(calendar, MONDAY)
    services.recompute(at=late)
    healed = Clock.objects.get()
    assert (healed.breached_at, healed.act_at is not None) == (None, True)


def test_a_change_that_concerns_no_promise_moves_none(calendar: Calendar, clock: Clock) -> None:
    closed_on(calendar, MONDAY + timedelta(days=30))
    before = len(history(clock.stream))
    assert services.recompute(at=FRIDAY) == 1
    assert len(history(clock.stream)) == before


def test_ended_and_paused_clocks_are_left_alone(calendar: Calendar, clock: Clock) -> None:
    Clock.objects.filter(pk=clock.pk).update(state="met", ended_at=FRIDAY)
    closed_on(calendar, MONDAY)
    assert services.recompute(at=FRIDAY) == 0


def test_many_clocks_go_in_short_transactions(calendar: Calendar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhichi.sla.services.following.BATCH", 3)
    for number in range(10):
        Shelf(stream=f"thing:{number}").settle(is_new=True, calendar_id=calendar.pk, started_at=FRIDAY, since=FRIDAY)
    closed_on(calendar, MONDAY)
    assert services.recompute(at=FRIDAY) == 10


def test_a_calendar_that_changes_meanwhile_is_followed_by_the_next_call(
    calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second change comes between two batches of the first, and this process hears of it."""
    monkeypatch.setattr("zhichi.sla.services.following.BATCH", 3)
    for number in range(7):
        Shelf(stream=f"thing:{number}").settle(is_new=True, calendar_id=calendar.pk, started_at=FRIDAY, since=FRIDAY)
    closed_on(calendar, MONDAY)
    held: list[int] = []
    hold = registry.hold

    def change_again(streams: Any) -> Any:
        held.append(len(held))
        assert len(held) < 20, "it never ends"
        if len(held) == 2:
            closed_on(calendar, MONDAY + timedelta(days=1))
            office.forget()
        return hold(streams)

    monkeypatch.setattr(registry, "hold", change_again)
    assert services.recompute(at=FRIDAY) == 7
    assert services.recompute(at=FRIDAY) == 7
    assert services.recompute(at=FRIDAY) == 0
    wednesday = datetime(2026, 6, 17, 12, tzinfo=SHANGHAI)
    assert set(Clock.objects.values_list("due_at", flat=True)) == {wednesday}


def test_a_promise_that_no_time_is_left_for_is_due_at_the_end_of_time(calendar: Calendar) -> None:
    """A year of work by a calendar of an hour a week: a hundred and sixty years."""
    office_hours = Shelf()
    given: dict[str, Any] = {"calendar_id": calendar.pk, "started_at": FRIDAY, "since": FRIDAY}
    office_hours.settle(is_new=True, target=8784 * HOUR, **given)
    due_at = office_hours.row().due_at
    assert due_at is not None
    assert due_at < datetime(2032, 1, 1, tzinfo=SHANGHAI)
    week = [((time(9), time(10)),), *[()] * 6]
    calendars.set_weekly(calendar_id=calendar.pk, weekly=week, by=BY, at=FRIDAY)
    assert services.recompute(at=FRIDAY + HOUR) == 1
    row = office_hours.row()
    assert row.due_at == row.act_at == datetime(2100, 12, 31, tzinfo=UTC)
    assert services.sweep(at=FRIDAY + HOUR) == 0
    fresh = Shelf(stream="thing:2")
    assert fresh.settle(is_new=True, target=8784 * HOUR, **given) is not None


def a_crowd(calendar: Calendar) -> list[Clock]:
    """Running clocks of every kind of history: fresh, warned, late, used up, of a microsecond and of a year."""
    dice, made = random.Random(7), []
    microsecond, year = timedelta(microseconds=1), 365 * 24 * HOUR
    for number in range(150):
        target = dice.choice([microsecond, 4 * HOUR, dice.random() * 90 * HOUR, dice.random() * year])
        since = FRIDAY + timedelta(seconds=dice.uniform(-9e5, 9e5))
        late = dice.choice([None, None, since + dice.random() * 9 * HOUR])
        made.append(
            Clock(
                stream=f"thing:{number // 3}", kind=f"kind-{number % 3}", calendar_id=calendar.pk, target=target,
                used=dice.choice([timedelta(), microsecond, target, dice.random() * target]), since=since,
                started_at=since, warned=dice.choice([0, 50, 75, 90]), due_at=since, breached_at=late,
            )
        )  # fmt: skip
    return Clock.objects.bulk_create(made)


def test_many_at_once_are_reckoned_as_each_row_alone(calendar: Calendar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhichi.sla.services.following.BATCH", 40)
    a_crowd(calendar)
    before = {row.pk: row for row in Clock.objects.all()}
    closed_on(calendar, MONDAY)
    assert services.recompute(at=FRIDAY) == len(before)
    revision = office.revision_of(calendar.pk)
    for row in Clock.objects.all():
        alone = before[row.pk]
        alone.due_at = due_of(alone)
        assert alone.due_at is not None
        if alone.breached_at is not None:
            alone.breached_at = alone.due_at if alone.due_at <= FRIDAY else None
        alone.act_at, alone.revision = next_look(alone)[0], revision
        for name in (field.attname for field in Clock._meta.concrete_fields):
            assert getattr(row, name) == getattr(alone, name), name


def test_a_team_s_own_calendar_goes_before_the_company_s(calendar: Calendar, people: Any) -> None:
    calendars.choose_default(calendar_id=calendar.pk, by=BY, at=FRIDAY)
    office.forget()
    assert office.calendar_id_for(people.team.pk) == calendar.pk
    always = calendars.create_calendar(
        data=calendars.CalendarData(name="全天候", time_zone="Asia/Shanghai"),
        weekly=[((time(0), time(0)),)] * 7,
        by=BY,
        at=FRIDAY,
    )
    calendars.set_team_calendar(team_id=people.team.pk, calendar_id=always.pk, by=BY, at=FRIDAY)
    office.forget()
    assert office.calendar_id_for(people.team.pk) == always.pk
    assert office.calendar_id_for(people.other_team.pk) == calendar.pk
