"""Wiring of config."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    """App "config"."""

    name = "zhichi.config"
    label = "config"

    def ready(self) -> None:
        """Register the checks that belong to no part."""
        from zhichi.config import health
        from zhichi.core.checks import DATABASE, register_check

        register_check("settings", health.check_settings, label=_("Settings"), needs_database=False)
        register_check(DATABASE, health.check_database, label=_("Database"), needs_database=False)
        register_check("cache", health.check_cache, label=_("Shared cache"), needs_database=False)
        register_check("disk", health.check_disk, label=_("Disk"), needs_database=False)
        register_check("files", health.check_files, label=_("Installed files"), needs_database=False)
