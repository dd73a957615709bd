"""Addresses that mail providers call, below /hooks/mail/. Mailgun sends raw messages where it sees "mime" in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from zhichi.channels.email.views import hooks

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "mail_hooks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:code>/mime/", hooks.mime, name="mime"),
    path("<slug:code>/tracking/", hooks.tracking, name="tracking"),
]
