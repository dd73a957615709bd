"""2.1, 5.2.1: secrets of provider webhooks are shown once, replaced without a gap, and kept sealed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from zhichi.channels.email.definitions import REPLACED_HOURS
from zhichi.channels.email.models import HookSecret
from zhichi.channels.email.services.hook_secrets import set_hook_secret
from zhichi.channels.email.tests.kit import raw
from zhichi.channels.email.tests.test_hooks import KEY, _site, mailgun_mail, postal_key, postmark, signature
from zhichi.core.clock import now
from zhichi.core.errors import Refused
from zhichi.files.tests.test_scanning import policy
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import Settings

    from tests.people import People

__all__ = ["_site", "postal_key"]  # fixtures
pytestmark = pytest.mark.django_db


def test_a_secret_is_shown_once_and_then_only_that_it_is_set(
    client: Client, people: People, settings: Settings
) -> None:
    settings.MAIL_WEBHOOKS = {}
    page, form = reverse("channels_email:providers"), reverse("channels_email:hook_secret", args=["postmark"])
    client.force_login(people.senior)
    assert client.get(form).status_code == 403
    client.force_login(people.manager)
    assert "未设置" in client.get(page).content.decode()
    made = client.post(form, {"secret": ""})  # ours to make
    assert made["Cache-Control"] == "no-store"
    secret = made.context["secret"]
    assert secret.startswith("zhichi:")
    assert secret in made.content.decode()
    for shown in (client.get(page), client.get(form)):
        assert secret not in shown.content.decode()
    assert people.manager.display_name in client.get(page).content.decode()
    assert secret not in HookSecret.objects.get().sealed
    assert postmark(client, {"RawEmail": raw(subject="一").decode()}, secret) == 200
    assert postmark(client, {"RawEmail": raw(subject="二").decode()}, "zhichi:geheim") == 400


def test_the_old_secret_counts_on_for_the_hours_of_the_handbook(client: Client, people: People) -> None:
    by = people.actor("manager")
    at = now()
    set_hook_secret(code="mailgun", secret="key-2", by=by, at=at)  # in place of the one of the settings
    assert mailgun_mail(client, raw(subject="一"), signed=signature("a", KEY)) == 200
    assert mailgun_mail(client, raw(subject="二"), signed=signature("b", "key-2")) == 200
    HookSecret.objects.update(before_until=at - timedelta(seconds=1))
    assert mailgun_mail(client, raw(subject="三"), signed=signature("c", KEY)) == 400
    assert mailgun_mail(client, raw(subject="四"), signed=signature("d", "key-2")) == 200
    set_hook_secret(code="mailgun", secret="key-3", by=by, at=at)
    assert mailgun_mail(client, raw(subject="五"), signed=signature("e", "key-2")) == 200
    assert mailgun_mail(client, raw(subject="六"), signed=signature("f", "key-3")) == 200
    (first, *_rest) = history("mailhook:mailgun")
    assert "key-" not in str(first.data)


def test_without_hours_the_old_secret_ends_at_once(client: Client, people: People) -> None:
    policy(people, REPLACED_HOURS, 0)
    set_hook_secret(code="mailgun", secret="key-2", by=people.actor("manager"), at=now())
    assert mailgun_mail(client, raw(subject="一"), signed=signature("a", KEY)) == 400


@pytest.mark.parametrize(
    ("code", "secret"),
    [
        ("mailgun", ""),
        ("mailgun", "密钥"),
        ("postmark", "no-colon"),
        ("postmark", ":x"),
        ("postal", "no key"),
        ("postal", ""),
    ],
)
def test_what_is_no_secret_of_the_provider_is_refused(client: Client, people: People, code: str, secret: str) -> None:
    client.force_login(people.manager)
    answer = client.post(reverse("channels_email:hook_secret", args=[code]), {"secret": secret})
    assert answer.status_code == 422
    assert not HookSecret.objects.exists()


def test_a_secret_of_another_installation_opens_nothing(client: Client, people: People, settings: Settings) -> None:
    set_hook_secret(code="mailgun", secret="key-2", by=people.actor("manager"), at=now())
    settings.SECRET_KEY = "another-" * 8
    assert mailgun_mail(client, raw(subject="一"), signed=signature("a", "key-2")) == 404


def test_only_who_looks_after_the_product_sets_secrets(people: People) -> None:
    with pytest.raises(Refused):
        set_hook_secret(code="mailgun", secret="x", by=people.actor("senior"), at=now())
