"""Wiring of service times."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    """App "calendars"."""

    name = "zhichi.calendars"
    label = "calendars"
    verbose_name = _("Service times")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.calendars import events as _events  # noqa: F401 - its types are known from the start
        from zhichi.calendars import streams
        from zhichi.ui.registry import NavItem, TabItem, register_nav, register_tab

        streams.register()
        register_tab(
            TabItem(
                name="calendars",
                below="calendars",
                label=_("Calendars"),
                url_name="calendars:list",
                order=10,
                right="calendars.view",
            )
        )
        register_nav(
            NavItem(
                name="calendars",
                label=_("Calendar"),
                icon="calendar-days",
                url_name="calendars:list",
                order=62,
                right="calendars.view",
            )
        )
