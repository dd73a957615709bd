"""Calendars themselves: what they refuse, what they record, who works by which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhichi.calendars import policies, selectors, services
from zhichi.calendars.choices import DayKind
from zhichi.calendars.hours import read
from zhichi.calendars.models import Calendar
from zhichi.calendars.tests.conftest import MONDAY, OFFICE, SATURDAY, SETUP, Desk, events
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError, Refused

if TYPE_CHECKING:
    from tests.people import People


def week_of(*days: str) -> list[Any]:
    return [read(day) for day in days]


def test_the_first_calendar_is_the_companys(desk: Desk) -> None:
    first, second = desk.calendar(), desk.calendar("夜班")
    assert selectors.default_calendar() == first
    assert events(first) == ["calendar_created", "default_chosen"]
    services.choose_default(calendar_id=second.pk, by=SETUP, at=desk.at)
    assert selectors.default_calendar() == second
    assert events(second) == ["calendar_created", "default_chosen"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "公司日历"}, "name"),  # taken
        ({"name": "x", "zone": "Asia/Peking"}, "time_zone"),
        ({"name": "x", "week": ("22-6", "5-9", "", "", "", "", "")}, "day_1"),
    ],
)
def test_refuses_a_bad_calendar_and_says_where(desk: Desk, given: dict[str, Any], field: str) -> None:
    desk.calendar()
    with pytest.raises(DomainError) as refused:
        desk.calendar(**given)
    assert list(refused.value.fields) == [field]
    assert Calendar.objects.count() == 1


def test_refuses_a_week_without_working_time(desk: Desk) -> None:
    with pytest.raises(DomainError) as refused:
        desk.calendar(week=("",) * 7)
    assert refused.value.code == "no-working-time"


def test_a_change_of_the_week_is_recorded_and_counts_at_once(desk: Desk) -> None:
    calendar = desk.calendar()
    assert desk.hours(calendar, MONDAY) == "09:00-12:00, 13:30-18:00"
    week = week_of("08:00-12:00", *OFFICE[1:])
    services.set_weekly(calendar_id=calendar.pk, weekly=week, by=SETUP, at=desk.at)
    services.set_weekly(calendar_id=calendar.pk, weekly=week, by=SETUP, at=desk.at)  # the same: nothing happens
    assert desk.hours(calendar, MONDAY) == "08:00-12:00"
    assert events(calendar)[2:] == ["weekly_set"]
    calendar.refresh_from_db()
    assert calendar.version == 2


def test_refuses_to_empty_a_weekday_that_a_make_up_day_works_by(desk: Desk) -> None:
    calendar = desk.calendar()
    desk.date(calendar, SATURDAY, DayKind.MAKE_UP, like_weekday=0)
    with pytest.raises(DomainError) as refused:
        services.set_weekly(calendar_id=calendar.pk, weekly=week_of("", *OFFICE[1:]), by=SETUP, at=desk.at)
    assert list(refused.value.fields) == ["day_0"]
    assert desk.hours(calendar, SATURDAY) == "09:00-12:00, 13:30-18:00"


def test_a_make_up_day_follows_its_weekday(desk: Desk) -> None:
    calendar = desk.calendar()
    desk.date(calendar, SATURDAY, DayKind.MAKE_UP, like_weekday=0)
    services.set_weekly(calendar_id=calendar.pk, weekly=week_of("08:00-12:00", *OFFICE[1:]), by=SETUP, at=desk.at)
    assert desk.hours(calendar, SATURDAY) == "08:00-12:00"


def test_a_zone_moves_the_hours(desk: Desk) -> None:
    calendar = desk.calendar()
    before = selectors.work_calendar(calendar.pk)
    data = services.CalendarData(name=calendar.name, time_zone="Europe/Berlin")
    services.update_calendar(calendar_id=calendar.pk, data=data, by=SETUP, at=desk.at)
    assert selectors.work_calendar(calendar.pk).timezone == "Europe/Berlin"
    assert before.timezone == "Asia/Shanghai"
    assert events(calendar)[-1] == "calendar_updated"


def test_refuses_to_put_a_calendar_out_of_use_that_somebody_works_by(desk: Desk, people: People) -> None:
    default, other = desk.calendar(), desk.calendar("夜班")
    services.set_team_calendar(team_id=people.team.pk, calendar_id=other.pk, by=SETUP, at=desk.at)
    for row in (default, other):
        data = services.CalendarData(name=row.name, is_active=False)
        with pytest.raises(DomainError) as refused:
            services.update_calendar(calendar_id=row.pk, data=data, by=SETUP, at=desk.at)
        assert list(refused.value.fields) == ["is_active"]


def test_a_team_works_by_its_own_calendar_and_else_by_the_companys(desk: Desk, people: People) -> None:
    assert selectors.work_calendar_for_team(people.team.pk) is None
    default, night = desk.calendar(), desk.calendar("夜班", week=("22-6",) * 7)
    assert selectors.work_calendar_for_team(people.team.pk) == selectors.work_calendar(default.pk)
    services.set_team_calendar(team_id=people.team.pk, calendar_id=night.pk, by=SETUP, at=desk.at)
    assert selectors.work_calendar_for_team(people.team.pk) == selectors.work_calendar(night.pk)
    assert selectors.work_calendar_for_team(None) == selectors.work_calendar(default.pk)
    services.drop_team_calendar(team_id=people.team.pk, by=SETUP, at=desk.at)
    assert selectors.work_calendar_for_team(people.team.pk) == selectors.work_calendar(default.pk)
    assert events(night)[1:] == ["team_calendar_set", "team_calendar_dropped"]


def test_refuses_an_unknown_team_and_a_calendar_out_of_use(desk: Desk, people: People) -> None:
    desk.calendar()
    old = desk.calendar("旧")
    data = services.CalendarData(name="旧", is_active=False)
    services.update_calendar(calendar_id=old.pk, data=data, by=SETUP, at=desk.at)
    for team, row in ((0, selectors.default_calendar()), (people.team.pk, old)):
        assert row is not None
        with pytest.raises(DomainError):
            services.set_team_calendar(team_id=team, calendar_id=row.pk, by=SETUP, at=desk.at)
    with pytest.raises(DomainError):
        services.choose_default(calendar_id=old.pk, by=SETUP, at=desk.at)


def test_keeps_the_arithmetic_until_the_calendar_changes(desk: Desk, django_assert_num_queries: Any) -> None:
    calendar = desk.calendar()
    made = selectors.work_calendar(calendar.pk)
    with django_assert_num_queries(1):
        assert selectors.work_calendar(calendar.pk) is made
    desk.date(calendar, MONDAY, DayKind.HOLIDAY)
    assert selectors.work_calendar(calendar.pk) is not made


def test_staff_read_and_leaders_write(desk: Desk, people: People) -> None:
    calendar = desk.calendar()
    from tests.people import POSTS

    posts = {post: getattr(people, post) for post in POSTS}
    readers = {post for post, person in posts.items() if policies.VIEW.allows(person, calendar)}
    scoped = {post for post, person in posts.items() if policies.visible_to(person, Calendar.objects.all()).exists()}
    writers = {post for post, person in posts.items() if policies.MANAGE.allows(person, calendar)}
    assert readers == scoped == set(POSTS)
    assert writers == {"manager", "supervisor"}
    with pytest.raises(Refused):
        services.set_weekly(calendar_id=calendar.pk, weekly=week_of(*OFFICE), by=Actor.of(people.senior), at=desk.at)
