"""Imports: nothing counts before it was reviewed, conflicts are named, decisions can be taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from zhichi.calendars import selectors, services
from zhichi.calendars.choices import DayKind, EntryState, Outcome, SourceKind
from zhichi.calendars.models import DateEntry
from zhichi.calendars.sources.published import statutory
from zhichi.calendars.sources.reading import Reading
from zhichi.calendars.tests.conftest import MONDAY, SATURDAY, SETUP, Desk, events
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError, Refused

if TYPE_CHECKING:
    from tests.people import People

ALL_DAY = "09:00-12:00, 13:30-18:00"
SUNDAY = date(2026, 10, 11)


def test_proposed_days_do_not_count(desk: Desk) -> None:
    calendar = desk.calendar()
    desk.propose(calendar, (MONDAY, DayKind.HOLIDAY), (SATURDAY, DayKind.MAKE_UP))
    assert desk.hours(calendar, MONDAY) == ALL_DAY
    assert desk.hours(calendar, SATURDAY) == ""
    calendar.refresh_from_db()
    assert calendar.version == 1


def test_accepted_days_count_and_make_up_days_open_the_desk(desk: Desk) -> None:
    calendar = desk.calendar()
    desk.accept(desk.propose(calendar, (MONDAY, DayKind.HOLIDAY), (SATURDAY, DayKind.MAKE_UP)))
    assert desk.hours(calendar, MONDAY) == ""
    assert desk.hours(calendar, SATURDAY) == ALL_DAY
    assert events(calendar)[2:] == ["days_proposed", "days_decided"]


def test_the_chinese_year_opens_every_make_up_day_and_closes_every_holiday(desk: Desk) -> None:
    calendar = desk.calendar()
    reading = statutory([2026])
    row = services.propose(
        calendar_id=calendar.pk, kind=SourceKind.STATUTORY, label="2026", reading=reading, by=SETUP, at=desk.at
    )
    desk.accept(row)
    hours = {item.day: desk.hours(calendar, item.day) for item in reading.days}
    works = {item.day for item in reading.days if item.kind == DayKind.MAKE_UP}
    assert {day.isoformat() for day in works} == {
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    }  # fmt: skip
    assert hours == {day: ALL_DAY if day in works else "" for day in hours}
    assert len(hours) == 39


def test_a_make_up_day_is_refused_without_a_weekday_that_has_hours(desk: Desk) -> None:
    calendar = desk.calendar()
    row = desk.propose(calendar, (SATURDAY, DayKind.MAKE_UP), (MONDAY, DayKind.HOLIDAY))
    for like in (5, 6, 7):
        with pytest.raises(DomainError, match=SATURDAY.isoformat()):
            desk.accept(row, like=like)
    assert not DateEntry.objects.filter(state=EntryState.IN_FORCE).exists()  # all or nothing


def test_some_are_accepted_some_rejected_and_the_rest_wait(desk: Desk) -> None:
    calendar = desk.calendar()
    row = desk.propose(calendar, (MONDAY, DayKind.HOLIDAY), (SATURDAY, DayKind.MAKE_UP), (SUNDAY, DayKind.HOLIDAY))
    first, second, third = (item.entry.pk for item in selectors.review(row))
    decision = services.Decision(accept=[first], reject=[second], like_weekday={first: 0})
    services.decide(import_id=row.pk, decision=decision, by=SETUP, at=desk.at)
    states = dict(DateEntry.objects.values_list("pk", "state"))
    assert [states[key] for key in (first, second, third)] == ["in_force", "rejected", "proposed"]
    with pytest.raises(Conflict):  # decided meanwhile
        services.decide(import_id=row.pk, decision=decision, by=SETUP, at=desk.at)
    with pytest.raises(DomainError):
        services.decide(import_id=row.pk, decision=services.Decision(), by=SETUP, at=desk.at)


def test_taking_a_review_back_brings_back_what_it_replaced(desk: Desk) -> None:
    calendar = desk.calendar()
    desk.date(calendar, MONDAY, DayKind.HOURS, hours="10-11")
    row = desk.propose(calendar, (MONDAY, DayKind.HOLIDAY), (SATURDAY, DayKind.MAKE_UP))
    desk.accept(row)
    assert desk.hours(calendar, MONDAY) == ""
    assert services.undo_decision(import_id=row.pk, by=SETUP, at=desk.at) == 2
    assert desk.hours(calendar, MONDAY) == "10:00-11:00"
    assert desk.hours(calendar, SATURDAY) == ""
    assert {item.is_proposed for item in selectors.review(row)} == {True}
    with pytest.raises(Conflict):
        services.undo_decision(import_id=row.pk, by=SETUP, at=desk.at)
    desk.accept(row)  # and it can be decided again
    assert desk.hours(calendar, MONDAY) == ""


def test_taking_a_review_back_leaves_days_that_were_changed_since(desk: Desk) -> None:
    calendar = desk.calendar()
    row = desk.propose(calendar, (MONDAY, DayKind.HOLIDAY), (SUNDAY, DayKind.HOLIDAY))
    desk.accept(row)
    desk.date(calendar, MONDAY, DayKind.HOURS, hours="10-11")
    assert services.undo_decision(import_id=row.pk, by=SETUP, at=desk.at) == 1
    assert desk.hours(calendar, MONDAY) == "10:00-11:00"


@pytest.mark.parametrize(
    ("now", "day", "kind", "outcome", "ticked"),
    [
        ("", MONDAY, DayKind.HOLIDAY, Outcome.CLOSES, True),
        ("", SATURDAY, DayKind.HOLIDAY, Outcome.NAMES, True),
        ("", SATURDAY, DayKind.MAKE_UP, Outcome.OPENS, True),
        ("", MONDAY, DayKind.MAKE_UP, Outcome.CHANGES, False),  # works already
        (DayKind.HOLIDAY, MONDAY, DayKind.HOLIDAY, Outcome.SAME, False),
        (DayKind.HOLIDAY, SATURDAY, DayKind.MAKE_UP, Outcome.CONFLICT, False),
        (DayKind.MAKE_UP, SATURDAY, DayKind.HOLIDAY, Outcome.CONFLICT, False),
        (DayKind.MAKE_UP, SATURDAY, DayKind.MAKE_UP, Outcome.SAME, False),
        (DayKind.HOURS, MONDAY, DayKind.HOLIDAY, Outcome.CONFLICT, False),
        (DayKind.HOURS, MONDAY, DayKind.MAKE_UP, Outcome.CHANGES, False),
    ],
)
def test_says_what_a_day_would_do(desk: Desk, now: str, day: date, kind: str, outcome: Outcome, ticked: bool) -> None:
    calendar = desk.calendar()
    if now:
        desk.date(calendar, day, now, name="示例", hours="10-11", like_weekday=0)
    (item,) = selectors.review(desk.propose(calendar, (day, kind)))
    assert (item.outcome, item.is_wanted) == (outcome, ticked)


@pytest.mark.parametrize(("now", "outcome"), [("New Year's Day", Outcome.SAME), ("公司年会", Outcome.NAMES)])
def test_one_day_off_by_its_name_in_another_language_is_the_same(desk: Desk, now: str, outcome: Outcome) -> None:
    calendar = desk.calendar()
    desk.date(calendar, MONDAY, DayKind.HOLIDAY, name=now)
    reading = Reading()
    reading.add(MONDAY.year, [MONDAY], DayKind.HOLIDAY, "元旦")
    row = services.propose(
        calendar_id=calendar.pk, kind=SourceKind.STATUTORY, label="x", reading=reading, by=SETUP, at=desk.at
    )
    (item,) = selectors.review(row)
    assert item.outcome == outcome


def test_refuses_an_import_without_days_and_people_without_the_right(desk: Desk, people: People) -> None:
    calendar = desk.calendar()
    with pytest.raises(DomainError) as refused:
        services.propose(
            calendar_id=calendar.pk, kind=SourceKind.CSV, label="x", reading=Reading(), by=SETUP, at=desk.at
        )
    assert refused.value.code == "no-days"
    row = desk.propose(calendar, (MONDAY, DayKind.HOLIDAY))
    (item,) = selectors.review(row)
    with pytest.raises(Refused):
        services.decide(
            import_id=row.pk,
            decision=services.Decision(accept=[item.entry.pk]),
            by=Actor.of(people.senior),
            at=desk.at,
        )


def test_marks_proposals_in_the_year(desk: Desk) -> None:
    calendar = desk.calendar()
    desk.propose(calendar, (MONDAY, DayKind.HOLIDAY))
    desk.date(calendar, date(2026, 10, 1), DayKind.HOLIDAY, name="国庆节")
    desk.date(calendar, date(2026, 10, 2), DayKind.HOLIDAY, name="国庆节")
    october = selectors.year_of(calendar, 2026, today=SATURDAY)[9]
    days = {day.date: day for week in october.weeks for day in week if day}
    assert days[MONDAY].is_proposed
    assert days[MONDAY].kind == "working"
    assert days[SATURDAY].is_today
    assert [(item.first.day, item.last.day, item.name) for item in october.stretches] == [(1, 2, "国庆节")]
    assert october.working_days == 20
