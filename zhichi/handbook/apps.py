"""Wiring of the handbook: its numbers, its evidence, the versions, navigation, the ask to read it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HandbookConfig(AppConfig):
    """App "handbook"."""

    name = "zhichi.handbook"
    label = "handbook"
    verbose_name = _("Handbook")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.handbook import clauses, definitions, notices, subscribers
        from zhichi.records import registry
        from zhichi.records.events import PolicyChanged
        from zhichi.ui.registry import NavItem, register_nav, register_notice

        for definition in definitions.POLICIES:
            registry.define_policy(definition)
        registry.subscribe(PolicyChanged, "handbook.versions", subscribers.on_policy_changed_make_version)
        clauses.register()
        register_notice("handbook.read", notices.ask_to_read)
        register_nav(
            NavItem(
                name="handbook",
                label=_("Handbook"),
                short=pgettext_lazy("rail", "Rules"),
                icon="book-check",
                url_name="handbook:conformance",
                order=80,
                right="handbook.read",
                key="b",
            )
        )
