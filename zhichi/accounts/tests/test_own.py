"""What people do to their own account (1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from tests.people import SETUP
from zhichi.accounts import services
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError, Refused
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from django.conf import LazySettings

    from tests.people import People

pytestmark = pytest.mark.django_db


def test_keeps_preferences_of_the_own_account_only(people: People) -> None:
    wanted = services.Preferences(language="en", theme="dark", signature="  Lin\x00 ")
    user = services.set_preferences(
        person_id=people.senior.pk, preferences=wanted, by=people.actor("senior"), at=people.at
    )
    assert (user.language, user.theme, user.signature) == ("en", "dark", "Lin")
    assert history(f"user:{user.pk}")[-1].data["names"] == "language, theme, signature"
    with pytest.raises(Refused):
        services.set_preferences(
            person_id=people.senior.pk, preferences=wanted, by=people.actor("junior"), at=people.at
        )


@pytest.mark.parametrize("wanted", [{"language": "de"}, {"time_zone": "Nowhere"}, {"theme": "neon"}])
def test_refuses_preferences_that_do_not_exist(people: People, wanted: dict[str, Any]) -> None:
    with pytest.raises(DomainError):
        services.set_preferences(
            person_id=people.senior.pk,
            preferences=services.Preferences(**wanted),
            by=people.actor("senior"),
            at=people.at,
        )


def test_keeps_one_acknowledgement_for_each_version(people: People) -> None:
    for _again in range(2):
        services.acknowledge_handbook(version=3, by=people.actor("junior"), at=people.at)
    codes = [item.code for item in history(f"user:{people.junior.pk}")]
    assert codes.count("accounts.handbook_acknowledged") == 1


def test_refuses_customers_to_acknowledge(people: People) -> None:
    customer = services.create_customer_account(
        email="he@client.example.com", name="何青", language="en", by=SETUP, at=people.at
    )
    with pytest.raises(Refused):
        services.acknowledge_handbook(version=1, by=Actor.of(customer), at=people.at)


def test_keeps_an_invitation_in_the_language_of_the_person(people: People, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "zhichi.outbound.django_backend.QueueBackend"
    user = services.create_person(
        email="kim@staff.example.com",
        display_name="Kim",
        post="junior",
        details=services.Details(language="en"),
        by=SETUP,
        at=people.at,
    )
    services.invite(person_id=user.pk, by=people.actor("manager"), at=people.at)
    mail: Any = apps.get_model("outbound", "OutboundMail").objects.get()
    assert mail.subject == "Your account at Zhichi: choose a password"
    assert "/account/password/reset/key/" in mail.text
    assert history(f"user:{user.pk}")[-1].code == "accounts.invited"
