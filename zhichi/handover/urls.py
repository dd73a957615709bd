"""Addresses of the hand-over at shift end."""

from __future__ import annotations

from django.urls import path

from zhichi.handover.views import hand_over

app_name = "handover"
urlpatterns = [
    path("", hand_over.page, name="page"),
    path("bar/", hand_over.bar, name="bar"),
    path("<int:key>/undo/", hand_over.undo, name="undo"),
]
