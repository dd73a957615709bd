"""Wiring of the assigner: numbers, streams, what it hears, panels, evidence."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssignerConfig(AppConfig):
    """App "assigner"."""

    name = "zhichi.assigner"
    label = "assigner"
    verbose_name = _("Routing")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.assigner import clauses

        _record()
        _listen()
        _pages()
        clauses.register()


def _record() -> None:
    from zhichi.assigner import definitions, events, streams, witnesses
    from zhichi.notices.registry import register_kind
    from zhichi.records import registry

    for definition in definitions.POLICIES:
        registry.define_policy(definition)
    for kind in definitions.NOTICES:
        register_kind(kind)
    registry.witness("assigner.escalations", [events.Escalated], witnesses.check_escalations)
    streams.register()


def _listen() -> None:
    from zhichi.assigner import selectors, services, subscribers, tasks
    from zhichi.assigner.registry import register_shift_finder
    from zhichi.handover.registry import register_remark
    from zhichi.records import registry
    from zhichi.records.selectors import policy
    from zhichi.roster import selectors as roster
    from zhichi.tickets import events
    from zhichi.tickets.registry import register_transfer_gate

    register_shift_finder("roster", roster.shifts_at)
    registry.subscribe(events.Transferred, "assigner.watch", subscribers.on_transferred_watch)
    registry.tail(
        "assigner.follow",
        subscribers.follow,
        types=(
            events.Registered, events.Assigned, events.Transferred, events.DetailsChanged, events.StateChanged,
            events.Closed, events.Reopened,
        ),
        label=_("Find owners for tickets without one"),
    )  # fmt: skip
    registry.cadence(
        "assigner.look_again",
        tasks.look_again,
        lambda: float(policy("3.3.1.assign_every_seconds")),
        label=_("Try tickets without an owner again"),
    )
    register_transfer_gate("assigner.passed_around", services.refuse_while_passed_around)
    register_remark("assigner.passed_around", selectors.remarks_on)


def _pages() -> None:
    from django.urls import reverse

    from zhichi.customers import registry as customers
    from zhichi.tickets.registry import SidePanel, register_panel
    from zhichi.ui.registry import TabItem, register_tab

    register_panel(SidePanel("assigner", _("Assignment"), 65, "assigner:panel", "tickets.desk"))
    register_tab(
        TabItem(
            name="routing", below="staff", label=_("Routing"), url_name="assigner:overview", order=60,
            right="routing.view",
        )
    )  # fmt: skip
    customers.register_panel(
        customers.Panel(
            name="engineer",
            title=_("Customer's engineer"),
            order=5,
            url=lambda kind, key: reverse("assigner:engineer", args=[kind, key]),
            right="customers.browse",
        )
    )
