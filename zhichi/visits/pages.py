"""Wiring of the staff pages: the panel on the ticket, the icons of its events, the calendar in the rail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhichi.accounts.registry import Holding, register_holding
from zhichi.tickets.registry import SidePanel, register_icon, register_panel
from zhichi.ui.registry import NavItem, register_nav
from zhichi.visits import selectors
from zhichi.visits.wording import ICONS


def register() -> None:
    """Fill the registries of the lower floors."""
    register_panel(SidePanel("visits", _("On site and remote"), 55, "visits:panel", "tickets.desk"))
    for code, icon in ICONS.items():
        register_icon(code, icon)
    register_nav(
        NavItem(
            name="visits",
            label=_("Visits on site"),
            icon="calendar-days",
            url_name="visits:calendar",
            order=15,
            right="visits.browse",
            group="menu",
        )
    )
    register_holding(
        "visits.open",
        Holding(
            label=_("Visits to carry out"),
            after=_("They stay planned in this name; move each to somebody else."),
            count=lambda person_id: len(selectors.carried_by(person_id)),
            names=selectors.carried_by,
        ),
    )
