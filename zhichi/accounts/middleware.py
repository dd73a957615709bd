"""Notes now and then that somebody is at work; lets allauth's pages call the site by our name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.sites.requests import RequestSite
from django.core.cache import cache

from zhichi.accounts import services
from zhichi.core import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

EVERY_SECONDS = 300


class Activity:
    """Keeps "last seen" of accounts and sessions to five minutes. The note is written after the answer is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        key = request.session.session_key if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if key and request.user.is_authenticated and cache.add(f"accounts.seen:{key}", 1, EVERY_SECONDS):
            services.note_activity(person_id=request.user.pk, session_key=key, at=clock.now())
        return response


class SignInPages:
    """allauth puts the host as `site` into its pages, where our templates mean the product (zhichi.config.context)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Called by Django before a page of allauth is rendered."""
        if response.context_data and isinstance(response.context_data.get("site"), RequestSite):
            del response.context_data["site"]
        return response
