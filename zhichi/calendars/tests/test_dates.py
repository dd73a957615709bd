"""Single dates: what each kind does, what is refused, how they come and go."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from zhichi.calendars import services
from zhichi.calendars.choices import DayKind, EntryState
from zhichi.calendars.models import DateEntry
from zhichi.calendars.tests.conftest import MONDAY, SATURDAY, SETUP, Desk, events
from zhichi.core.errors import Conflict, DomainError

ALL_DAY = "09:00-12:00, 13:30-18:00"


@pytest.mark.parametrize(
    ("day", "kind", "given", "hours"),
    [
        (MONDAY, DayKind.HOLIDAY, {}, ""),
        (SATURDAY, DayKind.HOLIDAY, {}, ""),
        (SATURDAY, DayKind.MAKE_UP, {"like_weekday": 4}, ALL_DAY),
        (MONDAY, DayKind.HOURS, {"hours": "10-11"}, "10:00-11:00"),
        (SATURDAY, DayKind.HOURS, {"hours": "10-11"}, "10:00-11:00"),
        (MONDAY, DayKind.BREAK, {"hours": "11-14"}, "09:00-11:00, 14:00-18:00"),
    ],
)
def test_each_kind_makes_its_day(desk: Desk, day: date, kind: str, given: dict[str, Any], hours: str) -> None:
    calendar = desk.calendar()
    desk.date(calendar, day, kind, **given)
    assert desk.hours(calendar, day) == hours
    assert events(calendar)[-1] == "date_set"


@pytest.mark.parametrize(
    ("day", "kind", "given", "field"),
    [
        (date(1969, 12, 31), DayKind.HOLIDAY, {}, "day"),
        (date(2101, 1, 1), DayKind.HOLIDAY, {}, "day"),
        (MONDAY, "party", {}, "kind"),
        (MONDAY, DayKind.HOURS, {}, "hours"),
        (MONDAY, DayKind.BREAK, {}, "hours"),
        (SATURDAY, DayKind.MAKE_UP, {}, "like_weekday"),
        (SATURDAY, DayKind.MAKE_UP, {"like_weekday": 5}, "like_weekday"),  # a closed weekday would close the desk
        (SATURDAY, DayKind.MAKE_UP, {"like_weekday": 9}, "like_weekday"),
    ],
)
def test_refuses_a_bad_date_and_says_where(desk: Desk, day: date, kind: str, given: dict[str, Any], field: str) -> None:
    calendar = desk.calendar()
    with pytest.raises(DomainError) as refused:
        desk.date(calendar, day, kind, **given)
    assert list(refused.value.fields) == [field]


def test_the_database_refuses_a_make_up_day_without_hours(desk: Desk) -> None:
    calendar = desk.calendar()
    with pytest.raises(IntegrityError), transaction.atomic():
        DateEntry.objects.create(calendar=calendar, day=SATURDAY, kind=DayKind.MAKE_UP, state=EntryState.IN_FORCE)


def test_a_new_entry_replaces_the_old_and_undo_brings_it_back(desk: Desk) -> None:
    calendar = desk.calendar()
    desk.date(calendar, MONDAY, DayKind.HOLIDAY, name="公司活动")
    second = desk.date(calendar, MONDAY, DayKind.HOURS, hours="10-11")
    assert desk.hours(calendar, MONDAY) == "10:00-11:00"
    services.drop_date(entry_id=second.pk, by=SETUP, at=desk.at, restore=True)
    assert desk.hours(calendar, MONDAY) == ""
    services.drop_date(entry_id=DateEntry.objects.get(state=EntryState.IN_FORCE).pk, by=SETUP, at=desk.at)
    assert desk.hours(calendar, MONDAY) == ALL_DAY


def test_a_break_stands_beside_what_makes_the_day(desk: Desk) -> None:
    calendar = desk.calendar()
    desk.date(calendar, SATURDAY, DayKind.MAKE_UP, like_weekday=0)
    desk.date(calendar, SATURDAY, DayKind.BREAK, hours="09:00-10:00")
    assert desk.hours(calendar, SATURDAY) == "10:00-12:00, 13:30-18:00"


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    calendar = desk.calendar()
    first = desk.date(calendar, MONDAY, DayKind.HOLIDAY, name="活动")
    assert desk.date(calendar, MONDAY, DayKind.HOLIDAY, name="活动") == first
    assert events(calendar).count("date_set") == 1


def test_what_was_taken_back_can_be_put_back_unless_the_day_changed(desk: Desk) -> None:
    calendar = desk.calendar()
    entry = desk.date(calendar, MONDAY, DayKind.HOLIDAY)
    services.drop_date(entry_id=entry.pk, by=SETUP, at=desk.at)
    services.restore_date(entry_id=entry.pk, by=SETUP, at=desk.at)
    assert desk.hours(calendar, MONDAY) == ""
    services.drop_date(entry_id=entry.pk, by=SETUP, at=desk.at)
    with pytest.raises(Conflict):
        services.drop_date(entry_id=entry.pk, by=SETUP, at=desk.at)
    desk.date(calendar, MONDAY, DayKind.HOURS, hours="10-11")
    with pytest.raises(Conflict):
        services.restore_date(entry_id=entry.pk, by=SETUP, at=desk.at)


def test_every_change_is_a_new_version_with_a_revision_of_its_own(desk: Desk) -> None:
    calendar = desk.calendar()
    seen = {calendar.revision}
    for kind in (DayKind.HOLIDAY, DayKind.HOURS):
        desk.date(calendar, MONDAY, kind, hours="10-11")
        calendar.refresh_from_db()
        seen.add(calendar.revision)
    assert (calendar.version, len(seen)) == (3, 3)
