"""Addresses of mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "channels_email"
urlpatterns: list[URLPattern | URLResolver] = []
