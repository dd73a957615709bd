"""Wiring of desk."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """App "desk"."""

    name = "zhichi.desk"
    label = "desk"
