"""The API, version 1: its routers, its errors, its schema."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ninja import NinjaAPI

from zhichi.api import problems, refusals
from zhichi.api.routes import (
    analysis,
    articles,
    attachments,
    calendars,
    clocks,
    customers,
    escalations,
    gaps,
    gathering,
    handbook,
    handover,
    ideas,
    levels,
    mail,
    me,
    moves,
    notices,
    reports,
    retention,
    reviews,
    roster,
    routing,
    sessions,
    system,
    tickets,
    visits,
    work,
)

PREFIX = "/api/v1"
DESCRIPTION = (
    "Zhichi's service requests and customers' files. A token acts as its owner within its scopes; what the owner may "
    "not see does not exist (404). Lists are paged by `cursor`. Errors are problem+json with a stable `code`."
)

api = NinjaAPI(
    title="Zhichi API",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api_v1",
    openapi_url=None,
    docs_url=None,
)
refusals.install(api)
for part in (
    me,
    tickets,
    work,
    moves,
    reports,
    clocks,
    escalations,
    notices,
    handover,
    visits,
    sessions,
    attachments,
    customers,
    levels,
    calendars,
    roster,
    routing,
    reviews,
    analysis,
    retention,
    gathering,
    ideas,
    articles,
    gaps,
    handbook,
    system,
    mail,
):
    api.add_router("", part.router)

PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "A refusal (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "fields"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:zhichi:problem:invalid"]},
        "title": {"type": "string", "description": "What happened, in the language asked for."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What to do about it."},
        "code": {"type": "string", "description": "Stable, for programs.", "examples": ["invalid"]},
        "fields": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "Name of a value → what is wrong with it.",
        },
    },
}
PROBLEMS = {
    "400": "The request cannot be read.",
    "401": "No valid access token.",
    "403": "The token's scopes or its owner's rights do not reach.",
    "404": "Nothing here that the owner may see.",
    "409": "Somebody changed it first, it is in another state, or the Idempotency-Key was used for something else.",
    "422": "Some values are missing, wrong, or against a rule of the handbook.",
    "429": "Too many requests with this token; see Retry-After.",
}


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The OpenAPI document with the refusals that every operation may answer."""
    document: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX.lstrip("/") + "/"))
    document["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
    content = {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in document["paths"].values():
        for operation in operations.values():
            _leave_out_null(operation["parameters"])
            for status, words in PROBLEMS.items():
                operation["responses"].setdefault(status, {"description": words, "content": content})
    return document


def _leave_out_null(parameters: list[dict[str, Any]]) -> None:
    """A parameter that is not wanted is left out; no text stands for null in an address."""
    for parameter in parameters:
        several = parameter["schema"].get("anyOf", [])
        wanted = [item for item in several if item != {"type": "null"}]
        if len(wanted) == 1:
            parameter["schema"] = wanted[0]
