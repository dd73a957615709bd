"""Wiring of analysis reports: numbers, notices, the schedule, evidence, the witness, the page."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportsConfig(AppConfig):
    """App "reports"."""

    name = "zhichi.reports"
    label = "reports"
    verbose_name = _("Analysis reports")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.notices.registry import register_kind
        from zhichi.records import registry
        from zhichi.reports import clauses, definitions, events, policies, streams, tasks, witnesses
        from zhichi.reports.services import erasing
        from zhichi.ui.registry import NavItem, register_nav

        for definition in definitions.POLICIES:
            registry.define_policy(definition)
        for kind in definitions.KINDS:
            register_kind(kind)
        registry.witness("reports.issued", [events.Issued], witnesses.check_issued)
        registry.cadence("reports.draft", tasks.draft_due, tasks.HOUR, label=_("Draft analysis reports that are due"))
        streams.register()
        erasing.register()
        clauses.register()
        register_nav(
            NavItem(
                name="reports",
                label=_("Analysis reports"),
                short=pgettext_lazy("rail", "Reports"),
                icon="chart-column",
                url_name="reports:reports",
                order=75,
                right=policies.VIEW.name,
                key="r",
            )
        )
