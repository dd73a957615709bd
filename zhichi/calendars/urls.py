"""Addresses of calendars."""

from __future__ import annotations

from django.urls import path

from zhichi.calendars.views import calendars, dates, imports

app_name = "calendars"
urlpatterns = [
    path("", calendars.calendar_list, name="list"),
    path("new/", calendars.calendar_new, name="new"),
    path("teams/", calendars.team_set, name="team"),
    path("<int:key>/", calendars.calendar, name="calendar"),
    path("<int:key>/edit/", calendars.calendar_edit, name="edit"),
    path("<int:key>/default/", calendars.default_choose, name="default"),
    path("<int:key>/week/", calendars.week, name="week"),
    path("<int:key>/dates/", dates.date_set, name="date"),
    path("dates/<int:key>/drop/", dates.date_drop, name="date_drop"),
    path("dates/<int:key>/undo/", dates.date_undo, name="date_undo"),
    path("<int:key>/import/", imports.choose, name="import"),
    path("<int:key>/import/<slug:source>/", imports.propose, name="propose"),
    path("imports/<int:key>/", imports.review, name="review"),
    path("imports/<int:key>/undo/", imports.undo, name="undo"),
]
