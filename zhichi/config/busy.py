"""When the database is locked or restarting: nothing was saved, nothing typed is lost, and it can be sent again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from zhichi.core.trouble import RETRY_SECONDS, is_passing_trouble
from zhichi.ui.respond import Toast, with_toast

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

log = logging.getLogger(__name__)
SECRET = ("password", "code", "csrfmiddlewaretoken")  # never written into a page
NOT_AGAIN = "/account/"  # signing in is begun anew


class DatabaseBusy:
    """Answers a view that the database refused for the moment with 503: a toast for htmx, else a page to send again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django when a view raised; None leaves other exceptions to it."""
        if not is_passing_trouble(exception):
            return None
        log.warning("%s %s was refused by the database for the moment: %s", request.method, request.path, exception)
        words = _("The database is busy; nothing was saved. What you typed is still here: send it again in a moment.")
        if request.headers.get("HX-Request"):
            response = with_toast(HttpResponse(words, status=503), Toast(words, "bad"))
        else:
            response = HttpResponse(_page(request), status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response


def _page(request: HttpRequest) -> str:
    """Needs no database: neither the session nor who signed in is asked for."""
    again = request.method == "POST" and not request.path.startswith(NOT_AGAIN)
    typed = [
        (name, value)
        for name, values in (request.POST.lists() if again else ())
        for value in values
        if not any(secret in name for secret in SECRET)
    ]
    return render_to_string(
        "config/busy.html",
        {
            "again": again,
            "typed": typed,
            "has_files": again and bool(request.FILES),
            "token": get_token(request) if again else "",
            "path": request.get_full_path(),
        },
    )
