"""The two addresses that belong to no part: the front door and the choice of language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language as django_set_language

from zhichi.accounts import services as accounts
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import may, public
from zhichi.portal.views.home import home as portal_home

if TYPE_CHECKING:
    from django.http import HttpRequest


@public("the front door sends everybody to their own home")
def home(request: HttpRequest) -> HttpResponse:
    """Staff go to the desk, everybody else sees the portal's home."""
    return redirect("desk:home") if may(request.user, "desk.enter") else portal_home(request)


@public("monitors ask; it says nothing but that the product answers")
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For load balancers and monitors: 200 when this process and its database answer, else 503 (6.4.2)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    response = HttpResponse("ok", content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response


@public("guests choose a language too")
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie, and with the account of whoever is signed in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        preferences = accounts.Preferences(language=language)
        accounts.set_preferences(
            person_id=request.user.pk, preferences=preferences, by=Actor.of(request.user), at=clock.now()
        )
    return django_set_language(request)
