"""Addresses of the API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from zhichi.api import views
from zhichi.api.app import api

app_name = "api"
OPERATIONS, _app, _namespace = api.urls
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.reference, name="reference"),
    path("openapi.json", views.openapi, name="openapi"),
    *(item for item in OPERATIONS if getattr(item, "name", "") != "api-root"),
]
