"""Wiring of api."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """App "api"."""

    name = "zhichi.api"
    label = "api"
