"""Addresses of mail, below /desk/mail/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from zhichi.channels.email.views import log, mailboxes, overview

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "channels_email"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.health, name="health"),
    path("outgoing/<int:mail_id>/again/", overview.send_again, name="send_again"),
    path("outgoing/again/", overview.send_all_again, name="send_all_again"),
    path("mailboxes/new/", mailboxes.choose, name="choose"),
    path("mailboxes/new/<slug:code>/", mailboxes.new, name="new"),
    path("mailboxes/try/", mailboxes.try_new, name="try_new"),
    path("mailboxes/<int:mailbox_id>/", mailboxes.edit, name="mailbox"),
    path("mailboxes/<int:mailbox_id>/try/", mailboxes.try_stored, name="try"),
    path("log/", log.log, name="log"),
    path("log/<int:log_id>/", log.mail, name="mail"),
    path("log/<int:log_id>/retry/", log.retry, name="retry"),
    path("log/<int:log_id>/put-aside/", log.put_aside, name="put_aside"),
    path("look/", log.look, name="look"),
    path("look/retry/", log.retry_all, name="retry_all"),
]
