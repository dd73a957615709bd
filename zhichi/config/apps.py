"""Wiring of config."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """App "config"."""

    name = "zhichi.config"
    label = "config"
