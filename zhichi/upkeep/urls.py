"""Addresses of upkeep, below /desk/system/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from zhichi.upkeep.views import backups, health, mail, maintenance, runs

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "upkeep"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", health.overview, name="health"),
    path("backups/", backups.overview, name="backups"),
    path("maintenance/", maintenance.overview, name="maintenance"),
    path("mail/", mail.bar, name="mail_bar"),
    path("mail/release/", mail.release, name="release_mail"),
    path("jobs/<slug:job>/", runs.start, name="start"),
    path("runs/<int:run_id>/stop/", runs.stop, name="stop"),
]
