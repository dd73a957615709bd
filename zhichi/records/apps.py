"""Wiring of the record."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """App "records"."""

    name = "zhichi.records"
    label = "records"
    verbose_name = _("Service record")
