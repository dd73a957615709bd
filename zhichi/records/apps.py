"""Wiring of the record."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

VERIFY_HOURS = "3.4.2.verify_hours"


class RecordsConfig(AppConfig):
    """App "records"."""

    name = "zhichi.records"
    label = "records"
    verbose_name = _("Service record")

    def ready(self) -> None:
        """Register policy values, scheduled work, checks and the page."""
        from zhichi.core.checks import register_check
        from zhichi.core.events import gettext_noop
        from zhichi.records import choices, health, kept, policies, registry, selectors, tasks
        from zhichi.records import events as _events  # noqa: F401 - registers the event types
        from zhichi.ui.registry import NavItem, register_nav

        registry.define_policy(
            registry.PolicyDefinition(
                key=VERIFY_HOURS,
                clause="3.4.2",
                label=gettext_noop("Check the whole record every"),
                default=24,
                unit="hours",
                minimum=1,
                maximum=24 * 31,
            )
        )
        kept.register()
        for code in ("links.made", "links.removed"):
            for field in ("source", "target"):
                registry.register_labels(f"{code}.{field}", selectors.stream_label)
        registry.register_labels("record.parked_settled.how", choices.settled_label)
        registry.cadence(
            "record.verify",
            tasks.verify_by_schedule,
            lambda: selectors.policy(VERIFY_HOURS) * 3600.0,
            label=_("Check the whole record"),
        )
        registry.loop("record.verifications", tasks.verify_when_asked)
        register_check("record", health.check_record, label=_("Service record"), url_name="records:overview")
        register_check("tails", health.check_tails, label=_("Subscribers"), url_name="records:overview")
        register_check("worker", health.check_worker, label=_("Worker and schedule"), url_name="records:overview")
        register_nav(
            NavItem(
                name="record",
                label=_("Record"),
                icon="shield-check",
                url_name="records:overview",
                order=80,
                right=policies.VIEW.name,
                group="foot",
            )
        )
