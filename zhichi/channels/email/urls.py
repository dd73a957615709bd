"""Addresses of mail."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "channels_email"
urlpatterns: list[URLPattern | URLResolver] = []
