"""Teams, skills and duty roles (3.3.1, 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils.translation import override

from tests.people import PASSWORD, SETUP
from zhichi.accounts import selectors, services
from zhichi.accounts.models import DutyRole
from zhichi.core import clock
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from tests.people import People

pytestmark = pytest.mark.django_db


def test_keeps_exactly_one_intake_role(people: People) -> None:
    by = people.actor("manager")
    second = services.create_duty_role(name="夜班", team=people.team, is_intake=True, by=by, at=people.at)
    assert list(DutyRole.objects.filter(is_intake=True)) == [second]
    assert selectors.intake_role() == second
    changes = services.DutyRoleChanges(is_intake=True)
    services.update_duty_role(role_id=people.duty.pk, changes=changes, by=by, at=people.at)
    assert selectors.intake_role() == people.duty
    assert history(f"duty:{second.pk}")[-1].data["changes"] == {"is_intake": ["True", "False"]}


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_intake": False}])
def test_refuses_to_leave_new_requests_without_a_role(people: People, change: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refusal:
        services.update_duty_role(
            role_id=people.duty.pk, changes=services.DutyRoleChanges(**change), by=SETUP, at=people.at
        )
    assert refusal.value.code == "intake-role"


@pytest.mark.django_db
def test_refuses_when_nobody_has_set_up_a_role() -> None:
    with pytest.raises(DomainError) as refusal:
        selectors.intake_role()
    assert refusal.value.code == "no-intake-role"


def test_refuses_a_holder_who_is_gone(people: People) -> None:
    services.deactivate(person_id=people.junior.pk, reason="离职", by=SETUP, at=people.at)
    people.junior.refresh_from_db()
    changes = services.DutyRoleChanges(holder=people.junior)
    with pytest.raises(DomainError) as refusal:
        services.update_duty_role(role_id=people.duty.pk, changes=changes, by=SETUP, at=people.at)
    assert "holder" in refusal.value.fields


def test_refuses_names_twice(people: People) -> None:
    services.create_skill(name="Kubernetes", by=SETUP, at=people.at)
    with pytest.raises(Conflict):
        services.create_skill(name="kubernetes", by=SETUP, at=people.at)
    with pytest.raises(Conflict):
        services.create_team(name=people.team.name, by=SETUP, at=people.at)


def test_refuses_to_end_a_team_that_has_duties(people: People) -> None:
    with pytest.raises(DomainError) as refusal:
        services.update_team(
            team_id=people.team.pk, changes=services.TeamChanges(is_active=False), by=SETUP, at=people.at
        )
    assert refusal.value.code == "team-in-use"
    changes = services.TeamChanges(is_active=False)
    assert not services.update_team(team_id=people.other_team.pk, changes=changes, by=SETUP, at=people.at).is_active


def test_refuses_engineers_to_arrange_teams(people: People) -> None:
    with pytest.raises(Refused):
        services.create_team(name="私自成立", by=people.actor("senior"), at=people.at)


def test_keeps_the_first_department_ready_for_requests(db: None, people: People) -> None:
    assert not services.found_department(first=people.manager, by=SETUP, at=people.at)


def test_names_the_first_department_in_the_language_of_the_installation(db: None) -> None:
    at = clock.now()
    first = services.create_person(
        email="first@staff.example.com", display_name="张三", post="manager", password=PASSWORD, by=SETUP, at=at
    )
    with override("en"):  # the shell's
        assert services.found_department(first=first, by=SETUP, at=at)
    assert DutyRole.objects.get(is_intake=True).name == "受理台"
