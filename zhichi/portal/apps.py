"""Wiring of portal."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """App "portal"."""

    name = "zhichi.portal"
    label = "portal"
