"""Wiring of handbook."""

from __future__ import annotations

from django.apps import AppConfig


class HandbookConfig(AppConfig):
    """App "handbook"."""

    name = "zhichi.handbook"
    label = "handbook"
