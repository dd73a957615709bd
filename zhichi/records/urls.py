"""Addresses of the record's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from zhichi.records.views import export, heads, overview, retention

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "records"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
    path("verify/", overview.verify, name="verify"),
    path("parked/<int:parked_id>/", overview.settle, name="settle"),
    path("export/", export.export, name="export"),
    path("heads/", heads.heads, name="heads"),
    path("heads/zhichi-heads.json", heads.download, name="heads_file"),
    path("retention/", retention.retention, name="retention"),
    path("holds/", retention.holds, name="holds"),
    path("holds/new/<slug:kind>/<int:key>/", retention.place, name="place"),
    path("holds/<int:hold_id>/lift/", retention.lift, name="lift"),
]
