"""Wiring of the suggestion box."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImprovementConfig(AppConfig):
    """App "improvement"."""

    name = "zhichi.improvement"
    label = "improvement"
    verbose_name = _("Ideas")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        from zhichi.improvement import clauses, definitions, events, streams, witnesses
        from zhichi.improvement.services import erasing
        from zhichi.notices.registry import register_kind
        from zhichi.records import registry as records
        from zhichi.ui.registry import NavItem, register_nav

        for definition in definitions.POLICIES:
            records.define_policy(definition)
        for kind in definitions.KINDS:
            register_kind(kind)
        records.witness("improvement.ideas", [events.Raised, events.Revised], witnesses.check_ideas)
        records.witness("improvement.comments", [events.Commented], witnesses.check_comments)
        streams.register()
        erasing.register()
        clauses.register()
        register_nav(
            NavItem(
                name="ideas",
                label=_("Ideas"),
                icon="lightbulb",
                url_name="improvement:list",
                order=78,
                right="ideas.view",
                key="i",
            )
        )
