"""Wiring of the gathering of articles."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatheringConfig(AppConfig):
    """App "gathering"."""

    name = "zhichi.gathering"
    label = "gathering"
    verbose_name = _("Gathering of articles")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.gathering import clauses, events, kinds, pages, types

        del events  # its types are known from the start
        types.register()
        kinds.load()
        pages.register()
        clauses.register()
