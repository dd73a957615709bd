"""Wiring of config."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """App "config"."""

    name = "zhichi.config"
    label = "config"

    def ready(self) -> None:
        """Register the checks that belong to no part."""
        from zhichi.config import health
        from zhichi.core.checks import register_check

        register_check("settings", health.check_settings)
        register_check("database", health.check_database)
        register_check("cache", health.check_cache)
        register_check("disk", health.check_disk)
        register_check("files", health.check_files)
