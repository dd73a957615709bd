"""Addresses of ui: the styleguide."""

from __future__ import annotations

from django.urls import path

from zhichi.ui import views

app_name = "ui"
urlpatterns = [path("styleguide/", views.styleguide, name="styleguide")]
