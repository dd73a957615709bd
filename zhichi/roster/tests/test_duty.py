"""Who is on duty when: the roster first, then the fixed holder (3.3.1); private links; coverage in the handbook."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.accounts import selectors as accounts_read
from zhichi.accounts import services as accounts
from zhichi.core.errors import Refused
from zhichi.handbook.periods import days
from zhichi.notices import registry as notices
from zhichi.roster import selectors, services
from zhichi.roster.clauses import shifts as evidence
from zhichi.roster.ics import calendar_of
from zhichi.roster.tests.conftest import NOW, SETUP, cover_between

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.people import People
    from zhichi.roster.tests.conftest import Plan


def test_the_duty_role_follows_the_roster(plan: Plan, people: People) -> None:
    accounts.update_duty_role(
        role_id=people.duty.pk, changes=accounts.DutyRoleChanges(holder=people.manager), by=SETUP, at=NOW
    )
    role = accounts_read.duty_role(people.duty.pk)
    assert role is not None
    shift = plan.put("junior", "early")
    assert accounts_read.duty_holder(role, shift.starts_at) == people.manager  # a draft holds nothing
    plan.publish()
    assert accounts_read.duty_holder(role, shift.starts_at) == people.junior
    assert accounts_read.duty_holder(role, shift.ends_at) == people.manager
    assert accounts_read.duties_at(shift.starts_at)[0].until == shift.ends_at
    assert accounts_read.on_duty(shift.starts_at) == [people.junior]


def test_whoever_is_away_holds_nothing_and_is_not_on_shift(plan: Plan, people: People) -> None:
    shift = plan.put("junior", "early")
    plan.publish()
    accounts.add_absence(
        person_id=people.junior.pk, kind="sick", starts_at=shift.starts_at, ends_at=shift.ends_at, by=SETUP, at=NOW
    )
    middle = shift.starts_at + timedelta(hours=1)
    assert not selectors.is_on_shift(people.junior, middle)
    assert selectors.on_duty(middle, role=people.duty) == []
    assert accounts_read.duty_holder(people.duty, middle) is None
    assert cover_between(shift.starts_at, shift.ends_at).manned == 0


def test_routing_and_notices_ask_the_published_plan(plan: Plan, people: People) -> None:
    shift = plan.put("junior", "early")
    everybody = [people.junior.pk, people.senior.pk]
    middle = shift.starts_at + timedelta(hours=1)
    assert selectors.shifts_at(everybody, middle) == {}  # a draft says nothing
    plan.publish()
    assert selectors.shifts_at(everybody, middle) == {people.junior.pk: True}
    assert selectors.shifts_at(everybody, shift.ends_at) == {people.junior.pk: False}
    assert selectors.shifts_at(everybody, middle + timedelta(days=21)) == {}
    assert notices.on_duty(people.junior.pk, middle)
    assert not notices.on_duty(people.junior.pk, shift.ends_at)


def test_on_duty_by_team_and_role(plan: Plan, people: People) -> None:
    early, late = plan.put("junior", "early"), plan.put("senior", "late")
    plan.publish()
    both = late.starts_at + timedelta(minutes=30)  # 15:30
    assert selectors.on_duty(both, team=people.team) == [early, late]
    assert selectors.on_duty(both, team=people.other_team) == []
    assert selectors.on_duty(both, role=people.duty) == [early]
    assert selectors.on_shift_ids(both) == {people.junior.pk, people.senior.pk}
    assert selectors.following(early) == [late]


def test_asking_for_the_holders_of_roles_costs_one_statement_each_way(
    plan: Plan, people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan.put("junior", "early")
    plan.publish()
    with django_assert_num_queries(2):  # the roles, the roster
        accounts_read.duties_at(NOW)


def test_a_private_link_is_shown_once_replaced_and_revoked(plan: Plan, people: People) -> None:
    first = services.make_feed(by=people.actor("junior"), at=NOW)
    second = services.make_feed(by=people.actor("junior"), at=NOW)
    assert selectors.person_of_feed(first) is None
    assert selectors.person_of_feed(second) == people.junior
    assert selectors.person_of_feed("") is None
    services.revoke_feed(by=people.actor("junior"), at=NOW)
    assert selectors.person_of_feed(second) is None


def test_customers_have_no_shifts_to_link(people: People) -> None:
    from zhichi.core.actors import Actor

    customer = accounts.create_customer_account(
        email="he@customer.example.com", name="何青", language="zh-hans", by=SETUP, at=NOW
    )
    with pytest.raises(Refused):
        services.make_feed(by=Actor.of(customer), at=NOW)


def test_the_calendar_file_folds_long_lines_between_characters(plan: Plan, people: People) -> None:
    shift = plan.put("junior", "night")
    shift.kind.name = "夜班，" * 20 + "a;b"
    body = calendar_of([shift], name="班次", host="desk.example.com", at=NOW)
    lines = body.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    text = body.replace(b"\r\n ", b"").decode()
    assert "DTSTART:20261123T140000Z" in text
    assert "DTEND:20261123T220000Z" in text
    assert "夜班，夜班" in text
    assert "a\\;b" in text


def test_the_handbook_counts_shifts_manned(plan: Plan, people: People) -> None:
    shift = plan.put("junior", "early")
    plan.publish()
    found = evidence(days(shift.day, shift.day, zone=people.junior.zone))
    values = [figure.value for figure in found.figures]
    assert values == [24.0, 8.0, 33.3, 2, 1]  # three shifts of eight hours begin that day, one is manned
    assert found.state == "broken"
