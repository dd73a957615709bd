"""Wiring of ui."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """App "ui"."""

    name = "zhichi.ui"
    label = "ui"
