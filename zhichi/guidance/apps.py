"""Wiring of the use of knowledge."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidanceConfig(AppConfig):
    """App "guidance"."""

    name = "zhichi.guidance"
    label = "guidance"
    verbose_name = _("Use of knowledge")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.guidance import clauses, events, pages

        del events  # its types are known from the start
        pages.register()
        clauses.register()
