"""What a changed calendar would move is told before, exactly, and nothing is written by telling it (3.1)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from zhichi.calendars import selectors
from zhichi.calendars import services as calendars
from zhichi.calendars.choices import DayKind
from zhichi.calendars.models import Calendar, DateEntry
from zhichi.core.errors import DomainError
from zhichi.records.models import Event
from zhichi.sla import foreseeing, services
from zhichi.sla.models import Clock
from zhichi.sla.tests.conftest import BY, HOUR, Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhichi.calendars.registry import Foreseen

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 6, 12, 17, tzinfo=SHANGHAI)  # an hour before closing
MONDAY = date(2026, 6, 15)
DAY = ((time(9), time(12)), (time(13), time(18)))
SHORT = ((time(9), time(10)),)


@pytest.fixture
def calendar(db: None) -> Calendar:
    week = [DAY if day < 5 else () for day in range(7)]
    data = calendars.CalendarData(name="公司", time_zone="Asia/Shanghai")
    return calendars.create_calendar(data=data, weekly=week, by=BY, at=FRIDAY - 24 * HOUR)


def promise(calendar: Calendar, number: int = 1, **given: Any) -> None:
    """Four hours of work, promised on Friday at five: due on Monday at noon."""
    values: dict[str, Any] = {"calendar_id": calendar.pk, "started_at": FRIDAY, "since": FRIDAY} | given
    Shelf(stream=f"thing:{number}").settle(is_new=True, **values)


def closed(calendar: Calendar, day: date = MONDAY) -> Callable[[], object]:
    data = calendars.DateData(day=day, kind=DayKind.HOLIDAY, name="端午节", hours=())
    return lambda: calendars.set_date(calendar_id=calendar.pk, data=data, by=BY, at=FRIDAY)


def foresee(calendar: Calendar, change: Callable[[], object], at: datetime = FRIDAY) -> Foreseen:
    (found,) = calendars.foresee(calendar_id=calendar.pk, change=change, at=at)
    return found


def test_tells_what_moves_and_where_to(calendar: Calendar) -> None:
    promise(calendar)
    promise(calendar, 2, calendar_id=None)  # around the clock
    found = foresee(calendar, closed(calendar))
    assert (found.looked_at, found.later, found.earlier, found.become_late, found.healed) == (1, 1, 0, 0, 0)
    (move,) = found.moves
    assert (move.stream, move.before, move.after) == (
        "thing:1",
        datetime(2026, 6, 15, 12, tzinfo=SHANGHAI),
        datetime(2026, 6, 16, 12, tzinfo=SHANGHAI),
    )


def test_telling_writes_nothing(calendar: Calendar) -> None:
    promise(calendar)
    before = Calendar.objects.values().get(), Clock.objects.values().get(), Event.objects.count()
    foresee(calendar, closed(calendar))
    assert (Calendar.objects.values().get(), Clock.objects.values().get(), Event.objects.count()) == before
    assert not DateEntry.objects.exists()
    assert services.recompute(at=FRIDAY) == 0


def test_tells_exactly_what_the_change_then_does(calendar: Calendar) -> None:
    for number in range(1, 7):
        promise(calendar, number, target=timedelta(hours=number))
    week = [SHORT if day == 0 else DAY if day < 5 else () for day in range(7)]

    def change() -> object:
        return calendars.set_weekly(calendar_id=calendar.pk, weekly=week, by=BY, at=FRIDAY)

    found = foresee(calendar, change)
    change()
    services.recompute(at=FRIDAY)
    assert {move.stream: move.after for move in found.moves} == {
        clock.stream: clock.due_at for clock in Clock.objects.all() if clock.stream in {m.stream for m in found.moves}
    }
    assert found.moved == 4  # one hour ends on Friday, two on Monday at ten


def test_tells_what_is_late_at_once_and_what_is_healed(calendar: Calendar) -> None:
    promise(calendar)  # due on Monday at noon
    saturday = datetime(2026, 6, 13, 15, tzinfo=SHANGHAI)
    works = calendars.DateData(day=date(2026, 6, 13), kind=DayKind.MAKE_UP, name="", hours=(), like_weekday=0)

    def make_up() -> object:
        return calendars.set_date(calendar_id=calendar.pk, data=works, by=BY, at=saturday)

    late = foresee(calendar, make_up, at=saturday)
    assert (late.earlier, late.become_late, late.moves[0].becomes_late) == (1, 1, True)
    healed = foresee(calendar, closed(calendar), at=datetime(2026, 6, 15, 15, tzinfo=SHANGHAI))
    assert (healed.later, healed.healed, healed.moves[0].is_healed) == (1, 1, True)


def test_paused_and_ended_clocks_move_nowhere(calendar: Calendar) -> None:
    promise(calendar)
    Clock.objects.update(state="met", ended_at=FRIDAY)
    assert foresee(calendar, closed(calendar)).looked_at == 0


def test_what_the_service_refuses_is_refused_here(calendar: Calendar) -> None:
    """Bad input: a week without any working time."""
    with pytest.raises(DomainError) as refused:
        foresee(calendar, lambda: calendars.set_weekly(calendar_id=calendar.pk, weekly=[()] * 7, by=BY, at=FRIDAY))
    assert refused.value.code == "no-working-time"


def test_looks_at_so_many_and_says_that_there_are_more(
    calendar: Calendar, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(foreseeing, "LOOKED_AT", 3)
    monkeypatch.setattr(foreseeing, "SHOWN", 2)
    for number in range(5):
        promise(calendar, number)
    with django_assert_max_num_queries(16):
        found = foresee(calendar, closed(calendar))
    assert (found.looked_at, found.moved, found.is_capped, len(found.moves)) == (3, 3, True, 2)


@pytest.mark.parametrize(
    ("moving", "said"), [(2, ""), (3, "1 more moves and is not listed."), (5, "3 more move and are not listed.")]
)
def test_the_page_says_how_many_it_does_not_list(
    calendar: Calendar, monkeypatch: pytest.MonkeyPatch, moving: int, said: str
) -> None:
    monkeypatch.setattr(foreseeing, "SHOWN", 2)
    for number in range(moving):
        promise(calendar, number)
    preview = selectors.preview([foresee(calendar, closed(calendar))])
    with override("en"):
        page = render_to_string("calendars/_foreseen.html", {"preview": preview})
    assert (said in page) if said else ("not listed" not in page)
