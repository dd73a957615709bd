"""The reference of the API and its schema."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_safe

from zhichi.api import app
from zhichi.api import reference as pages
from zhichi.core.rights import public


@require_safe
@public("the shape of the API is part of the open source; the data behind it needs a token")
@cache_control(max_age=3600)
def openapi(request: HttpRequest) -> JsonResponse:
    """The OpenAPI document."""
    return JsonResponse(app.schema(), json_dumps_params={"ensure_ascii": False})


@require_GET
@public("the shape of the API is part of the open source; the data behind it needs a token")
def reference(request: HttpRequest) -> HttpResponse:
    """The reference for people, rendered from the same document."""
    document = app.schema()
    context = {"document": document, "sections": pages.sections(document), "shapes": pages.shapes(document)}
    return render(request, "api/reference.html", context)
