"""Addresses of the pages about access tokens, below /desk/api-tokens/."""

from __future__ import annotations

from django.urls import path

from zhichi.api import views

app_name = "api_tokens"
urlpatterns = [
    path("", views.tokens, name="list"),
    path("new/", views.new_token, name="new"),
    path("<int:token_id>/revoke/", views.revoke_token, name="revoke"),
]
