"""Wiring of the hand-over at shift end."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HandoverConfig(AppConfig):
    """App "handover"."""

    name = "zhichi.handover"
    label = "handover"
    verbose_name = _("Hand-over at shift end")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.handover import clauses, definitions, streams, tasks
        from zhichi.handover import events as _events  # noqa: F401 - its types are known from the start
        from zhichi.notices.registry import register_kind
        from zhichi.records import registry as records
        from zhichi.ui.registry import Bar, NavItem, register_bar, register_nav

        for definition in definitions.POLICIES:
            records.define_policy(definition)
        for kind in definitions.NOTICES:
            register_kind(kind)
        streams.register()
        clauses.register()
        records.cadence(
            "handover.end_shifts", tasks.end_shifts, tasks.EVERY_SECONDS, label=_("Hand over at the end of shifts")
        )
        register_bar(Bar(name="handover", url_name="handover:bar", right="handover.own"))
        register_nav(
            NavItem(
                name="handover",
                label=_("Hand-over"),
                icon="arrow-left-right",
                url_name="handover:page",
                order=6,
                right="handover.own",
                group="menu",
            )
        )
