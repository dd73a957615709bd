"""Addresses of the duty roster."""

from __future__ import annotations

from django.urls import path

from zhichi.roster.views import fill, kinds, mine, month, swaps, week

app_name = "roster"
urlpatterns = [
    path("", week.week, name="week"),
    path("put/", week.put, name="put"),
    path("cell/<int:person_id>/<str:iso>/", week.cell, name="cell"),
    path("copy/", week.copy, name="copy"),
    path("publish/", week.publish, name="publish"),
    path("weeks/<int:key>/withdraw/", week.withdraw, name="withdraw"),
    path("fill/", fill.fill, name="fill"),
    path("month/", month.month, name="month"),
    path("mine/", mine.mine, name="mine"),
    path("feed/", mine.feed_make, name="feed_make"),
    path("feed/revoke/", mine.feed_revoke, name="feed_revoke"),
    path("feed/<str:token>.ics", mine.feed, name="feed"),
    path("kinds/", kinds.kind_list, name="kinds"),
    path("kinds/new/", kinds.kind_new, name="kind_new"),
    path("kinds/<int:key>/", kinds.kind_edit, name="kind_edit"),
    path("swaps/", swaps.swap_list, name="swaps"),
    path("shifts/<int:key>/offer/", swaps.offer, name="offer"),
    path("swaps/<int:key>/refuse/", swaps.refuse, name="swap_refuse"),
    path("swaps/<int:key>/<slug:verb>/", swaps.step, name="swap_step"),
]
