"""Addresses of articles for their readers: /kb/1234/升级步骤, of which the number counts."""

from __future__ import annotations

from django.urls import path

from zhichi.knowledge.views import reading

app_name = "kb"
urlpatterns = [
    path("<int:article_id>/", reading.article, name="article"),
    path("<int:article_id>/pdf/", reading.document, name="document"),
    path("<int:article_id>/<str:slug>", reading.article, name="article_named"),
]
