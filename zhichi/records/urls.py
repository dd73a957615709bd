"""Addresses of the record's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from zhichi.records.views import overview

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "records"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
    path("verify/", overview.verify, name="verify"),
    path("parked/<int:parked_id>/", overview.settle, name="settle"),
]
