"""Wiring of search."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """App "search"."""

    name = "zhichi.search"
    label = "search"
