"""Wiring of the staff pages: navigation, side panels, the panel on customers' files, upkeep."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhichi.accounts.registry import Holding, register_holding
from zhichi.core import clock
from zhichi.customers import registry as customers
from zhichi.records import registry as records
from zhichi.tickets import registry, selectors, services
from zhichi.tickets.registry import SidePanel
from zhichi.ui.registry import NavItem, register_nav

DAY = 86_400.0
EVERY_SECONDS = 15.0

PANELS = (
    SidePanel("clocks", _("Service level"), 10, "tickets:panel_clocks", "tickets.desk"),
    SidePanel("customer", _("Customer"), 20, "tickets:panel_customer", "tickets.desk"),
    SidePanel("product", _("Product and environment"), 30, "tickets:panel_product", "tickets.desk"),
    SidePanel("confirmation", _("Confirmed cause"), 40, "tickets:panel_confirmation", "tickets.desk"),
    SidePanel("solution", _("Solution and follow-up"), 50, "tickets:panel_solution", "tickets.desk"),
    SidePanel("completeness", _("Completeness of the record"), 60, "tickets:panel_completeness", "tickets.desk"),
    SidePanel("related", _("Related tickets"), 70, "tickets:panel_related", "tickets.desk"),
)


def register() -> None:
    """Fill the registries of the lower floors."""
    register_nav(
        NavItem(
            name="tickets", label=_("Tickets"), icon="ticket", url_name="tickets:queue", order=10,
            right="tickets.desk", key="t", phone=True,
        )
    )  # fmt: skip
    for panel in PANELS:
        registry.register_panel(panel)
    customers.register_panel(
        customers.Panel(
            name="tickets",
            title=_("Tickets"),
            order=10,
            url=lambda kind, key: reverse("tickets:of_customer", args=[kind, key]),
            right="tickets.desk",
        )
    )
    register_holding(
        "tickets.open",
        Holding(
            label=_("Open tickets"),
            after=_("They go back at once to the duty roles of their teams, with the reason in each history."),
            count=selectors.open_count_of,
        ),
    )
    records.cadence(
        "tickets.forget_submissions", forget_submissions, DAY, label=_("Forget the keys of forms sent long ago")
    )
    records.cadence("tickets.wake", wake_snoozed, EVERY_SECONDS, label=_("Bring snoozed tickets back into their lists"))


def wake_snoozed() -> None:
    """Bring back the tickets whose time has come."""
    services.wake_due(at=clock.now())


def forget_submissions() -> None:
    """Remove the keys of forms that nobody can send again."""
    services.forget_submissions(at=clock.now())
