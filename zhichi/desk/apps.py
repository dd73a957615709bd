"""Wiring of the desk: its navigation, and what composes files, notices and the handbook."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """App "desk"."""

    name = "zhichi.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Put the home and the search into the navigation; tell of viruses and keep evidence of scans."""
        from zhichi.desk import file_safety
        from zhichi.ui.registry import NavItem, register_nav

        file_safety.register()
        register_nav(
            NavItem(
                name="home", label=_("Home"), icon="house", url_name="desk:home", order=1, right="desk.enter", key="h",
                phone=True, active=lambda request: request.path == "/desk/",
            )
        )  # fmt: skip
        register_nav(
            NavItem(
                name="search", label=_("Search"), icon="search", url_name="desk:search", order=90, right="desk.enter",
                group="foot", key="s",
            )
        )  # fmt: skip
