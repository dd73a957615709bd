"""Makes the kernel an app, so that its messages are translated."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    """App "core"."""

    name = "zhichi.core"
    label = "core"

    def ready(self) -> None:
        """Tune the connections to PostgreSQL."""
        if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
            from zhichi.core import postgres

            postgres.tune()
