"""Addresses of the pages about access tokens, below /desk/api-tokens/."""

from __future__ import annotations

from django.urls import path

from zhichi.api.views import tokens

app_name = "api_tokens"
urlpatterns = [
    path("", tokens.tokens, name="list"),
    path("new/", tokens.new_token, name="new"),
    path("<int:token_id>/revoke/", tokens.revoke_token, name="revoke"),
]
