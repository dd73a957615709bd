"""Addresses of escalation, below /desk/board/."""

from __future__ import annotations

from django.urls import path

from zhichi.escalation.views import board

app_name = "escalation"
urlpatterns = [
    path("", board.board, name="board"),
    path("<slug:number>/acknowledge/", board.acknowledge, name="acknowledge"),
]
