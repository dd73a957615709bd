"""Navigation: duplicates, rights, the present page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import include, path

from zhichi.core.registry import DuplicateName, Registry
from zhichi.ui import registry
from zhichi.ui.registry import NavEntry, NavItem, nav_for, register_nav

if TYPE_CHECKING:
    from collections.abc import Iterator


def page(_request: HttpRequest) -> HttpResponse:
    """Any page."""
    return HttpResponse()


urlpatterns = [path("", page, name="home"), path("desk/", include("zhichi.ui.urls"))]
pytestmark = pytest.mark.urls(__name__)
STAFF = SimpleNamespace(is_authenticated=True, is_active=True, is_staff_member=True)
CUSTOMER = SimpleNamespace(is_authenticated=True, is_active=True, is_staff_member=False)


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "nav_items", Registry("navigation entry"))
    yield


def entry(name: str, **changes: Any) -> NavItem:
    return register_nav(
        NavItem(**{"name": name, "label": name, "icon": "inbox", "url_name": "ui:styleguide", **changes})
    )


def shown(user: Any, path: str = "/elsewhere/") -> list[NavEntry]:
    return nav_for(user, RequestFactory().get(path))


def test_refuses_a_name_twice() -> None:
    entry("tickets")
    with pytest.raises(DuplicateName):
        entry("tickets")


def test_keeps_order_and_group() -> None:
    entry("later", order=20)
    entry("first", order=10)
    entry("below", group="foot")
    assert [item.name for item in shown(STAFF)] == ["first", "later"]


def test_refuses_entries_without_the_right() -> None:
    entry("guide", right="ui.styleguide")
    assert [item.name for item in shown(STAFF)] == ["guide"]
    assert shown(CUSTOMER) == []
    assert shown(AnonymousUser()) == []


def test_keeps_the_present_page_marked() -> None:
    entry("guide")
    entry("home", url_name="home")
    url = next(item.url for item in shown(STAFF) if item.name == "guide")
    assert {item.name for item in shown(STAFF, f"{url}more/") if item.is_active} == {"guide"}
    assert {item.name for item in shown(STAFF, "/") if item.is_active} == {"home"}
    assert not [item for item in shown(STAFF, url.rstrip("/") + "-other/") if item.is_active]


def test_keeps_badges_asked_once_a_request() -> None:
    asked: list[str] = []

    def badge(request: HttpRequest) -> int:
        asked.append(request.path)
        return len(asked)

    entry("chat", badge=badge)
    source = "{% load ui %}{% nav as one %}{% nav 'main' as two %}{{ two.0.badge }}"
    assert Template(source).render(Context({"request": RequestFactory().get("/")})) == "1"
    assert len(asked) == 1


def test_keeps_the_badge() -> None:
    entry("chat", badge=lambda _request: 2, key="h", phone=True)
    (item,) = shown(STAFF)
    assert (item.badge, item.key, item.phone) == (2, "h", True)


def test_keeps_notices_that_concern_the_reader(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "notices", Registry("notice"))
    asks = registry.Notice(text="Read it", action="Open", url="/x/")
    registry.register_notice("asks", lambda _request: asks)
    registry.register_notice("silent", lambda _request: None)
    assert registry.notices_for(rf.get("/")) == [asks]
    with pytest.raises(DuplicateName):
        registry.register_notice("asks", lambda _request: None)
