"""5.2.1: mailboxes that sign in by permission of their provider (OAuth 2.0): given, renewed in time, withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from zhichi.channels.email import checks
from zhichi.channels.email.authorities import ConsentData, endpoints
from zhichi.channels.email.connections import imap_config, smtp_config, try_reading, try_sending
from zhichi.channels.email.models import Consent, Mailbox
from zhichi.channels.email.services.consent import set_up
from zhichi.channels.email.services.fetch import fetch
from zhichi.channels.email.services.tokens import access_token, doubt, give
from zhichi.channels.email.tests.authority import USER, Authority, TokenImap, TokenSmtp
from zhichi.channels.email.tests.kit import SETUP, add_mailbox
from zhichi.channels.email.transport import ImapSource, SignInFailure, TemporaryFailure
from zhichi.channels.email.transport.oauth import ConsentLost
from zhichi.core.clock import now
from zhichi.core.errors import DomainError, Refused
from zhichi.records import selectors as records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.people import People

pytestmark = pytest.mark.django_db

BACK = "http://127.0.0.1:8000/desk/mail/consent/"


@pytest.fixture
def authority() -> Iterator[Authority]:
    found = Authority()
    yield found
    found.close()


@pytest.fixture
def box(authority: Authority) -> Mailbox:
    """A mailbox for which permission was asked and not yet given."""
    mailbox = add_mailbox(USER, sign_in="oauth2", imap_password=None, smtp_password=None)
    set_up(mailbox_id=mailbox.pk, data=settings_of(authority), by=SETUP)
    return mailbox


def settings_of(authority: Authority, **given: Any) -> ConsentData:
    values = {
        "authority": "other",
        "client_id": "zhichi",
        "client_secret": "very-secret",
        "authorize_url": "https://login.tenant.example/authorize",
        "token_url": authority.url,
        "scopes": "mail offline_access",
    }
    return ConsentData(**values | given)


def given_to(box: Mailbox) -> Consent:
    return give(mailbox_id=box.pk, code="code-1", verifier="v", redirect_uri=BACK, by=SETUP, at=now())


def test_leave_is_asked_for_and_given_on_the_pages(client: Client, people: People, authority: Authority) -> None:
    client.force_login(people.manager)
    form = {"address": USER, "name": "支持", "sign_in": "oauth2", "imap_host": "outlook.office365.com"}
    ports = {"imap_port": 993, "imap_security": "tls", "smtp_port": 587, "smtp_security": "starttls", "is_active": "on"}
    added = client.post(reverse("channels_email:new", args=["outlook"]), form | ports)
    box = Mailbox.objects.get()
    page = reverse("channels_email:sign_in", args=[box.pk])
    assert added.headers["Location"] == page
    assert BACK.encode() in client.get(page).content
    values = {name: value for name, value in vars(settings_of(authority)).items() if value}
    assert client.post(page, values).status_code == 303
    asked = client.get(reverse("channels_email:ask", args=[box.pk])).headers["Location"]
    query = {name: found[0] for name, found in parse_qs(urlsplit(asked).query).items()}
    assert (query["redirect_uri"], query["login_hint"], query["scope"]) == (BACK, USER, "mail offline_access")
    back = client.get(reverse("channels_email:consent"), {"state": query["state"], "code": "code-1"})
    assert back.headers["Location"] == page
    assert authority.asked[0]["code"] == "code-1"
    assert len(authority.asked[0]["code_verifier"]) >= 43
    consent = Consent.objects.get()
    assert consent.granted_at is not None
    assert not {"very-secret", "refresh-1", "access-1"} & set(map(str, Consent.objects.values_list().get()))
    assert b"very-secret" not in client.get(page).content
    assert records.history(f"mailbox:{box.pk}")[-1].code == "mail.consent_given"


def test_an_answer_to_no_question_of_ours_gives_nothing(client: Client, people: People, box: Mailbox) -> None:
    client.force_login(people.manager)
    client.get(reverse("channels_email:ask", args=[box.pk]))
    client.get(reverse("channels_email:consent"), {"state": "forged", "code": "code-1"})
    state = {"state": "", "code": "code-1"}
    client.get(reverse("channels_email:consent"), state)
    assert Consent.objects.get().granted_at is None


def test_the_refusal_of_the_authority_is_shown(client: Client, people: People, box: Mailbox) -> None:
    client.force_login(people.manager)
    asked = client.get(reverse("channels_email:ask", args=[box.pk])).headers["Location"]
    state = parse_qs(urlsplit(asked).query)["state"][0]
    answer = {"state": state, "error": "access_denied", "error_description": "The user said no"}
    response = client.get(reverse("channels_email:consent"), answer, follow=True)
    assert "The user said no" in response.content.decode()


@pytest.mark.parametrize(("person", "status"), [("senior", 403), ("auditor", 403), ("administrator", 200)])
def test_keeps_the_page_to_those_who_look_after_the_product(
    client: Client, people: People, box: Mailbox, person: str, status: int
) -> None:
    client.force_login(getattr(people, person))
    assert client.get(reverse("channels_email:sign_in", args=[box.pk])).status_code == status
    if status == 403:
        with pytest.raises(Refused):
            set_up(mailbox_id=box.pk, data=ConsentData(authority="google", client_id="x"), by=people.actor(person))


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("client_id", {"client_id": " "}),
        ("tenant", {"tenant": "../../evil"}),
        ("token_url", {"token_url": "http://tenant.example/token"}),
        ("authorize_url", {"authorize_url": "javascript:alert(1)"}),
    ],
)
def test_refuses_settings_that_cannot_work(authority: Authority, box: Mailbox, field: str, given: Any) -> None:
    with pytest.raises(DomainError) as refused:
        set_up(mailbox_id=box.pk, data=settings_of(authority, **given), by=SETUP)
    assert list(refused.value.fields) == [field]


def test_refuses_leave_that_does_not_last(authority: Authority, box: Mailbox) -> None:
    authority.answers.append((200, {"access_token": "a", "expires_in": 3600}))
    with pytest.raises(DomainError, match=r"refresh token|刷新令牌"):
        given_to(box)


def test_a_token_is_renewed_before_it_ends_and_not_sooner(authority: Authority, box: Mailbox) -> None:
    given_to(box)
    at = now()
    assert access_token(box, at=at) == access_token(box, at=at + timedelta(minutes=54)) == "access-1"
    assert access_token(box, at=at + timedelta(minutes=56)) == "access-2"
    assert authority.asked[-1]["refresh_token"] == "refresh-1"
    doubt(box.pk)
    assert access_token(box, at=at) == "access-3"
    assert authority.asked[-1]["refresh_token"] == "refresh-2", "the authority changed it"


def test_leave_that_was_withdrawn_is_cleared_told_and_not_asked_for_again(authority: Authority, box: Mailbox) -> None:
    given_to(box)
    doubt(box.pk)
    authority.answers.append((400, {"error": "invalid_grant", "error_description": "AADSTS50173 revoked"}))
    with pytest.raises(ConsentLost):
        access_token(box, at=now())
    consent = Consent.objects.get()
    assert (consent.refresh_token, consent.access_token, consent.granted_at) == ("", "", None)
    assert "AADSTS50173" in consent.lost_why
    count = len(authority.asked)
    with pytest.raises(SignInFailure):
        imap_config(box)
    assert len(authority.asked) == count
    assert records.history(f"mailbox:{box.pk}")[-1].code == "mail.consent_withdrawn"
    assert any("AADSTS50173" in finding.what for finding in checks.check_mail())
    given_to(box)
    assert Consent.objects.get().lost_at is None


@pytest.mark.parametrize("status", [500, 503, 429])
def test_an_authority_that_is_away_loses_no_leave(authority: Authority, box: Mailbox, status: int) -> None:
    given_to(box)
    doubt(box.pk)
    authority.answers.append((status, {}))
    with pytest.raises(TemporaryFailure):
        access_token(box, at=now())
    assert access_token(box, at=now()) == "access-2"


def test_an_authority_that_answers_nonsense_is_told(authority: Authority, box: Mailbox) -> None:
    authority.answers += [(200, {"access_token": 5}), (302, {})]
    for _answer in range(2):
        with pytest.raises(DomainError, match=r"permission|授权"):
            given_to(box)


def test_reads_and_sends_with_the_token(authority: Authority, box: Mailbox) -> None:
    imap, smtp = TokenImap("access-1"), TokenSmtp("access-1")
    where = {"imap_host": "127.0.0.1", "imap_security": "none", "smtp_host": "127.0.0.1", "smtp_security": "none"}
    Mailbox.objects.filter(pk=box.pk).update(**where, imap_port=imap.port, smtp_port=smtp.port)
    box.refresh_from_db()
    assert not try_reading(box).ok, "nobody gave permission yet"
    given_to(box)
    try:
        with ImapSource(imap_config(box)) as source:
            assert fetch(source, mailbox_id=box.pk, now=now) == 0
        assert imap.heard == [f"user={USER}\x01auth=Bearer access-1\x01\x01"]
        assert try_sending(box).ok
        imap.token = smtp.token = "another"
        with pytest.raises(SignInFailure), ImapSource(imap_config(box)):
            pass
        assert not try_sending(box).ok
    finally:
        imap.close()
        smtp.close()
    assert "access-1" not in repr(imap_config(box)) + repr(smtp_config(box))


def test_knows_microsoft_and_google() -> None:
    microsoft = endpoints(Consent(authority="microsoft", tenant="contoso.example"))
    assert microsoft.token_url == "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token"
    assert "offline_access" in microsoft.scopes
    assert endpoints(Consent(authority="google")).extra["access_type"] == "offline"


def test_pop3_with_leave_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        add_mailbox(sign_in="oauth2", incoming="pop3")
    assert "incoming" in refused.value.fields
