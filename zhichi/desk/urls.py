"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from zhichi.desk.views import home, look, palette, search

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("home/flow/", home.flow, name="flow"),
    path("home/load/", home.load, name="load"),
    path("home/goals/", home.goals, name="goals"),
    path("home/states/", home.states, name="states"),
    path("home/first-steps/", home.first_steps, name="first_steps"),
    path("home/first-steps/hide/", home.hide_first_steps, name="hide_first_steps"),
    path("search/", search.search, name="search"),
    path("search/look/<slug:kind>/<int:key>/", look.look, name="look"),
    path("palette/", palette.palette, name="palette"),
]
