"""Notes now and then that somebody is at work, without a query on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache

from zhichi.accounts import services
from zhichi.core import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

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
