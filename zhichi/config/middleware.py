"""Around every request: content security policy, personal language and time zone, refusals in three forms."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme

from zhichi.core.errors import DomainError
from zhichi.ui.policy import POLICY
from zhichi.ui.respond import Toast, with_toast

if TYPE_CHECKING:
    from django.http import HttpRequest

GetResponse = Callable[["HttpRequest"], HttpResponse]


class ContentSecurityPolicy:
    """Every response forbids inline code and foreign sources; a view may set a policy of its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class PersonalSettings:
    """Shows pages in the language and time zone of whoever is signed in; guests keep what LocaleMiddleware found."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Guests without a session cost no query here.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
            timezone.activate(_zone(request.user.time_zone))
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


class DomainErrors:
    """Answers a service's refusal as problem+json, as a toast, or as a page; the HTTP status is the error's own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django when a view raised; None leaves other exceptions to it."""
        if not isinstance(exception, DomainError):
            return None
        if request.path.startswith("/api/"):
            return _problem(exception)
        if request.headers.get("HX-Request"):
            return _toast(exception)
        context = {"error": exception, "back": _back(request)}
        return render(request, "config/refusal.html", context, status=exception.status)


def _back(request: HttpRequest) -> str:
    """The page of this site that the person came from, or an empty text."""
    referer = request.headers.get("Referer", "")
    is_own = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return referer if is_own else ""


def _problem(error: DomainError) -> HttpResponse:
    body = {
        "type": f"urn:zhichi:problem:{error.code}",
        "title": str(error.message),
        "status": error.status,
        "detail": str(error.hint),
        "code": error.code,
        "fields": {name: str(text) for name, text in error.fields.items()},
    }
    return JsonResponse(body, status=error.status, content_type="application/problem+json")


def _toast(error: DomainError) -> HttpResponse:
    # htmx reads the header whatever the status is, and swaps nothing on 4xx: what was typed stays on the page.
    return with_toast(HttpResponse(str(error), status=error.status), Toast(str(error), "bad"))
