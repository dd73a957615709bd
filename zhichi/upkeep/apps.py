"""Wiring of upkeep: numbers, jobs, the schedule, checks, evidence, pages."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    """App "upkeep"."""

    name = "zhichi.upkeep"
    label = "upkeep"
    verbose_name = _("Upkeep")

    def ready(self) -> None:
        """Fill the registries of the lower floors."""
        import zhichi.upkeep.events  # noqa: F401 - its types are known from the start
        from zhichi.core.checks import register_check
        from zhichi.notices.registry import register_kind
        from zhichi.records import registry
        from zhichi.upkeep import backups, checks, clauses, definitions, health, maintenance, streams, tasks

        for definition in definitions.POLICIES:
            registry.define_policy(definition)
        for kind in definitions.NOTICES:
            register_kind(kind)
        streams.register()
        backups.register()
        maintenance.register()
        clauses.register()
        registry.cadence("upkeep.backup", tasks.back_up_when_due, tasks.LOOK_SECONDS, label=_("Make backups when due"))
        registry.cadence("upkeep.test", tasks.try_when_due, tasks.LOOK_SECONDS, label=_("Test restores when due"))
        registry.cadence(
            "upkeep.maintenance", tasks.maintain_when_due, tasks.LOOK_SECONDS, label=_("Run maintenance jobs when due")
        )
        registry.loop("upkeep.runs", tasks.run_when_asked)
        registry.cadence("upkeep.health", tasks.watch, tasks.WATCH_SECONDS, label=_("Look at the health of the system"))
        register_check("backups", health.check_backups, label=_("Backups"), url_name="upkeep:backups")
        register_check("mail_hold", checks.check_mail_hold, label=_("Mail after a restore"))
        register_check("memory", checks.check_memory, label=_("Memory"))
        register_check("size", checks.check_tables, label=_("Size of the database"))
        register_check("slow", checks.check_slow, label=_("Slow statements"))
        _register_pages()


def _register_pages() -> None:
    from zhichi.accounts.policies import DESK
    from zhichi.ui.registry import Bar, NavItem, TabItem, register_bar, register_nav, register_tab
    from zhichi.upkeep import policies

    register_bar(Bar(name="mail_hold", url_name="upkeep:mail_bar", right=DESK.name))
    register_nav(
        NavItem(
            name="upkeep",
            label=_("System"),
            icon="heart-pulse",
            url_name="upkeep:health",
            order=82,
            right=policies.VIEW.name,
            group="foot",
        )
    )
    register_tab(
        TabItem(
            name="upkeep.health",
            below="upkeep",
            label=_("Health"),
            url_name="upkeep:health",
            order=10,
            right=policies.VIEW.name,
        )
    )
    register_tab(
        TabItem(
            name="upkeep.backups",
            below="upkeep",
            label=_("Backups"),
            url_name="upkeep:backups",
            order=20,
            right=policies.VIEW.name,
        )
    )
    register_tab(
        TabItem(
            name="upkeep.maintenance",
            below="upkeep",
            label=_("Maintenance"),
            url_name="upkeep:maintenance",
            order=30,
            right=policies.VIEW.name,
        )
    )
