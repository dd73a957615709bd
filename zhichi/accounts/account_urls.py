"""Addresses below /account/ that stand before allauth's own: what allauth offers and this product does not."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from zhichi.accounts.views import me

urlpatterns: list[URLPattern | URLResolver] = [
    path("email/", me.mail_addresses),
    re_path(r"^confirm-email/", me.mail_addresses),
]
