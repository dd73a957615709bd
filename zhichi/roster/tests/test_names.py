"""Shifts and duty roles are called by their name in the reader's language (4.1), also in what was kept before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils.translation import override

from zhichi.accounts import selectors as accounts
from zhichi.accounts import services as staff
from zhichi.core.actors import Actor
from zhichi.notices.models import Notice
from zhichi.notices.wording import words
from zhichi.records.selectors import history, sentence
from zhichi.roster import selectors, services
from zhichi.roster.forms.kinds import KindForm, kind_initial
from zhichi.roster.forms.plan import PatternForm
from zhichi.roster.models import Week
from zhichi.roster.tests.conftest import MONDAY, NOW, SETUP

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.roster.tests.conftest import Plan

pytestmark = pytest.mark.django_db


def call_it(plan: Plan, kind: str, name_en: str) -> None:
    """Give a kind of shift its English name through its form."""
    row = plan.kinds[kind]
    values = {name: value for name, value in kind_initial(row).items() if value is not False}
    form = KindForm({**values, "name_en": name_en}, team_id=row.team_id)
    assert form.is_valid(), form.errors
    plan.kinds[kind] = services.update_kind(kind_id=row.pk, data=form.data_of(), by=SETUP, at=NOW)


def told(plan: Plan) -> str:
    """The last sentence of the week's history."""
    return sentence(history(Week.objects.get(monday=MONDAY, team=plan.people.team).stream)[-1])


def test_the_record_keeps_the_name_and_tells_it_in_the_reader_s_language(plan: Plan) -> None:
    plan.put("junior", "early")
    call_it(plan, "early", "Early")
    assert "早班" in told(plan)
    with override("en"):
        assert "Early" in told(plan)
        assert "早班" not in told(plan)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("早班 2026-11-23", "Early 2026-11-23"), ("晚班 2026-11-23", "晚班 2026-11-23"), ("–", "–"), ("", "")],
)
def test_a_shift_with_its_day(plan: Plan, text: str, shown: str) -> None:
    call_it(plan, "early", "Early")
    with override("en"):
        assert selectors.shift_words(text) == shown
    assert selectors.shift_words(text) == text


def test_two_teams_that_disagree_leave_the_kept_name(plan: Plan) -> None:
    call_it(plan, "early", "Early")
    other = staff.create_team(name="二组", by=SETUP, at=NOW)
    row = plan.kinds["early"]
    data = services.KindData(
        name="早班", name_en="Morning", key="E", start=row.start, end=row.end, time_zone=row.time_zone
    )
    services.create_kind(team_id=other.pk, data=data, by=SETUP, at=NOW)
    with override("en"):
        assert selectors.kind_words("早班") == "早班"
    services.create_kind(team_id=other.pk, data=replace(data, name="夜班", key="N", name_en="Night"), by=SETUP, at=NOW)
    with override("en"):
        assert selectors.kind_words("夜班") == "Night"


def test_a_notice_is_told_in_the_reader_s_language(plan: Plan) -> None:
    shift = plan.put("junior", "early")
    plan.publish()
    call_it(plan, "early", "Early")
    offer = services.Offer(shift_id=shift.pk, wanted_id=plan.people.senior.pk)
    services.offer_swap(offer=offer, by=Actor.of(plan.people.junior), at=NOW)
    notice = Notice.objects.get(person=plan.people.senior)
    assert "早班" in words(notice)
    with override("en"):
        assert "Early" in words(notice)


def test_english_readers_see_english_names_on_every_page_of_the_roster(plan: Plan, client: Client) -> None:
    call_it(plan, "early", "Early")
    changes = staff.DutyRoleChanges(name_en=" Intake   desk ")
    staff.update_duty_role(role_id=plan.people.duty.pk, changes=changes, by=SETUP, at=NOW)
    staff.update_team(team_id=plan.people.team.pk, changes=staff.TeamChanges(name_en="First line"), by=SETUP, at=NOW)
    plan.put("junior", "early")
    plan.publish()
    english = staff.Preferences(language="en")
    manager = plan.people.manager
    staff.set_preferences(person_id=manager.pk, preferences=english, by=Actor.of(manager), at=NOW)
    client.force_login(plan.people.manager)
    for name, asked in (
        ("roster:week", f"?week={MONDAY}"),
        ("roster:month", f"?month={MONDAY:%Y-%m}"),
        ("roster:kinds", ""),
        ("accounts:duty_roles", ""),
        ("accounts:teams", ""),
    ):
        answer = client.get(reverse(name) + asked)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert any(english in page for english in ("Early", "Intake desk", "First line")), name
        for chinese in ("早班", plan.people.duty.name, plan.people.team.name):
            assert chinese not in page, (name, chinese)


def test_what_has_no_english_name_keeps_its_own(plan: Plan) -> None:
    with override("en"):
        assert selectors.kind_words("晚班") == "晚班"
        assert accounts.name_words(plan.people.duty.name) == plan.people.duty.name


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_names_of_people_pass_through(plan: Plan, language: str) -> None:
    with override(language):
        assert accounts.name_words(plan.people.junior.display_name) == plan.people.junior.display_name
        assert accounts.name_words("") == ""


def test_the_form_of_a_pattern_names_the_keys_in_the_readers_language(plan: Plan) -> None:
    call_it(plan, "early", "Early")
    row = plan.kinds["early"]
    with override("en"):
        assert "E Early" in str(PatternForm(team_id=row.team_id, kinds=[row]).fields["pattern"].help_text)
    with override("zh-hans"):
        assert f"E {row.name}" in str(PatternForm(team_id=row.team_id, kinds=[row]).fields["pattern"].help_text)
