"""Middleware: refusals in three forms, language and time zone of the person, the front door."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from zhichi.accounts import services as accounts
from zhichi.config.middleware import DomainErrors, PersonalSettings
from zhichi.core.errors import Conflict, DomainError
from zhichi.records.tests.conftest import AT, BY

if TYPE_CHECKING:
    from zhichi.accounts.models import User

pytestmark = pytest.mark.django_db
REFUSAL = Conflict("taken", "Somebody was quicker.", "Look again.", fields={"owner": "Changed"})


def _answer(path: str, **headers: str) -> HttpResponse:
    request = RequestFactory().post(path, headers=headers)
    response = DomainErrors(lambda _request: HttpResponse()).process_exception(request, REFUSAL)
    assert response is not None
    return response


def test_keeps_refusals_readable_for_programs() -> None:
    response = _answer("/api/v1/tickets")
    assert (response.status_code, response["Content-Type"]) == (409, "application/problem+json")
    body = json.loads(response.content)
    assert (body["code"], body["title"], body["fields"]) == ("taken", "Somebody was quicker.", {"owner": "Changed"})


def test_keeps_refusals_beside_the_form_for_htmx() -> None:
    response = _answer("/desk/tickets/1/", **{"HX-Request": "true"})
    assert response.status_code == 409
    assert "Somebody was quicker." in json.loads(response["HX-Trigger"])["toast"]["text"]


def test_keeps_refusals_a_page_with_a_way_back() -> None:
    page = _answer("/x/", Referer="http://testserver/desk/").content.decode()
    assert "Somebody was quicker." in page
    assert 'href="http://testserver/desk/"' in page
    assert "evil" not in _answer("/x/", Referer="https://evil.example/").content.decode()


def test_keeps_other_errors_for_django() -> None:
    middleware = DomainErrors(lambda _request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/"), ValueError()) is None
    assert DomainError.status == 422


@pytest.fixture
def manager() -> User:
    return accounts.create_person(
        email="m@example.com", display_name="何青", post="manager", password="long-and-odd-26", by=BY, at=AT
    )


@pytest.mark.parametrize(("zone", "hour"), [("Europe/Berlin", 9), ("No/Where", 16)])
def test_keeps_pages_in_the_persons_language_and_zone(manager: User, zone: str, hour: int) -> None:
    manager.language, manager.time_zone = "en", zone
    seen: dict[str, Any] = {}

    def view(_request: HttpRequest) -> HttpResponse:
        seen.update(language=translation.get_language(), hour=timezone.localtime(AT).hour)
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user, request.COOKIES["sessionid"] = manager, "x"
    with translation.override("zh-hans"):
        PersonalSettings(view)(request)
    assert seen == {"language": "en", "hour": hour}
    assert timezone.get_current_timezone_name() == "Asia/Shanghai"  # the thread is clean again


def test_keeps_the_front_door_open_for_both(client: Client, manager: User) -> None:
    assert client.get("/").status_code == 200
    client.force_login(manager)
    assert client.get("/").headers["Location"] == reverse("desk:home")


def test_keeps_a_chosen_language_with_the_account(client: Client, manager: User) -> None:
    client.force_login(manager)
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    manager.refresh_from_db()
    assert manager.language == "en"
    client.post(reverse("set_language"), {"language": "xx", "next": "/"})
    manager.refresh_from_db()
    assert manager.language == "en"


def test_keeps_a_way_on_around_pages_that_say_why_there_is_nothing(client: Client) -> None:
    """Bad input: a page that the post does not include, addresses of nothing; both left people without navigation."""
    nowhere = client.get("/kb/9999/")
    assert (nowhere.status_code, 'class="portal-nav"' in nowhere.content.decode()) == (404, True)
    editor = accounts.create_person(
        email="e@example.com", display_name="方知", post="knowledge_editor", password="long-and-odd-26", by=BY, at=AT
    )
    client.force_login(editor)
    for path, status in ((reverse("channels_email:health"), 403), ("/desk/nothing/", 404)):
        answer = client.get(path)
        page = answer.content.decode()
        assert (answer.status_code, 'class="rail"' in page, page.count("<main")) == (status, True, 1)
        assert reverse("desk:home") in page


def test_keeps_what_is_said_to_customers_fit_for_them(client: Client) -> None:
    """Bad input: a customer at an address of the desk, who was told to ask a manager for a right of their post."""
    customer = accounts.create_customer_account(
        email="c@example.com", name="周宁", language="zh-hans", password="long-and-odd-26", by=BY, at=AT
    )
    client.force_login(customer)
    answer = client.get(reverse("knowledge:list"))
    page = answer.content.decode()
    assert (answer.status_code, 'class="portal-nav"' in page, 'class="rail"' in page) == (403, True, False)
    assert "帮助与联系方式" in page and "岗位" not in page
