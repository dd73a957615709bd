"""Makes the kernel an app, so that its messages are translated."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """App "core"."""

    name = "zhichi.core"
    label = "core"
