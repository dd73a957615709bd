"""Planning: what a shift may not collide with, what publishing means, copies and patterns (4.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.accounts import services as accounts
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.records import services as records
from zhichi.roster import selectors, services
from zhichi.roster.models import Shift, ShiftKind
from zhichi.roster.tests.conftest import MONDAY, NOW, SETUP, codes, cover_between, make_kind

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.roster.tests.conftest import Plan


def refusal(act: Any) -> str:
    with pytest.raises(DomainError) as caught:
        act()
    assert str(caught.value)
    return caught.value.code


def test_a_night_shift_ends_the_next_morning_in_its_own_zone(plan: Plan) -> None:
    shift = plan.put("junior", "night")
    assert shift.starts_at == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    assert shift.ends_at == datetime(2026, 11, 23, 22, 0, tzinfo=UTC)


def test_a_night_shift_is_an_hour_longer_when_clocks_go_back(people: People) -> None:
    data = services.KindData(
        name="Nacht", key="B", start=time(22), end=time(6),
        time_zone="Europe/Berlin",
    )  # fmt: skip
    kind = services.create_kind(team_id=people.team.pk, data=data, by=SETUP, at=NOW)
    start, end = kind.span(date(2026, 10, 24))
    assert end - start == timedelta(hours=9)


def test_planning_again_replaces_the_shift_of_the_day_and_says_what_it_was(plan: Plan) -> None:
    plan.put("junior", "early")
    plan.put("junior", "early")  # the same: nothing happens
    plan.put("junior", "late")
    assert [row.kind.name for row in Shift.objects.all()] == ["晚班"]
    assert codes(plan) == ["shift_set", "shift_set"]


def test_refuses_too_short_a_rest(plan: Plan) -> None:
    plan.put("junior", "late")  # until 23:00
    assert refusal(lambda: plan.put("junior", "early", 1)) == "rest"  # from 08:00: nine hours
    records.set_policy(key="4.1.rest_hours", value=9, reason="test", by=SETUP, at=NOW)
    plan.put("junior", "early", 1)


def test_refuses_a_shift_that_overlaps_one_of_the_day_before(plan: Plan) -> None:
    records.set_policy(key="4.1.rest_hours", value=0, reason="test", by=SETUP, at=NOW)
    plan.kinds["dawn"] = make_kind(plan.people, "晨班", "D", (5, 9))
    plan.put("junior", "night")  # until 06:00
    assert refusal(lambda: plan.put("junior", "dawn", 1)) == "overlap"


def test_refuses_somebody_who_is_away(plan: Plan, people: People) -> None:
    start = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # noon in Shanghai: in the middle of the early shift
    accounts.add_absence(
        person_id=people.junior.pk, kind="sick", starts_at=start, ends_at=start + timedelta(hours=1), by=SETUP, at=NOW
    )
    assert refusal(lambda: plan.put("junior", "early")) == "away"
    plan.put("junior", "late")


def test_refuses_people_of_other_teams_and_those_who_left(plan: Plan, people: People) -> None:
    assert refusal(lambda: plan.put("rival", "early")) == "not-in-team"
    accounts.deactivate(person_id=people.junior.pk, reason="left", by=SETUP, at=NOW)
    assert refusal(lambda: plan.put("junior", "early")) == "person"


def test_the_first_planned_gets_the_duty_role_and_a_second_holder_is_refused(plan: Plan, people: People) -> None:
    assert plan.put("junior", "early").duty_role == people.duty
    assert plan.put("senior", "early").duty_role is None
    assert refusal(lambda: plan.put("assistant", "late", role_id=people.duty.pk, picks_role=False)) == "role-held"
    assert plan.put("assistant", "night", role_id=people.duty.pk, picks_role=False).duty_role == people.duty


def test_refuses_a_duty_role_of_another_team(plan: Plan, people: People) -> None:
    role = accounts.create_duty_role(name="别组", team=people.other_team, code="other", by=SETUP, at=NOW)
    assert refusal(lambda: plan.put("junior", "early", role_id=role.pk, picks_role=False)) == "role"


def test_only_planners_plan(plan: Plan, people: People) -> None:
    wish = services.Plan(person_id=people.junior.pk, kind_id=plan.kinds["early"].pk, day=MONDAY)
    with pytest.raises(Refused):
        services.set_shift(plan=wish, by=people.actor("junior"), at=NOW)
    services.set_shift(plan=wish, by=people.actor("supervisor"), at=NOW)


def test_people_see_published_weeks_only_and_changes_then_need_a_reason(plan: Plan, people: People) -> None:
    shift = plan.put("junior", "early")
    assert selectors.shift(people.junior, shift.pk) is None
    assert not selectors.is_on_shift(people.junior, shift.starts_at)
    plan.publish()
    assert selectors.shift(people.junior, shift.pk) == shift
    assert selectors.is_on_shift(people.junior, shift.starts_at)
    assert refusal(lambda: plan.put("junior", "late")) == "reason-missing"
    with pytest.raises(DomainError):
        services.drop_shift(shift_id=shift.pk, by=SETUP, at=NOW, reason="  ")
    plan.put("junior", "late", reason="培训改期")
    services.drop_shift(shift_id=shift.pk, by=SETUP, at=NOW, reason="病假")
    assert codes(plan) == ["shift_set", "published", "shift_set", "shift_dropped"]


def test_an_empty_week_is_not_published_and_a_begun_one_not_taken_back(plan: Plan) -> None:
    assert refusal(plan.publish) == "empty-week"
    shift = plan.put("junior", "early")
    plan.publish()
    services.withdraw_publication(week_id=shift.week_id, by=SETUP, at=NOW)
    assert codes(plan)[-1] == "withdrawn"
    plan.publish()
    with pytest.raises(Conflict):
        services.withdraw_publication(week_id=shift.week_id, by=SETUP, at=shift.starts_at)


def test_copies_last_week_but_what_does_not_fit_is_named(plan: Plan, people: People) -> None:
    plan.put("junior", "early")
    plan.put("senior", "late")
    start = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
    accounts.add_absence(
        person_id=people.senior.pk, kind="leave", starts_at=start, ends_at=start + timedelta(days=1), by=SETUP, at=NOW
    )
    week = MONDAY + timedelta(days=7)
    result = services.copy_week(team_id=people.team.pk, monday=week, by=SETUP, at=NOW)
    assert (result.count, len(result.problems)) == (1, 1)
    assert "员工 senior" in result.problems[0]
    assert selectors.shift_on(people.manager, people.junior.pk, week) is not None
    with pytest.raises(DomainError):
        services.copy_week(team_id=people.team.pk, monday=week + timedelta(days=21), by=SETUP, at=NOW)


def test_fills_by_a_pattern_that_each_next_person_starts_later(plan: Plan, people: People) -> None:
    ids = [people.junior.pk, people.senior.pk]
    pattern = services.Pattern(keys="EEE-LLL", person_ids=ids, start=MONDAY, weeks=1, shift_by=4)
    result = services.fill_pattern(team_id=people.team.pk, pattern=pattern, by=SETUP, at=NOW)
    assert (result.count, len(result.problems)) == (11, 1)  # late on Wednesday, early on Thursday: no rest
    grid = selectors.week_grid(people.team.pk, MONDAY, for_user=people.manager)
    keys = {
        row.person: "".join(cell.shift.kind.key if cell.shift else "-" for cell in row.cells)
        for row in grid.rows
        if row.person.pk in ids
    }
    assert keys == {people.junior: "EEE-LLL", people.senior: "LLL-EE-"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"keys": "EEX"}, "pattern"),
        ({"keys": "---"}, "pattern"),
        ({"keys": ""}, "pattern"),
        ({"keys": "E" * 43}, "pattern"),
        ({"person_ids": []}, "people"),
        ({"person_ids": [999999]}, "people"),
        ({"weeks": 0}, "weeks"),
        ({"weeks": 13}, "weeks"),
    ],
)
def test_refuses_a_bad_pattern_and_says_where(plan: Plan, people: People, given: dict[str, Any], field: str) -> None:
    usual: dict[str, Any] = {"keys": "E-", "person_ids": [people.junior.pk], "start": MONDAY, "weeks": 1}
    with pytest.raises(DomainError) as caught:
        pattern = services.Pattern(**{**usual, **given})
        services.fill_pattern(team_id=people.team.pk, pattern=pattern, by=SETUP, at=NOW)
    assert field in caught.value.fields
    assert not Shift.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "早班"}, "name"),
        ({"key": "E"}, "key"),
        ({"key": "-"}, "key"),
        ({"key": "早"}, "key"),
        ({"time_zone": "Asia/Peking"}, "time_zone"),
        ({"needed": -1}, "needed"),
        ({"duty_role_id": 999999}, "duty_role"),
    ],
)
def test_refuses_a_bad_shift_and_says_where(plan: Plan, people: People, given: dict[str, Any], field: str) -> None:
    usual = {"name": "中班", "key": "M", "start": NOW.time(), "end": NOW.time(), "time_zone": "Asia/Shanghai"}
    with pytest.raises(DomainError) as caught:
        data = services.KindData(**{**usual, **given})
        services.create_kind(team_id=people.team.pk, data=data, by=SETUP, at=NOW)
    assert list(caught.value.fields) == [field]
    assert ShiftKind.objects.count() == 3


def test_new_hours_move_shifts_ahead_but_not_past_ones_and_must_still_fit(plan: Plan) -> None:
    past, ahead = plan.put("junior", "early", -7), plan.put("junior", "early")
    plan.put("junior", "late", 1)
    kind = plan.kinds["early"]
    data = services.KindData(
        name=kind.name, key="E", start=time(9), end=time(17),
        time_zone="Asia/Shanghai", weekdays=(0, 1, 2, 3, 4), duty_role_id=kind.duty_role_id,
    )  # fmt: skip
    services.update_kind(kind_id=kind.pk, data=data, by=SETUP, at=NOW)
    past_start, ahead_start = past.starts_at, ahead.starts_at
    past.refresh_from_db()
    ahead.refresh_from_db()
    assert past.starts_at == past_start
    assert ahead.starts_at == ahead_start + timedelta(hours=1)
    until_morning = replace(data, start=time(23), end=time(7))
    assert (
        refusal(lambda: services.update_kind(kind_id=kind.pk, data=until_morning, by=SETUP, at=NOW)) == "rest"
    )  # until 07:00 on Tuesday, the late shift begins at 15:00
    assert (
        refusal(lambda: services.update_kind(kind_id=kind.pk, data=replace(data, is_active=False), by=SETUP, at=NOW))
        == "in-use"
    )


def test_who_leaves_frees_the_shifts_ahead(plan: Plan, people: People) -> None:
    past, _ahead = plan.put("junior", "early", -7), plan.put("junior", "early")
    accounts.deactivate(person_id=people.junior.pk, reason="left", by=Actor.of(people.manager), at=NOW)
    assert list(Shift.objects.all()) == [past]
    assert codes(plan)[-1] == "shift_dropped"


def test_gaps_are_counted_against_what_is_needed(plan: Plan, people: People) -> None:
    plan.put("junior", "early")
    gaps = selectors.gaps(people.team.pk, MONDAY)
    assert len(gaps) == 14  # five days of three shifts, one manned
    plan.publish()
    cover = cover_between(plan.put("junior", "early").starts_at, datetime(2026, 11, 24, 0, 0, tzinfo=UTC))
    assert (cover.needed, cover.manned, cover.gaps) == (24.0, 8.0, 2)
