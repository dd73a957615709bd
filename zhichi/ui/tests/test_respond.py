"""One address, page or fragment; toasts in headers and in the session."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from zhichi.ui.respond import Toast, flash, go, page_or_fragment, waiting_toasts, with_event, with_toast


def ask(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/", headers=headers)
    request.session = {}  # type: ignore[assignment]
    setattr(request, "_messages", FallbackStorage(request))  # noqa: B010 - Django's own way for tests
    return request


@pytest.mark.parametrize(
    ("headers", "is_page"),
    [
        ({}, True),
        ({"HX-Request": "true"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, True),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, True),
    ],
)
def test_keeps_page_and_fragment_apart(headers: dict[str, str], is_page: bool) -> None:
    response = page_or_fragment(ask(**headers), "ui/_empty.html", "ui/_skeleton.html", {"title": "Page"}, status=422)
    assert ("Page" in response.content.decode()) is is_page
    assert response.status_code == 422
    assert "HX-Request" in response.headers["Vary"]


def triggers(response: HttpResponse) -> Any:
    assert response.headers["HX-Trigger"].isascii()
    return json.loads(response.headers["HX-Trigger"])


def test_keeps_toasts_and_events_in_one_header() -> None:
    response = with_event(HttpResponse(), "ticket:changed", {"id": 12})
    with_toast(response, Toast("已发送", undo_url="/undo/"))
    with_toast(response, Toast("第二条"))
    sent = triggers(response)
    assert sent["ticket:changed"] == {"id": 12}
    assert [toast["text"] for toast in sent["toast"]["more"]] == ["已发送", "第二条"]
    assert sent["toast"]["more"][0]["undo_url"] == "/undo/"


def test_keeps_flashed_toasts_for_the_next_page() -> None:
    request = ask()
    flash(request, Toast("Closed", "warn", "/undo/?a=1 2"))
    flash(request, Toast("Plain", "bad"))
    assert waiting_toasts(request) == [Toast("Closed", "warn", "/undo/?a=1 2"), Toast("Plain", "bad")]


def test_keeps_redirects_for_both_kinds() -> None:
    plain = go(ask(), "/next/")
    assert (plain.status_code, plain.headers["Location"]) == (303, "/next/")
    swapped = go(ask(**{"HX-Request": "true"}), "/next/", Toast("Done"))
    assert (swapped.status_code, swapped.headers["HX-Redirect"]) == (204, "/next/")
