"""Errors as problem+json (RFC 9457): every refusal has a stable code, says what happened and what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zhichi.core.errors import DomainError
from zhichi.core.trouble import RETRY_SECONDS, is_passing_trouble
from zhichi.tickets.services import Questioned, question_of

CONTENT_TYPE = "application/problem+json"


class MissingScope(DomainError):
    """The token is good, but not for this."""

    status = 403


class TooMany(DomainError):
    """The token asks too often; `wait` says how many seconds to pause."""

    status = 429

    def __init__(self, wait: int) -> None:
        super().__init__(
            "too-many-requests", _("Too many requests with this token."), _("Wait, then go on more slowly.")
        )
        self.wait = wait


class NotFound(DomainError):
    """There is no such row, or the token's owner may not see it; the two cannot be told apart."""

    status = 404

    def __init__(self) -> None:
        super().__init__("not-found", _("There is nothing here that you may see."), _("Check the address."))


def problem(
    status: int, code: str, title: Any, detail: Any = "", fields: Mapping[str, Any] | None = None, **more: Any
) -> HttpResponse:
    """One refusal as a response; `more` are further members of it."""
    body = {
        "type": f"urn:zhichi:problem:{code}",
        "title": str(title),
        "status": status,
        "detail": str(detail),
        "code": code,
        "fields": {name: str(text) for name, text in (fields or {}).items()},
        **more,
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)


def install(api: NinjaAPI) -> None:
    """Let the API answer every exception that is somebody's doing as a problem; ours go on to Django as errors."""
    api.add_exception_handler(DomainError, _refused)
    api.add_exception_handler(Questioned, _questioned)
    api.add_exception_handler(Http404, lambda request, error: _refused(request, NotFound()))
    api.add_exception_handler(PermissionDenied, _forbidden)
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(Exception, _ours)


def of_status(status: int) -> HttpResponse:
    """The problem for an answer that Django made by itself under /api/."""
    words = {
        400: ("bad-request", _("The request cannot be read."), _("Send it as the reference says.")),
        403: ("not-allowed", _("You may not do this."), ""),
        404: ("not-found", _("There is nothing here that you may see."), _("Check the address.")),
        405: ("method", _("This address does not answer this method."), _("See the header Allow.")),
        413: ("too-large", _("The request is too large."), _("Send less at once.")),
    }
    code, title, detail = words.get(
        status, ("server-error", _("The server had a problem."), _("It was recorded; try again."))
    )
    return problem(status, code, title, detail)


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
