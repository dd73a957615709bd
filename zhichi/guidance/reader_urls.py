"""Addresses of the knowledge base for its readers, below /kb/; the articles themselves are `knowledge`'s."""

from __future__ import annotations

from django.urls import path

from zhichi.guidance.views import library, voting

app_name = "kbase"
urlpatterns = [
    path("", library.home, name="home"),
    path("search/", library.search, name="search"),
    path("suggest/", library.suggest, name="suggest"),
    path("solved/", library.solved, name="solved"),
    path("modules/<int:module_id>/", library.module, name="module"),
    path("open/<int:article_id>/", library.opened, name="open"),
    path("<int:article_id>/vote/", voting.vote, name="vote"),
]
