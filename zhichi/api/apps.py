"""Wiring of the API: navigation, the name of its stream, forgetting old answers."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """App "api"."""

    name = "zhichi.api"
    label = "api"
    verbose_name = _("API")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.api import selectors, services, tasks
        from zhichi.records import registry
        from zhichi.ui.registry import NavItem, register_nav

        services.register_eraser()
        register_nav(
            NavItem(
                name="api-tokens",
                label=_("Access tokens"),
                icon="key-round",
                url_name="api_tokens:list",
                order=60,
                right="api.tokens",
                group="menu",
            )
        )
        registry.register_stream("api_token", label=selectors.label_of, url=selectors.url_of)
        registry.cadence(
            "api.forget_answers", tasks.forget_answers, 3600, label=_("Forget old answers to repeated calls")
        )
