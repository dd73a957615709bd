"""Wiring of service times."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SlaConfig(AppConfig):
    """App "sla"."""

    name = "zhichi.sla"
    label = "sla"
    verbose_name = _("Service times")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.sla import events as _events  # noqa: F401 - its types are known from the start
        from zhichi.sla import streams
        from zhichi.ui.registry import NavItem, register_nav

        streams.register()
        register_nav(
            NavItem(
                name="calendars",
                label=_("Calendars"),
                icon="calendar-days",
                url_name="sla:list",
                order=62,
                right="calendars.view",
            )
        )
