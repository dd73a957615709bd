"""Teams, skills and duty roles have a second name, for readers of English (4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils.translation import override

from tests.people import SETUP
from zhichi.accounts import selectors, services
from zhichi.accounts.models import DutyRole, Team
from zhichi.records.selectors import history, sentence

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

pytestmark = pytest.mark.django_db


def test_a_new_department_is_named_in_both_languages(people: People) -> None:
    DutyRole.objects.update(is_intake=False)
    DutyRole.objects.all().delete()
    assert services.found_department(first=people.manager, by=SETUP, at=people.at)
    role = DutyRole.objects.get(is_intake=True)
    assert (role.name, role.name_en) == ("受理台", "Intake desk")
    assert (role.team.name, role.team.name_en) == ("技术支持", "Support")


@pytest.mark.parametrize(
    ("path", "typed", "model"),
    [
        ("/desk/staff/duty-roles/new/", {"name": "夜间值班", "name_en": "Night duty"}, "duty_roles"),
        ("/desk/staff/teams/new/", {"name": "三线支持组", "name_en": "Third line", "order": "3"}, "teams"),
        ("/desk/staff/skills/new/", {"name": "存储", "name_en": "Storage"}, "skills"),
    ],
)
def test_forms_take_the_english_name(
    client: Client, people: People, path: str, typed: dict[str, str], model: str
) -> None:
    client.force_login(people.manager)
    answer = client.post(path, {**typed, "team": people.team.pk})
    assert answer.status_code == 303, answer.content.decode()
    row = next(row for row in getattr(selectors, model)() if row.name == typed["name"])
    assert row.title == typed["name"]
    with override("en"):
        assert (row.title, str(row)) == (typed["name_en"], typed["name_en"])


def test_renaming_a_skill_says_both_names(people: People) -> None:
    skill = services.create_skill(name="存储", name_en="Storage", by=SETUP, at=people.at)
    services.update_skill(skill_id=skill.pk, name="存储", name_en=" Disks ", by=SETUP, at=people.at)
    services.update_skill(skill_id=skill.pk, name="存储", by=SETUP, at=people.at)  # nothing changed: nothing recorded
    events = history(f"skill:{skill.pk}")
    assert [event.code for event in events] == ["accounts.skill_created", "accounts.skill_renamed"]
    assert events[-1].data == {"before": "存储 / Storage", "after": "存储 / Disks"}
    with override("en"):
        assert sentence(events[0]).endswith("Disks")  # as it is called now


def test_the_record_keeps_names_of_its_own_language(people: People) -> None:
    other = services.create_team(name="二组", name_en="Second", by=SETUP, at=people.at)
    with override("en"):  # whoever moves the role may read English
        changes = services.DutyRoleChanges(team=other)
        services.update_duty_role(role_id=people.duty.pk, changes=changes, by=SETUP, at=people.at)
    assert history(f"duty:{people.duty.pk}")[-1].data["changes"]["team"] == [people.team.name, "二组"]


def test_too_long_an_english_name_is_cut_not_refused(people: People) -> None:
    team = services.create_team(name="长名组", name_en="x" * 200, by=SETUP, at=people.at)
    assert Team.objects.get(pk=team.pk).name_en == "x" * 80
