"""Teams, skills, hours and absence of one person (4.1, 4.2)."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.accounts import services
from zhichi.accounts.forms.planning import read_day
from zhichi.accounts.services import Interval
from zhichi.core.errors import DomainError, Refused
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from tests.people import People


@pytest.mark.django_db
def test_keeps_teams_and_says_nothing_when_they_stay(people: People) -> None:
    by, senior = people.actor("supervisor"), people.senior
    services.set_teams(person_id=senior.pk, team_ids=[people.team.pk, people.other_team.pk], by=by, at=people.at)
    length = len(history(f"user:{senior.pk}"))
    services.set_teams(person_id=senior.pk, team_ids=[people.other_team.pk, people.team.pk], by=by, at=people.at)
    assert len(history(f"user:{senior.pk}")) == length
    assert senior.teams.count() == 2


@pytest.mark.django_db
def test_keeps_skills_with_levels(people: People) -> None:
    by = people.actor("manager")
    skill = services.create_skill(name="数据库", by=by, at=people.at)
    services.set_skills(person_id=people.senior.pk, levels={skill.pk: 3}, by=by, at=people.at)
    services.set_skills(person_id=people.senior.pk, levels={skill.pk: 2}, by=by, at=people.at)
    assert dict(people.senior.skills.values_list("skill__name", "level")) == {"数据库": 2}
    event = history(f"user:{people.senior.pk}")[-1]
    assert (event.data["before"], event.data["after"]) == ({str(skill.pk): 3}, {str(skill.pk): 2})


@pytest.mark.django_db
def test_refuses_unknown_skills_and_levels(people: People) -> None:
    skill = services.create_skill(name="网络", by=people.actor("manager"), at=people.at)
    for levels in ({skill.pk: 9}, {999_999: 1}):
        with pytest.raises(DomainError):
            services.set_skills(person_id=people.senior.pk, levels=levels, by=people.actor("manager"), at=people.at)


@pytest.mark.django_db
def test_keeps_a_week_in_order(people: People) -> None:
    week = [Interval(1, time(13), time(18)), Interval(0, time(9), time(12)), Interval(1, time(9), time(12))]
    by = people.actor("supervisor")
    services.set_working_hours(person_id=people.junior.pk, intervals=week, by=by, at=people.at)
    event = history(f"user:{people.junior.pk}")[-1]
    assert event.data["hours"] == "0 09:00-12:00; 1 09:00-12:00; 1 13:00-18:00"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "week",
    [
        [Interval(0, time(12), time(9))],
        [Interval(7, time(9), time(12))],
        [Interval(0, time(9), time(12)), Interval(0, time(11), time(13))],
    ],
)
def test_refuses_impossible_weeks(people: People, week: list[Interval]) -> None:
    with pytest.raises(DomainError):
        services.set_working_hours(person_id=people.junior.pk, intervals=week, by=people.actor("manager"), at=people.at)


@pytest.mark.django_db
def test_keeps_absence_and_takes_it_back(people: People) -> None:
    by = people.actor("supervisor")
    absence = services.add_absence(
        person_id=people.junior.pk,
        kind="leave",
        starts_at=people.at,
        ends_at=people.at + timedelta(days=1),
        by=by,
        at=people.at,
        note="回家",
    )
    services.remove_absence(absence_id=absence.pk, by=by, at=people.at)
    codes = [item.code for item in history(f"user:{people.junior.pk}")]
    assert codes[-2:] == ["accounts.absence_added", "accounts.absence_removed"]
    assert not people.junior.absences.exists()


@pytest.mark.django_db
def test_refuses_absence_that_ends_first_and_strangers_who_plan(people: People) -> None:
    times: dict[str, Any] = {"starts_at": people.at, "ends_at": people.at - timedelta(hours=1)}
    with pytest.raises(DomainError):
        services.add_absence(
            person_id=people.junior.pk, kind="leave", by=people.actor("manager"), at=people.at, **times
        )
    with pytest.raises(Refused):
        services.set_teams(person_id=people.junior.pk, team_ids=[], by=people.actor("senior"), at=people.at)


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("", []),
        ("9-12", [("09:00", "12:00")]),
        ("09:00-12:00, 13:00-18:00", [("09:00", "12:00"), ("13:00", "18:00")]),
        ("9：30～12：00、13:00至17:30", [("09:30", "12:00"), ("13:00", "17:30")]),
        ("20:00–24:00", [("20:00", "23:59")]),
    ],
)
def test_keeps_hours_as_people_write_them(text: str, stretches: list[tuple[str, str]]) -> None:
    assert [(f"{item.start:%H:%M}", f"{item.end:%H:%M}") for item in read_day(0, text)] == stretches


@given(st.text(max_size=40))
def test_refuses_unreadable_hours_with_a_sentence(text: str) -> None:
    try:
        read_day(0, text)
    except ValueError as error:
        assert "“" in str(error) or "time of day" in str(error) or "时刻" in str(error)
