"""What the API answers to an exception: somebody's doing becomes a problem, ours goes on to Django as an error."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zhichi.api.problems import NotFound, TooMany, of_status, problem
from zhichi.core.errors import DomainError
from zhichi.core.trouble import RETRY_SECONDS, is_passing_trouble
from zhichi.tickets.services import Questioned, question_of


def install(api: NinjaAPI) -> None:
    """Name the handler of each kind of exception."""
    api.add_exception_handler(DomainError, _refused)
    api.add_exception_handler(Questioned, _questioned)
    api.add_exception_handler(Http404, lambda request, error: _refused(request, NotFound()))
    api.add_exception_handler(PermissionDenied, _forbidden)
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(Exception, _ours)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    response = problem(error.status, error.code, error.message, error.hint, error.fields)
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.wait)
    return response


def _questioned(request: HttpRequest, error: Any) -> HttpResponse:
    question = question_of(error.found)
    words = [asdict(item) for item in question.excerpts] if question else []
    return problem(error.status, error.code, error.message, error.hint, mark=error.found.mark, words=words)


def _forbidden(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(403, "not-allowed", _("The token's owner may not do this."), str(error))


def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    title = _("A valid access token is needed.")
    response = problem(401, "token", title, _("Send it in the header: Authorization: Bearer …"))
    response["WWW-Authenticate"] = "Bearer"
    return response


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    fields = {_place(item["loc"]): item["msg"] for item in error.errors}
    return problem(422, "invalid", _("Some values are missing or wrong."), _("See fields."), fields)


def _place(location: tuple[Any, ...]) -> str:
    """Where a wrong value stands: ("body", "data", "contact", "address") → "contact.address"."""
    parts = [str(part) for part in location[1:] if part not in {"data", "filters"}]
    return ".".join(parts) or str(location[0])


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    if error.status_code == 400:
        return of_status(400)
    return problem(error.status_code, "http", str(error))


def _ours(request: HttpRequest, error: Any) -> HttpResponse:
    if not is_passing_trouble(error):
        raise error
    response = problem(503, "busy", _("The database is busy; nothing was saved."), _("Send it again in a moment."))
    response["Retry-After"] = str(RETRY_SECONDS)
    return response
