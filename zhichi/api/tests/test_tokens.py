"""Who may ask: tokens, scopes, rights of the owner, rate; and the pages about tokens."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client

from tests.people import POSTS
from zhichi.accounts import services as accounts
from zhichi.api import policies, services
from zhichi.api.auth import RATE
from zhichi.api.models import ApiToken
from zhichi.core.clock import now
from zhichi.core.errors import DomainError, Refused
from zhichi.records import selectors as records

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.api.tests.conftest import Office

READS = ["/tickets", "/tickets/10009", "/organisations", "/contacts/1", "/attachments/abc"]


def test_tells_whom_the_token_stands_for(office: Office) -> None:
    me = office.program("junior", ("tickets:read",)).get("/me").json()
    assert me["user"]["name"] == office.people.junior.display_name
    assert me["scopes"] == ["tickets:read"]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer nonsense", "Basic YTpi", "Bearer \ud800".encode("utf-8", "replace").decode()]
)
def test_refuses_strangers(people: People, header: str) -> None:
    answer = Client(headers={"authorization": header}).get("/api/v1/me")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_signed_in_browser_is_a_stranger_too(people: People) -> None:
    client = Client()
    client.force_login(people.manager, backend="zhichi.accounts.backends.MailAddressBackend")
    assert client.get("/api/v1/tickets").status_code == 401


@pytest.mark.parametrize("path", READS)
def test_refuses_what_the_scopes_do_not_name(office: Office, path: str) -> None:
    other = "customers:read" if "tickets" in path or "attach" in path else "tickets:read"
    answer = office.program("senior", (other,)).get(path)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope")


def test_writing_includes_reading(office: Office) -> None:
    assert office.program("senior", ("tickets:write",)).get("/tickets").status_code == 200
    assert office.program("senior", ("tickets:read",)).post("/tickets", {"subject": "x"}).status_code == 403


@pytest.mark.parametrize("post", ["auditor", "knowledge_editor", "administrator"])
def test_the_owners_post_bounds_the_token(office: Office, post: str) -> None:
    program = office.program(post)
    assert program.get("/tickets").status_code == 200
    answer = program.post("/tickets", {"subject": "导出乱码"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


def test_what_the_owner_may_not_see_does_not_exist(office: Office) -> None:
    number = office.program("assistant").post("/tickets", {"subject": "导出乱码"}).json()["number"]
    rival = office.program("rival")
    assert office.program("senior").get(f"/tickets/{number}").status_code == 200
    assert rival.get("/tickets").json()["items"] == []
    for answer in (
        rival.get(f"/tickets/{number}"),
        rival.patch(f"/tickets/{number}", {"version": "9"}),
        rival.get(f"/tickets/{number}/messages"),
        rival.post(f"/tickets/{number}/messages", {"message": {"kind": "note", "text": "x"}}),
        rival.post(f"/tickets/{number}/close"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_revoked_expired_and_orphaned_tokens_open_nothing(office: Office) -> None:
    by = office.people.actor("senior")
    program = office.program()
    ends = services.create_token(
        name="x", scopes=["tickets:read"], expires_at=now() + timedelta(days=1), by=by, at=now()
    )
    headers = {"authorization": f"Bearer {ends[1]}"}
    assert Client(headers=headers).get("/api/v1/tickets").status_code == 200
    with time_machine.travel(now() + timedelta(days=2)):
        assert Client(headers=headers).get("/api/v1/tickets").status_code == 401
    accounts.deactivate(person_id=by.user.pk, reason="left", by=office.people.actor("manager"), at=now())
    assert program.get("/me").status_code == 401


def test_keeps_the_hash_only_and_records_what_happens(office: Office) -> None:
    by = office.people.actor("senior")
    token, secret = services.create_token(
        name=" 夜间  导入 ", scopes=["tickets:read"], expires_at=None, by=by, at=now()
    )
    assert secret not in str(ApiToken.objects.values().get())
    services.revoke_token(token_id=token.pk, by=by, at=now())
    services.revoke_token(token_id=token.pk, by=by, at=now())
    codes = [event.code for event in records.history(f"api_token:{token.pk}")]
    assert (token.name, codes) == ("夜间 导入", ["api.token_created", "api.token_revoked"])


@pytest.mark.parametrize("change", [{"name": " "}, {"scopes": []}, {"scopes": ["everything"]}, {"expires_at": "past"}])
def test_refuses_tokens_without_sense(office: Office, change: dict[str, Any]) -> None:
    wanted: dict[str, Any] = {"name": "x", "scopes": ["tickets:read"], "expires_at": None} | change
    if wanted["expires_at"] == "past":
        wanted["expires_at"] = now() - timedelta(minutes=1)
    with pytest.raises(DomainError):
        services.create_token(**wanted, by=office.people.actor("senior"), at=now())


def test_slows_down_a_token_that_asks_too_often(office: Office) -> None:
    program = office.program()
    token = ApiToken.objects.get()
    with time_machine.travel(now(), tick=False):
        for _ in range(RATE.count):
            RATE.wait(token.pk)
        answer = program.get("/me")
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-requests")
    assert int(answer["Retry-After"]) > 0


def test_notes_the_last_use_at_most_once_a_minute(office: Office, django_assert_num_queries: Any) -> None:
    program = office.program()
    program.get("/me")
    with django_assert_num_queries(1):
        program.get("/me")
    assert ApiToken.objects.get().last_used_at is not None


def signed_in(person: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend="zhichi.accounts.backends.MailAddressBackend")
    return client


def test_pages_show_the_secret_once(people: People) -> None:
    client = signed_in(people.junior)
    page = client.post("/desk/api-tokens/new/", {"name": "monitoring", "scopes": ["tickets:read"], "expires_on": ""})
    secret = re.search(r"zc_[\w-]{43}", page.text)
    assert secret
    assert page["Cache-Control"] == "no-store"
    listing = client.get("/desk/api-tokens/").text
    assert "monitoring" in listing
    assert secret[0] not in listing


def test_pages_keep_the_typed_text(people: People) -> None:
    page = signed_in(people.junior).post("/desk/api-tokens/new/", {"name": "monitoring", "expires_on": "2001-01-01"})
    assert page.status_code == 422
    assert 'value="monitoring"' in page.text


def test_people_see_and_revoke_their_own_tokens_only(office: Office) -> None:
    office.program("senior")
    token = ApiToken.objects.get()
    rival, manager = signed_in(office.people.rival), signed_in(office.people.manager)
    assert token.hint not in rival.get("/desk/api-tokens/").text
    assert rival.post(f"/desk/api-tokens/{token.pk}/revoke/").status_code == 404
    with pytest.raises(Refused):
        services.revoke_token(token_id=token.pk, by=office.people.actor("rival"), at=now())
    assert token.hint in manager.get("/desk/api-tokens/").text
    assert manager.post(f"/desk/api-tokens/{token.pk}/revoke/").status_code == 303
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_predicate_and_scope_agree(office: Office) -> None:
    owners = ("senior", "rival", "auditor")
    for owner in owners:
        office.program(owner)
    tokens = list(ApiToken.objects.all())
    customer = accounts.create_customer_account(
        email="he.qing@client.example.com", name="何青", language="zh-hans", by=office.people.actor("manager"), at=now()
    )
    for person in (*(getattr(office.people, name) for name in POSTS), office.people.rival, customer):
        allowed = {token.pk for token in tokens if policies.TOKENS.allows(person, token)}
        assert allowed == set(policies.tokens_of(person, ApiToken.objects.all()).values_list("pk", flat=True))
