"""Wiring of customers."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CustomersConfig(AppConfig):
    """App "customers"."""

    name = "zhichi.customers"
    label = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.customers import clauses, definitions, kept, services, streams
        from zhichi.customers import events as _events  # noqa: F401 - its types are known from the start
        from zhichi.records.registry import define_policy
        from zhichi.ui.registry import NavItem, register_nav

        for definition in definitions.POLICIES:
            define_policy(definition)
        streams.register()
        clauses.register()
        kept.register()
        services.register_eraser()
        register_nav(
            NavItem(
                name="customers",
                label=_("Customers"),
                short=pgettext_lazy("rail", "Clients"),
                icon="building-2",
                url_name="customers:list",
                order=40,
                right="customers.browse",
                key="u",
                phone=True,
            )
        )
