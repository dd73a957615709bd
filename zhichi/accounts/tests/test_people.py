"""Creating people, changing their basics and post, letting them go (4.1, 4.2)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connections

from tests.people import PASSWORD, SETUP
from zhichi.accounts import services
from zhichi.accounts.models import User
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from tests.people import People

pytestmark = pytest.mark.django_db


def create(people: People, **given: Any) -> User:
    values = {"email": "new@staff.example.com", "display_name": "欧阳娜娜", "post": "junior"}
    return services.create_person(**{**values, **given}, by=people.actor("manager"), at=people.at)


def codes(user: User) -> list[str]:
    return [item.code for item in history(f"user:{user.pk}")]


def test_keeps_a_person_with_pinyin_and_record(people: People) -> None:
    user = create(people, email=" New@Staff.Example.COM ", details=services.Details(phone="010-6234 5678 转 12"))
    assert (user.email, user.sort_key, user.initials) == ("new@staff.example.com", "ou yang na na", "oynn")
    assert user.phone == "+861062345678;ext=12"
    assert codes(user) == ["accounts.person_created"]
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "primary", "verified")) == [
        (user.email, True, True)
    ]


@pytest.mark.parametrize("name", ["林", "X", "阿卜杜拉·买买提", "𠮷"])
def test_keeps_names_of_any_length(people: People, name: str) -> None:
    assert create(people, display_name=name).display_name == name


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"display_name": "  "}, "display_name"),
        ({"post": "emperor"}, "post"),
        ({"details": services.Details(phone="12")}, "phone"),
        ({"details": services.Details(time_zone="Mars/Olympus")}, "time_zone"),
        ({"details": services.Details(language="fr")}, "language"),
        ({"password": "short"}, "password"),
    ],
)
def test_refuses_bad_basics_and_names_the_field(people: People, given: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        create(people, **given)
    assert field in refusal.value.fields


def test_refuses_an_address_twice_whatever_its_case(people: People) -> None:
    create(people)
    with pytest.raises(Conflict):
        create(people, email="NEW@staff.example.com")


@pytest.mark.parametrize("post", ["supervisor", "senior", "junior", "assistant", "auditor"])
def test_refuses_to_let_others_create_people(people: People, post: str) -> None:
    with pytest.raises(Refused):
        services.create_person(
            email="x@example.com", display_name="X", post="junior", by=people.actor(post), at=people.at
        )


def test_keeps_one_event_for_several_corrections(people: People) -> None:
    changes = services.PersonChanges(display_name="林小晓", phone="13800138000", language="zh-hans")
    user = services.update_person(person_id=people.senior.pk, changes=changes, by=people.actor("manager"), at=people.at)
    event = history(f"user:{user.pk}")[-1]
    assert (event.code, event.data["names"]) == ("accounts.person_updated", "display_name, phone")
    assert user.initials == "lxx"


def test_refuses_the_old_address_after_a_change(people: People) -> None:
    old = people.senior.email
    changes = services.PersonChanges(email="other@staff.example.com")
    services.update_person(person_id=people.senior.pk, changes=changes, by=SETUP, at=people.at)
    assert not EmailAddress.objects.filter(email=old).exists()
    assert EmailAddress.objects.filter(email="other@staff.example.com", user=people.senior).exists()


def test_refuses_staff_to_correct_themselves(people: People) -> None:
    with pytest.raises(Refused):
        services.update_person(
            person_id=people.senior.pk,
            changes=services.PersonChanges(display_name="大师"),
            by=people.actor("senior"),
            at=people.at,
        )


def test_keeps_customers_correct_their_own_name(people: People) -> None:
    user = services.create_customer_account(
        email="he@client.example.com", name="何青", language="zh-hans", by=SETUP, at=people.at
    )
    assert not user.is_staff_member
    from zhichi.core.actors import Actor

    changes = services.PersonChanges(display_name="何小青")
    changed = services.update_person(person_id=user.pk, changes=changes, by=Actor.of(user), at=people.at)
    assert changed.display_name == "何小青"
    assert codes(user) == ["accounts.customer_created", "accounts.person_updated"]


def test_keeps_the_change_of_a_post(people: People) -> None:
    services.change_post(person_id=people.junior.pk, post="senior", by=people.actor("manager"), at=people.at)
    assert User.objects.get(pk=people.junior.pk).post == "senior"
    assert history(f"user:{people.junior.pk}")[-1].data == {"before": "junior", "after": "senior"}


def test_refuses_a_post_for_customers(people: People) -> None:
    user = services.create_customer_account(
        email="he@client.example.com", name="何青", language="en", by=SETUP, at=people.at
    )
    with pytest.raises(DomainError):
        services.change_post(person_id=user.pk, post="manager", by=SETUP, at=people.at)


def test_refuses_to_lock_everybody_out(people: People) -> None:
    assert people.manager.is_active
    with pytest.raises(DomainError) as refusal:
        services.change_post(person_id=people.manager.pk, post="senior", by=SETUP, at=people.at)
    assert refusal.value.code == "last-keeper"
    with pytest.raises(DomainError):
        services.deactivate(person_id=people.manager.pk, reason="x", by=SETUP, at=people.at)
    assert people.administrator.is_active
    assert services.deactivate(person_id=people.manager.pk, reason="x", by=SETUP, at=people.at).is_active is False


def test_refuses_to_deactivate_oneself_or_without_reason(people: People) -> None:
    by = people.actor("manager")
    with pytest.raises(DomainError) as refusal:
        services.deactivate(person_id=people.manager.pk, reason="holiday", by=by, at=people.at)
    assert refusal.value.code == "yourself"
    with pytest.raises(DomainError):
        services.deactivate(person_id=people.junior.pk, reason="  ", by=by, at=people.at)


def test_keeps_duties_with_active_people_only(people: People) -> None:
    by = people.actor("manager")
    changes = services.DutyRoleChanges(holder=people.senior)
    services.update_duty_role(role_id=people.duty.pk, changes=changes, by=by, at=people.at)
    lead = services.TeamChanges(lead=people.senior)
    services.update_team(team_id=people.team.pk, changes=lead, by=by, at=people.at)
    services.deactivate(person_id=people.senior.pk, reason="离职", by=by, at=people.at)
    people.duty.refresh_from_db()
    people.team.refresh_from_db()
    assert (people.duty.holder, people.team.lead) == (None, None)
    assert history(f"duty:{people.duty.pk}")[-1].data["changes"] == {"holder": ["员工 senior", ""]}


def test_keeps_a_person_who_comes_back(people: People) -> None:
    by = people.actor("manager")
    services.deactivate(person_id=people.junior.pk, reason="产假", by=by, at=people.at)
    services.deactivate(person_id=people.junior.pk, reason="again", by=by, at=people.at)
    user = services.reactivate(person_id=people.junior.pk, reason="回来了", by=by, at=people.at)
    assert user.is_active
    assert user.deactivated_at is None
    assert codes(user)[-2:] == ["accounts.deactivated", "accounts.reactivated"]
    assert user.check_password(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_two_keepers_cannot_lock_each_other_out_at_once(people: People) -> None:
    ids, at = (people.manager.pk, people.administrator.pk), people.at
    ready = threading.Barrier(2)

    def goes(person_id: int) -> str:
        try:
            ready.wait()
            services.deactivate(person_id=person_id, reason="离职", by=SETUP, at=at)
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(goes, ids)) == ["", "last-keeper"]
    assert User.objects.filter(pk__in=ids, is_active=True).count() == 1
