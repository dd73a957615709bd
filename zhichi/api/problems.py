"""Errors as problem+json (RFC 9457): every refusal has a stable code, says what happened and what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError

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
