"""Addresses of gathering on the desk."""

from __future__ import annotations

from django.urls import path

from zhichi.gathering.views import exchange, queue, runs, sources

app_name = "gathering"
urlpatterns = [
    path("", queue.listing, name="queue"),
    path("submit/", queue.submit_many, name="submit_many"),
    path("items/<int:item_id>/", queue.detail, name="item"),
    path("items/<int:item_id>/decide/", queue.decide, name="decide"),
    path("articles/<int:article_id>/origin/", queue.origin, name="origin"),
    path("exchange/", exchange.exchange, name="exchange"),
    path("exchange/archive/", exchange.export, name="export"),
    path("sources/", sources.listing, name="sources"),
    path("sources/new/", sources.choose, name="choose"),
    path("sources/new/<slug:kind>/", sources.new, name="new"),
    path("sources/<int:source_id>/", sources.detail, name="source"),
    path("sources/<int:source_id>/edit/", sources.edit, name="edit"),
    path("sources/<int:source_id>/run/", runs.start, name="start"),
    path("runs/<int:run_id>/", runs.detail, name="run"),
    path("runs/<int:run_id>/stop/", runs.stop, name="stop"),
]
