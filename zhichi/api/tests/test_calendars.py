"""Calendars by the API: weeks, the hours of dates, and calculations with working time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.calendars import services
from zhichi.calendars.choices import SourceKind
from zhichi.calendars.models import DayImport
from zhichi.calendars.sources import published
from zhichi.calendars.tests.conftest import SETUP, Desk, desk

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office

__all__ = ["desk"]
HOUR = 3600


def test_lists_calendars_with_their_week_and_teams(office: Office, desk: Desk) -> None:
    row = desk.calendar("办公室")
    services.set_team_calendar(team_id=office.people.team.pk, calendar_id=row.pk, by=SETUP, at=desk.at)
    program = office.program("junior")
    found = next(item for item in program.get("/calendars").json()["items"] if item["id"] == row.pk)
    assert found == program.get(f"/calendars/{row.pk}").json()
    assert (found["name"], found["time_zone"]) == ("办公室", "Asia/Shanghai")
    assert (found["week"][0], found["week"][6]) == (["09:00-12:00", "13:30-18:00"], [])
    assert [team["id"] for team in found["teams"]] == [office.people.team.pk]
    assert program.get("/calendars/99999").status_code == 404


def test_tells_the_hours_of_dates(office: Office, desk: Desk) -> None:
    row = desk.calendar()
    desk.date(row, date(2026, 10, 1), "holiday", name="国庆节")
    desk.date(row, date(2026, 10, 10), "make_up", like_weekday=0, name="补班")
    desk.date(row, date(2026, 10, 12), "break", hours="10:00-11:00", name="停电")
    asked = {"from": "2026-10-01", "to": "2026-10-12"}
    found = office.program("senior").get(f"/calendars/{row.pk}/days", **asked).json()
    days = {item["date"]: item for item in found["items"]}
    assert len(days) == 12
    assert (days["2026-10-01"]["kind"], days["2026-10-01"]["name"], days["2026-10-01"]["spans"]) == (
        "holiday", "国庆节", [],
    )  # fmt: skip
    assert days["2026-10-02"]["spans"][0] == {"start": "2026-10-02T01:00:00Z", "end": "2026-10-02T04:00:00Z"}
    assert (days["2026-10-04"]["kind"], days["2026-10-04"]["working_seconds"]) == ("closed", 0)
    assert (days["2026-10-10"]["kind"], days["2026-10-10"]["working_seconds"]) == ("make_up", 7.5 * HOUR)
    assert days["2026-10-12"]["working_seconds"] == 6.5 * HOUR
    assert found["working_seconds"] == sum(item["working_seconds"] for item in found["items"])


def test_tells_which_days_are_provisional(office: Office, desk: Desk) -> None:
    row = desk.calendar()
    year = max(published.published_years()) + 1
    reading = published.statutory([year], by_law=True)
    made = services.propose(
        calendar_id=row.pk, kind=SourceKind.STATUTORY, label="", reading=reading, by=SETUP, at=desk.at
    )
    asked = {"from": f"{year}-01-01", "to": f"{year}-01-02"}
    program = office.program("senior")
    assert not any(item["is_expected"] for item in program.get(f"/calendars/{row.pk}/days", **asked).json()["items"])
    desk.accept(made)
    found = program.get(f"/calendars/{row.pk}/days", **asked).json()["items"]
    assert (found[0]["kind"], found[0]["is_expected"]) == ("holiday", True)


def test_a_night_shift_is_cut_at_midnight(office: Office, desk: Desk) -> None:
    row = desk.calendar(week=("22:00-06:00", *("",) * 6))
    asked = {"from": "2026-10-12", "to": "2026-10-13"}  # a Monday and a Tuesday
    found = office.program("senior").get(f"/calendars/{row.pk}/days", **asked).json()
    assert [item["working_seconds"] for item in found["items"]] == [2 * HOUR, 6 * HOUR]


def test_adds_and_counts_working_time(office: Office, desk: Desk) -> None:
    row = desk.calendar()
    path, program = f"/calendars/{row.pk}/working-time", office.program("senior")
    start = "2026-10-09T17:00:00+08:00"  # a Friday, an hour before the end
    added = program.get(path, start=start, seconds=2 * HOUR).json()
    assert (added["end"], added["starts_in_working_time"]) == ("2026-10-12T02:00:00Z", True)
    counted = program.get(path, start=start, end=added["end"]).json()
    assert counted["working_seconds"] == 2 * HOUR
    assert program.get(path, start="2026-10-10T12:00:00+08:00", seconds=0).json()["end"] == "2026-10-12T01:00:00Z"


@pytest.mark.parametrize(
    ("what", "query", "fields"),
    [
        ("working-time", {"start": "2026-10-09T17:00:00+08:00"}, {"seconds", "end"}),
        (
            "working-time",
            {"start": "2026-10-09T17:00:00Z", "seconds": 1, "end": "2026-10-10T17:00:00Z"},
            {"seconds", "end"},
        ),
        ("working-time", {"start": "2026-10-09T17:00:00Z", "end": "2026-10-08T17:00:00Z"}, {"end"}),
        ("working-time", {"start": "2026-10-09T17:00:00", "seconds": 1}, {"start"}),  # no zone
        ("working-time", {"start": "2026-10-09T17:00:00Z", "seconds": -1}, {"seconds"}),
        ("working-time", {"start": "2026-10-09T17:00:00Z", "seconds": 10**9}, {"seconds"}),
        ("working-time", {"start": "2150-10-09T17:00:00Z", "seconds": 1}, {"start"}),
        ("working-time", {"start": "2099-12-31T00:00:00Z", "seconds": 366 * 86_400}, {"seconds"}),
        ("days", {"from": "2026-10-02", "to": "2026-10-01"}, {"to"}),
        ("days", {"from": "2026-10-02", "to": "2028-10-01"}, {"to"}),
        ("days", {"from": "1950-10-02", "to": "1950-10-03"}, {"from"}),
        ("days", {"from": "soon", "to": "1950-10-03"}, {"from"}),
        ("days", {"from": "2026-10-02", "to": "2026-10-02", "zone": "x"}, {"zone"}),
    ],
)
def test_names_what_is_wrong(office: Office, desk: Desk, what: str, query: dict[str, Any], fields: set[str]) -> None:
    answer = office.program("senior").get(f"/calendars/{desk.calendar().pk}/{what}", **query)
    assert (answer.status_code, set(answer.json()["fields"])) == (422, fields)


FILE = "date,kind,name\n2026-10-01,holiday,国庆节\n2026-10-10,workday,国庆节\n"


def test_days_of_a_file_are_proposed_and_count_once_somebody_reviewed_them(office: Office, desk: Desk) -> None:
    row, program = desk.calendar(), office.program("manager")
    path, asked = f"/calendars/{row.pk}/imports", {"from": "2026-10-01", "to": "2026-10-01"}
    answer = program.post(path, {"name": "2026.csv", "content": FILE}, idempotency_key="once")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["kind"], made["name"], made["waiting"], made["problems"]) == ("csv", "2026.csv", 2, [])
    assert [(item["date"], item["kind"], item["state"]) for item in made["items"]] == [
        ("2026-10-01", "holiday", "proposed"), ("2026-10-10", "make_up", "proposed"),
    ]  # fmt: skip
    assert program.post(path, {"name": "2026.csv", "content": FILE}, idempotency_key="once").json() == made
    assert program.get(f"/calendars/{row.pk}/days", **asked).json()["items"][0]["kind"] == "working"
    desk.accept(DayImport.objects.get())
    assert program.get(f"/calendars/{row.pk}/days", **asked).json()["items"][0]["kind"] == "holiday"
    (listed,) = program.get(path).json()["items"]
    assert (listed["id"], listed["waiting"]) == (made["id"], 0)


def test_reads_an_icalendar_and_names_days_about_which_a_file_contradicts_itself(office: Office, desk: Desk) -> None:
    path, program = f"/calendars/{desk.calendar().pk}/imports", office.program("supervisor")
    event = "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Day off\r\nDTSTART;VALUE=DATE:20261001\r\nEND:VEVENT\r\n"
    ical = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}END:VCALENDAR\r\n"
    found = program.post(path, {"name": "off.ics", "content": ical}).json()
    assert (found["kind"], [item["date"] for item in found["items"]]) == ("ics", ["2026-10-01"])
    twice = f"{FILE}2026-10-01,workday,国庆节\n"
    found = program.post(path, {"name": "2026.csv", "content": twice}).json()
    assert [item["date"] for item in found["items"]] == ["2026-10-10"]
    assert "2026-10-01 (2, 4)" in found["problems"][0]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x.csv", "content": ""}, "content"),
        ({"name": "x.csv", "content": "no head at all"}, "content"),
        (
            {"name": "x.csv", "content": "date\n2026-02-30\n1969-12-31\n2101-01-01\n"},
            "content",
        ),
        ({"name": "x.csv", "content": "PK\u0003\u0004"}, "content"),
        ({"name": "", "content": FILE}, "name"),
        ({"name": "x.csv"}, "content"),
    ],
)
def test_a_file_without_a_day_is_refused_and_nothing_is_proposed(
    office: Office, desk: Desk, body: dict[str, str], field: str
) -> None:
    answer = office.program("manager").post(f"/calendars/{desk.calendar().pk}/imports", body)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert not DayImport.objects.exists()


def test_only_leaders_propose_days_and_only_with_the_scope(office: Office, desk: Desk) -> None:
    path, body = f"/calendars/{desk.calendar().pk}/imports", {"name": "x.csv", "content": FILE}
    assert office.program("senior").post(path, body).status_code == 403
    assert office.program("senior").get(path).status_code == 403
    assert office.program("manager", ("calendars:read",)).post(path, body).status_code == 403
    assert office.program("manager", ("calendars:write",)).get("/calendars").status_code == 200
    assert office.program("manager").post("/calendars/99999/imports", body).status_code == 404
    assert not DayImport.objects.exists()


def test_needs_the_scope(office: Office, desk: Desk) -> None:
    row, program = desk.calendar(), office.program("senior", ("tickets:read", "levels:read"))
    assert program.get("/calendars").status_code == 403
    assert program.get(f"/calendars/{row.pk}").status_code == 403


def test_asks_the_same_however_many_there_are(office: Office, desk: Desk) -> None:
    program = office.program("senior")
    row = desk.calendar("第一")

    def count(path: str, **query: str) -> int:
        program.get(path, **query)
        with CaptureQueriesContext(connection) as asked:
            assert program.get(path, **query).status_code == 200
        return len(asked)

    few = count("/calendars")
    for number in range(6):
        desk.calendar(f"日历{number}")
    assert count("/calendars") == few
    path, week, year = f"/calendars/{row.pk}/days", ("2026-10-01", "2026-10-07"), ("2026-01-01", "2026-12-31")
    assert count(path, **{"from": week[0], "to": week[1]}) == count(path, **{"from": year[0], "to": year[1]})
