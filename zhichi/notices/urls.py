"""Addresses of notices, below /desk/notices/."""

from __future__ import annotations

from django.urls import path

from zhichi.notices.views import inbox, preferences

app_name = "notices"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("bell/", inbox.bell, name="bell"),
    path("acknowledge/", inbox.acknowledge_all, name="acknowledge_all"),
    path("read/", inbox.read_all, name="read_all"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("<int:notice_id>/open/", inbox.follow, name="open"),
    path("<int:notice_id>/acknowledge/", inbox.acknowledge, name="acknowledge"),
]
