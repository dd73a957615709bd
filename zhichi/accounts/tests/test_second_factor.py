"""Authenticator app and recovery codes (9.3.1)."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from tests.people import PASSWORD
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.mail import EmailMessage

    from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Rate limits and used codes live in the cache."""
    cache.clear()
    yield
    cache.clear()


def code_now(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def set_up(client: Client, email: str) -> str:
    """Sign in and set up the app; gives the secret."""
    client.post("/account/login/", {"login": email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/").content.decode()
    found = re.search(r'<code class="mono">(\w+)</code>', page)
    assert found, page[:400]
    response = client.post("/account/2fa/totp/activate/", {"code": code_now(found[1])})
    assert response.headers["Location"] == "/account/2fa/recovery-codes/"
    cache.clear()
    return found[1]


def test_keeps_out_who_has_only_the_password(people: People, client: Client) -> None:
    secret = set_up(client, people.senior.email)
    other = Client()
    response = other.post("/account/login/", {"login": people.senior.email, "password": PASSWORD})
    assert response.headers["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in other.session
    assert other.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in other.session
    other.post("/account/2fa/authenticate/", {"code": code_now(secret)})
    assert other.session["_auth_user_id"] == str(people.senior.pk)


def test_keeps_a_way_in_by_recovery_code_once(people: People, client: Client) -> None:
    set_up(client, people.senior.email)
    codes = Authenticator.objects.get(user=people.senior, type="recovery_codes").wrap().get_unused_codes()
    for expected in (True, False):
        other = Client()
        other.post("/account/login/", {"login": people.senior.email, "password": PASSWORD})
        other.post("/account/2fa/authenticate/", {"code": codes[0]})
        assert ("_auth_user_id" in other.session) is expected


def test_keeps_changes_of_the_second_factor_in_the_record(
    people: People, client: Client, django_capture_on_commit_callbacks: Any, mailoutbox: list[EmailMessage]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client, people.senior.email)
    assert client.get("/account/2fa/").status_code == 200
    assert client.get("/account/2fa/totp/deactivate/").status_code == 200
    client.post("/account/2fa/totp/deactivate/")
    said = [item.data["what"] for item in history(f"user:{people.senior.pk}") if "security" in item.code]
    assert said == ["totp_added", "codes_made", "totp_removed"]
    subjects = [mail.subject for mail in mailoutbox]
    assert "您的账号已设置验证器应用。" in subjects
    assert "您的账号已移除验证器应用。" in subjects


def test_refuses_changes_without_proving_oneself_again(people: People, client: Client) -> None:
    client.force_login(people.senior)
    for path in ("totp/activate/", "webauthn/add/", "recovery-codes/generate/"):
        response = client.get(f"/account/2fa/{path}")
        assert response.headers["Location"].startswith("/account/reauthenticate/"), path
    page = client.get("/account/reauthenticate/?next=/account/2fa/totp/activate/")
    assert page.status_code == 200
    wrong = client.post("/account/reauthenticate/?next=/account/2fa/totp/activate/", {"password": "wrong"})
    assert wrong.status_code == 200
    right = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/2fa/totp/activate/"})
    assert right.headers["Location"] == "/account/2fa/totp/activate/"
    assert client.get("/account/2fa/webauthn/add/").status_code == 200
