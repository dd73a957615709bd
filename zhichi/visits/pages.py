"""Wiring of the staff pages: the panel on the ticket, the icons of its events, the calendar in the rail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhichi.tickets.registry import SidePanel, register_icon, register_panel
from zhichi.ui.registry import NavItem, register_nav
from zhichi.visits.wording import ICONS


def register() -> None:
    """Fill the registries of the lower floors."""
    register_panel(SidePanel("visits", _("On site and remote"), 45, "visits:panel", "tickets.desk"))
    for code, icon in ICONS.items():
        register_icon(code, icon)
    register_nav(
        NavItem(
            name="visits",
            label=_("Visits"),
            icon="calendar-days",
            url_name="visits:calendar",
            order=30,
            right="visits.browse",
            key="v",
            phone=True,
        )
    )
