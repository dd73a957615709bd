"""Wiring of files."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """App "files"."""

    name = "zhichi.files"
    label = "files"
