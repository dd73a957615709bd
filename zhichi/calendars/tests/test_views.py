"""The pages of calendars: who opens them, what they show, what they keep when refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.people import POSTS
from zhichi.calendars import selectors
from zhichi.calendars.choices import DayKind, EntryState
from zhichi.calendars.models import Calendar, DateEntry, DayImport, TeamCalendar
from zhichi.calendars.tests.conftest import MONDAY, OFFICE, SATURDAY, Desk

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

WEEK = {f"day_{number}": hours for number, hours in enumerate(OFFICE)}


def address(name: str, *args: Any) -> str:
    return reverse(f"calendars:{name}", args=args)


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def chief(client: Client, people: People) -> Client:
    client.force_login(people.supervisor)
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("post", POSTS)
def test_staff_read_and_leaders_write(client: Client, people: People, desk: Desk, post: str, language: str) -> None:
    user = getattr(people, post)
    type(user).objects.filter(pk=user.pk).update(language=language)
    client.force_login(user)
    row = desk.calendar()
    desk.date(row, MONDAY, DayKind.BREAK, hours="10-11", name="盘点")
    waiting = desk.propose(row, (SATURDAY, DayKind.MAKE_UP), (MONDAY, DayKind.HOLIDAY))
    read = [address("list"), address("calendar", row.pk), address("review", waiting.pk)]
    write = [
        address("new"),
        address("edit", row.pk),
        address("week", row.pk),
        address("import", row.pk),
        address("date", row.pk) + f"?day={MONDAY}",
    ]
    leads = 200 if post in {"manager", "supervisor"} else 403
    assert {path: client.get(path).status_code for path in read} == dict.fromkeys(read, 200)
    assert {path: client.get(path).status_code for path in write} == dict.fromkeys(write, leads)
    decided = client.post(address("review", waiting.pk), {"do": "reject"})
    assert decided.status_code == (422 if leads == 200 else 403)


def test_creates_a_calendar_and_goes_on_to_its_week(chief: Client) -> None:
    answer = chief.post(address("new"), {"name": "公司", "time_zone": "Asia/Shanghai", "preset": "always"})
    row = Calendar.objects.get()
    assert answer["Location"] == address("week", row.pk)
    assert row.weekly == [["00:00-24:00"]] * 7


@pytest.mark.parametrize(
    ("given", "kept"),
    [({"name": ""}, "Asia/Shanghai"), ({"time_zone": "Asia/Peking"}, "公司"), ({"preset": ""}, "公司")],
)
def test_refuses_a_bad_calendar_and_keeps_what_was_typed(chief: Client, given: dict[str, str], kept: str) -> None:
    data = {"name": "公司", "time_zone": "Asia/Shanghai", "preset": "office"} | given
    answer = chief.post(address("new"), data)
    assert answer.status_code == 422
    assert kept in text(answer)
    assert not Calendar.objects.exists()


@pytest.mark.parametrize("bad", ["nine to five", "9-12, 11-13", "25-26"], ids=["words", "overlap", "clock"])
def test_refuses_bad_hours_and_keeps_what_was_typed(chief: Client, desk: Desk, bad: str) -> None:
    row = desk.calendar()
    answer = chief.post(address("week", row.pk), WEEK | {"day_0": bad, "day_5": "10-11"})
    assert answer.status_code == 422
    assert 'value="10-11"' in text(answer)
    row.refresh_from_db()
    assert row.version == 1


def test_refuses_a_week_without_working_time(chief: Client, desk: Desk) -> None:
    row = desk.calendar()
    answer = chief.post(address("week", row.pk), dict.fromkeys(WEEK, ""))
    assert answer.status_code == 422
    assert "完全没有工作时间" in text(answer)


def test_saves_a_week_with_a_night_shift_and_draws_it(chief: Client, desk: Desk) -> None:
    row = desk.calendar()
    night = WEEK | {"day_5": "22:00-06:00"}
    drawn = chief.post(address("week", row.pk), night, headers={"HX-Request": "true"})
    assert "前一天延续到 06:00" in text(drawn)
    row.refresh_from_db()
    assert row.version == 1  # drawn, not saved
    assert chief.post(address("week", row.pk), night).status_code == 303
    assert "前一天延续到 06:00" in text(chief.get(address("calendar", row.pk)))


def test_copies_a_day_without_saving(chief: Client, desk: Desk) -> None:
    row = desk.calendar()
    data = WEEK | {"do": "copy", "day_0": "8-16", "copy_from": "0", "copy_to": ["1", "6"]}
    answer = chief.post(address("week", row.pk), data)
    assert answer.status_code == 200
    assert text(answer).count('value="8-16"') == 3
    row.refresh_from_db()
    assert row.version == 1
    refused = chief.post(address("week", row.pk), WEEK | {"do": "copy", "copy_from": "0"})
    assert refused.status_code == 422


def test_sets_a_date_undoes_it_and_puts_it_back(chief: Client, desk: Desk) -> None:
    row = desk.calendar()
    page = address("date", row.pk) + f"?day={MONDAY}"
    assert chief.post(page, {"day": MONDAY, "kind": "hours", "hours": "10-11", "name": "短日"}).status_code == 303
    assert "短日" in text(chief.get(address("calendar", row.pk) + "?year=2026"))
    entry = DateEntry.objects.get()
    undo = address("date_undo", entry.pk)
    for state in (EntryState.ENDED, EntryState.IN_FORCE):
        assert chief.post(undo).status_code == 303
        entry.refresh_from_db()
        assert entry.state == state
    chief.post(address("date_drop", entry.pk))
    entry.refresh_from_db()
    assert entry.state == EntryState.ENDED


@pytest.mark.parametrize(
    "given",
    [
        {"day": "2026-02-30"},
        {"day": "1969-12-31"},
        {"day": "2101-01-01"},
        {"kind": "party"},
        {"kind": "hours", "hours": ""},
        {"kind": "hours", "hours": "12-9-3"},
        {"kind": "make_up", "like_weekday": "6"},
        {"kind": "make_up"},
        {"kind": "holiday", "hours": "09:00-12:00"},
        {"kind": "make_up", "like_weekday": "0", "hours": "09:00-12:00"},
    ],
)
def test_refuses_a_bad_date_and_keeps_what_was_typed(chief: Client, desk: Desk, given: dict[str, str]) -> None:
    row = desk.calendar()
    data = {"day": str(MONDAY), "kind": "holiday", "name": "司庆"} | given
    answer = chief.post(address("date", row.pk), data)
    assert answer.status_code == 422
    assert "司庆" in text(answer)
    assert not DateEntry.objects.exists()


@pytest.mark.parametrize("query", ["?year=2100", "?year=0001", "?year=9999", "?year=x", "?year=²⁰²⁶"])
def test_shows_some_year_whatever_is_asked(chief: Client, desk: Desk, query: str) -> None:
    row = desk.calendar()
    assert chief.get(address("calendar", row.pk) + query).status_code == 200
    assert chief.get(address("date", row.pk) + "?day=2026-02-31").status_code == 200


def test_imports_a_file_reports_bad_rows_and_reviews_it(chief: Client, desk: Desk) -> None:
    row = desk.calendar()
    desk.date(row, SATURDAY, DayKind.MAKE_UP, like_weekday=0, name="国庆节")
    content = f"日期,类型,名称\n{MONDAY},放假,司庆\n{SATURDAY},放假,误填\n2026-13-01,放假,坏行\n".encode("gbk")
    upload = SimpleUploadedFile("安排.csv", content)
    answer = chief.post(address("propose", row.pk, "file"), {"file": upload})
    made = DayImport.objects.get()
    assert answer["Location"] == address("review", made.pk)
    page = text(chief.get(address("review", made.pk)))
    assert "第 4 行" in page
    assert "与已生效的安排相反" in page
    monday, saturday = made.entries.get(day=MONDAY), made.entries.get(day=SATURDAY)
    chief.post(address("review", made.pk), {"do": "accept", "day": [monday.pk]})
    chief.post(address("review", made.pk), {"do": "reject", "day": [saturday.pk]})
    assert desk.hours(row, MONDAY) == ""
    assert desk.hours(row, SATURDAY) != ""
    chief.post(address("undo", made.pk))
    assert desk.hours(row, MONDAY) != ""
    assert {entry.state for entry in made.entries.all()} == {EntryState.PROPOSED}


@pytest.mark.parametrize(
    ("source", "data"),
    [
        ("file", {}),
        ("file", {"file": SimpleUploadedFile("a.csv", b"PK\x03\x04")}),
        ("file", {"file": SimpleUploadedFile("a.csv", b"")}),
        ("file", {"file": SimpleUploadedFile("a.csv", b"date\n2026-13-01\n")}),
        ("file", {"file": SimpleUploadedFile("a.ics", b"x" * (1024 * 1024 + 1))}),
        ("country", {"country": "XX", "years": ["2026"]}),
        ("country", {"country": "DE", "region": "TX", "years": ["2026"]}),
        ("country", {"country": "DE", "years": ["1800"]}),
        ("statutory", {"years": []}),
    ],
)
def test_refuses_a_bad_import_and_proposes_nothing(
    chief: Client, desk: Desk, source: str, data: dict[str, Any]
) -> None:
    row = desk.calendar()
    answer = chief.post(address("propose", row.pk, source), data)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text(answer)
    assert not DayImport.objects.exists()


def test_a_refused_review_keeps_what_was_ticked(chief: Client, desk: Desk) -> None:
    row = desk.calendar()
    made = desk.propose(row, (SATURDAY, DayKind.MAKE_UP), (MONDAY, DayKind.HOLIDAY))
    saturday = made.entries.get(day=SATURDAY)
    data = {"do": "accept", "day": [saturday.pk], f"like_{saturday.pk}": "6"}
    answer = chief.post(address("review", made.pk), data)
    assert answer.status_code == 422
    assert re.findall(r'name="day" value="(\d+)" checked', text(answer)) == [str(saturday.pk)]
    assert SATURDAY.isoformat() in text(answer)
    assert chief.post(
        address("review", made.pk), {"do": "accept", "day": ["x", "²", "9" * 30, "999999"]}
    ).status_code in {409, 422}


def test_chooses_who_works_by_what(chief: Client, desk: Desk, people: People) -> None:
    desk.calendar()
    night = desk.calendar("夜班", week=("22-6",) * 7)
    chief.post(address("default", night.pk))
    assert selectors.default_calendar() == night
    chief.post(address("team"), {"team": people.team.pk, "calendar": night.pk})
    assert TeamCalendar.objects.get().calendar == night
    chief.post(address("team"), {"team": people.team.pk, "calendar": ""})
    assert not TeamCalendar.objects.exists()
    assert chief.post(address("team"), {"team": "x", "calendar": "999"}).status_code == 303


def test_unknown_things_are_not_found(chief: Client, db: None) -> None:
    for path in (address("calendar", 99), address("review", 99), address("week", 99)):
        assert chief.get(path).status_code == 404
    for path in (address("date_undo", 99), address("undo", 99), address("propose", 99, "file"), address("default", 99)):
        assert chief.post(path).status_code == 404


def test_a_year_costs_the_same_however_full_it_is(
    chief: Client, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    row = desk.calendar()
    for number in range(1, 29):
        desk.date(row, MONDAY.replace(day=number), DayKind.HOLIDAY, name=f"第 {number} 天")
    with django_assert_max_num_queries(15):
        chief.get(address("calendar", row.pk) + "?year=2026")
    with django_assert_max_num_queries(13):
        chief.get(address("list"))


def test_the_pasted_notice_is_reviewed_before_it_counts(chief: Client, desk: Desk) -> None:
    row = desk.calendar()
    typed = {"year": "2027", "text": "元旦：1月1日至3日放假调休，共3天。1月4日（周一）上班。"}
    answer = chief.post(address("propose", row.pk, "notice"), typed)
    waiting = DayImport.objects.get(calendar=row)
    assert answer.url == address("review", waiting.pk)  # type: ignore[attr-defined]  # a redirect
    assert waiting.label.endswith("2027")
    assert not DateEntry.objects.filter(calendar=row, state=EntryState.IN_FORCE).exists()
    entries = DateEntry.objects.filter(origin=waiting).order_by("day")
    assert [(str(item.day), item.kind) for item in entries] == [
        ("2027-01-01", "holiday"), ("2027-01-02", "holiday"), ("2027-01-03", "holiday"), ("2027-01-04", "make_up"),
    ]  # fmt: skip
    chief.post(address("review", waiting.pk), {"do": "accept", "like": "0", "day": [item.pk for item in entries]})
    assert DateEntry.objects.filter(calendar=row, state=EntryState.IN_FORCE).count() == 4


@pytest.mark.parametrize(
    "typed",
    [
        {"year": "2027", "text": "今天天气很好"},
        {"year": "2027", "text": ""},
        {"year": "1066", "text": "元旦：1月1日放假。"},
        {"year": "2027", "text": "元旦：2月30日放假。"},
    ],
)
def test_a_text_that_is_no_notice_comes_back_with_what_is_wrong(
    chief: Client, desk: Desk, typed: dict[str, str]
) -> None:
    answer = chief.post(address("propose", desk.calendar().pk, "notice"), typed)
    assert answer.status_code == 422
    assert typed["text"] in text(answer)
    assert not DayImport.objects.exists()
