"""Wiring of tickets: policies, witnesses, subscribers, gates, search, clauses, metrics, navigation."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    """App "tickets"."""

    name = "zhichi.tickets"
    label = "tickets"
    verbose_name = _("Tickets")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.records import registry  # noqa: PLC0415 - apps must be loaded first
        from zhichi.tickets import definitions  # noqa: PLC0415

        for definition in definitions.POLICIES:
            registry.define_policy(definition)
