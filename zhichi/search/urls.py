"""Addresses of search, below /desk/search/synonyms/."""

from __future__ import annotations

from django.urls import path

from zhichi.search import views

app_name = "search"

urlpatterns = [
    path("", views.synonyms, name="synonyms"),
    path("new/", views.synonyms_new, name="synonyms_new"),
    path("<int:key>/", views.synonyms_edit, name="synonyms_edit"),
]
