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
        from zhichi.calendars import definitions, streams, subscribers, tasks
        from zhichi.calendars.events import DaysDecided
        from zhichi.notices.registry import register_kind
        from zhichi.records import registry as records
        from zhichi.ui.registry import NavItem, TabItem, register_nav, register_tab

        streams.register()
        for kind in definitions.NOTICES:
            register_kind(kind)
        records.subscribe(DaysDecided, "calendars.expected", subscribers.on_days_decided_let_notices_rest)
        records.cadence(
            "calendars.expected",
            tasks.ask_for_reviews,
            tasks.EVERY_SECONDS,
            label=_("Ask for reviews of provisional years"),
        )
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
