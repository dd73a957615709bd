"""Addresses of the API; loaded by the first request to one of them, see config/late.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from zhichi.api.app import api
from zhichi.api.views import reference

app_name = "api"
OPERATIONS, _app, _namespace = api.urls
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reference.reference, name="reference"),
    path("openapi.json", reference.openapi, name="openapi"),
    *(item for item in OPERATIONS if getattr(item, "name", "") != "api-root"),
]
