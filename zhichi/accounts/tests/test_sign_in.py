"""Signing in by password: who gets in, who does not, throttling, reset, sessions (9.3.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from tests.people import PASSWORD, SETUP
from zhichi.accounts import services
from zhichi.records.selectors import history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.conf import LazySettings
    from django.core.mail import EmailMessage

    from tests.people import People

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Rate limits live in the cache."""
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more}, headers={"accept-language": "en"})


def whom(client: Client) -> int | None:
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


def test_keeps_staff_in_whatever_the_case_of_the_address(client: Client, people: People) -> None:
    assert people.senior.is_active
    response = sign_in(client, "Senior@STAFF.example.com")
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert whom(client) == people.senior.pk


def test_keeps_the_way_on_after_signing_in(client: Client, people: People) -> None:
    response = sign_in(client, people.senior.email, next="/desk/staff/")
    assert response.headers["Location"] == "/desk/staff/"


def test_refuses_to_lead_to_other_sites(client: Client, people: People) -> None:
    response = sign_in(client, people.senior.email, next="https://evil.example.com/")
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("email", ["senior@staff.example.com", "nobody@staff.example.com"])
def test_refuses_wrong_passwords_and_unknown_people_alike(client: Client, people: People, email: str) -> None:
    assert people.senior.is_active
    page = sign_in(client, email, "wrong").content.decode()
    assert "Mail address or password is not right." in page
    assert f'value="{email}"' in page  # what was typed stays
    assert whom(client) is None


def test_refuses_inactive_people(client: Client, people: People) -> None:
    services.deactivate(person_id=people.senior.pk, reason="离职", by=SETUP, at=people.at)
    response = sign_in(client, people.senior.email)
    assert (response.status_code, response.headers["Location"]) == (302, "/account/inactive/")
    assert whom(client) is None
    assert "was deactivated" in client.get("/account/inactive/", headers={"accept-language": "en"}).content.decode()


def test_refuses_sessions_of_the_deactivated_at_once(client: Client, people: People) -> None:
    sign_in(client, people.senior.email)
    assert client.get("/desk/staff/").status_code == 200
    services.deactivate(person_id=people.senior.pk, reason="离职", by=SETUP, at=people.at)
    assert client.get("/desk/staff/").status_code == 302
    assert not UserSession.objects.filter(user=people.senior).exists()


def test_refuses_guessing_after_five_attempts(client: Client, people: People) -> None:
    for _attempt in range(5):
        sign_in(client, people.senior.email, "wrong")
    page = sign_in(client, people.senior.email).content.decode()
    assert "Too many attempts" in page
    assert whom(client) is None


def test_refuses_slow_guessing_too(client: Client, people: People) -> None:
    for _attempt in range(10):
        cache.clear()  # as if the short limit had passed each time
        response = sign_in(client, people.senior.email, "wrong")
    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()
    cache.clear()
    assert sign_in(client, people.senior.email).status_code == 429
    assert whom(client) is None
    assert sign_in(client, people.junior.email).status_code == 302  # others are not shut out


def test_refuses_open_sign_up(client: Client) -> None:
    page = client.get("/account/signup/", headers={"accept-language": "en"})
    assert "No open sign-up" in page.content.decode()
    client.post("/account/signup/", {"email": "me@example.com", "password1": PASSWORD})
    assert whom(client) is None


def test_refuses_other_mail_addresses_on_an_account(client: Client, people: People) -> None:
    client.force_login(people.senior)
    for path in ("/account/email/", "/account/confirm-email/", "/account/confirm-email/x:y/"):
        assert client.get(path).headers["Location"] == "/desk/me/"
    client.post("/account/email/", {"action_add": "", "email": "mine@example.com"})
    assert EmailAddress.objects.filter(user=people.senior).count() == 1


def test_keeps_a_reset_by_mailed_link(client: Client, people: People, mailoutbox: list[EmailMessage]) -> None:
    elsewhere = Client()
    sign_in(elsewhere, people.senior.email)
    client.post("/account/password/reset/", {"email": people.senior.email})
    (mail,) = mailoutbox
    assert mail.subject == "设置新密码"  # in the language of the account
    link = re.search(r"http://\S+", str(mail.body))
    assert link
    page = client.get(link[0].split("testserver")[-1], follow=True)
    action = page.redirect_chain[-1][0]
    new = "a much longer secret"
    assert client.post(action, {"password1": new, "password2": new}, follow=True).status_code == 200
    assert elsewhere.get("/desk/staff/").status_code == 302  # signed out with the old password
    assert whom(client) is None
    sign_in(client, people.senior.email, new)
    assert whom(client) == people.senior.pk
    assert history(f"user:{people.senior.pk}")[-1].data == {"what": "password_reset"}
    used = client.get(link[0].split("testserver")[-1], follow=True, headers={"accept-language": "en"})
    assert "This link no longer works" in used.content.decode() or "不再有效" in used.content.decode()


def test_refuses_to_tell_who_has_an_account(client: Client, mailoutbox: list[EmailMessage]) -> None:
    response = client.post("/account/password/reset/", {"email": "stranger@example.org"})
    assert response.headers["Location"] == "/account/password/reset/done/"
    assert mailoutbox == []


def test_keeps_a_mail_about_a_changed_password(client: Client, people: People, mailoutbox: list[EmailMessage]) -> None:
    client.force_login(people.senior)
    new = "a much longer secret"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/account/password/change/", form)
    assert [mail.subject for mail in mailoutbox] == ["密码已修改。"]
    assert history(f"user:{people.senior.pk}")[-1].data == {"what": "password_changed"}
    assert whom(client) == people.senior.pk


def test_keeps_sessions_listed_and_revocable(client: Client, people: People) -> None:
    other = Client()
    sign_in(other, people.senior.email)
    sign_in(client, people.senior.email)
    page = client.get("/account/sessions/").content.decode()
    assert page.count("127.0.0.1") == 2
    session = UserSession.objects.get(session_key=other.session.session_key)
    assert client.post(f"/desk/me/sessions/{session.pk}/end/").status_code == 303
    assert other.get("/desk/staff/").status_code == 302
    assert client.get("/desk/staff/").status_code == 200


def test_refuses_to_end_sessions_of_others(client: Client, people: People) -> None:
    other = Client()
    sign_in(other, people.junior.email)
    client.force_login(people.senior)
    session = UserSession.objects.get(user=people.junior)
    assert client.post(f"/desk/me/sessions/{session.pk}/end/").status_code == 404
    assert other.get("/desk/staff/").status_code == 200


def test_keeps_demo_logins_off_the_page_outside_the_demo(
    client: Client, people: People, settings: LazySettings
) -> None:
    services.create_person(email="manager@example.com", display_name="周明远", post="manager", by=SETUP, at=people.at)
    settings.DEMO = False
    assert "zhichi-demo-2026" not in client.get(LOGIN).content.decode()
    settings.DEMO = True
    page = client.get(LOGIN).content.decode()
    assert "manager@example.com" in page
    assert "zhichi-demo-2026" in page


def test_keeps_last_seen_without_a_write_on_every_page(client: Client, people: People) -> None:
    client.force_login(people.senior)
    client.get("/desk/staff/")
    people.senior.refresh_from_db()
    first = people.senior.last_seen_at
    assert first is not None
    client.get("/desk/staff/")
    people.senior.refresh_from_db()
    assert people.senior.last_seen_at == first


def test_keeps_pages_without_inline_code(client: Client, people: People) -> None:
    client.force_login(people.senior)
    paths = (LOGIN, "/account/2fa/", "/account/2fa/webauthn/", "/account/sessions/", "/account/password/change/")
    for path in paths:
        page = (Client() if path == LOGIN else client).get(path).content.decode()
        scripts = re.findall(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>", page)
        assert not scripts, path
        assert " style=" not in page, path
